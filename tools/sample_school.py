"""The sample school of ``make run``; run once per database in ``odoo shell``.

``env`` is Odoo's environment as superuser, the working directory is the checkout.
The script commits, and leaves one login per role in the file ``SCHOOL_LOGINS`` names:
a JSON list of ``{"role", "login", "password"}``, which ``make run`` prints.
"""

import json
import os
from pathlib import Path

logins = [
    {"role": "Odoo administrator", "login": "admin", "password": "admin"},
]

Path(os.environ["SCHOOL_LOGINS"]).write_text(json.dumps(logins, ensure_ascii=False))
env.cr.commit()
