"""An Odoo in this process: registry, and transactions as one of the school's users."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import odoo.init  # noqa: F401 - patches libraries, so before the rest of Odoo
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.service.model import call_kw
from odoo.tools import config

BENCH = Path(__file__).resolve().parents[1]
ROOT = BENCH.parents[1]
LANGUAGE, ZONE = "vi_VN", "Asia/Ho_Chi_Minh"


class Session:
    """The database of the bench with its registry."""

    def __init__(self, install: Sequence[str] = ()) -> None:
        name = os.environ["BENCH_DATABASE"]
        rc = os.environ["ODOO_RC"]
        config.parse_config(["-c", rc, "--no-http"], setup_logging=False)
        folders = [*config["addons_path"], str(BENCH / "addons")]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            words = ["-c", rc, "--no-http", "-d", name, "--log-level", "error"]
            config.parse_config(
                [*words, "--addons-path", ",".join(folders)], setup_logging=True
            )
        self.database = name
        self.registry = Registry.new(
            name, update_module=bool(install), install_modules=install
        )

    @contextmanager
    def transaction(
        self, user: int = SUPERUSER_ID, company: int = 0, commit: bool = False
    ) -> Iterator[Environment]:
        """A transaction of its own, so with an empty record cache, as a request has.

        Rolled back at the end unless ``commit``; the registry's caches stay warm.
        """
        context: dict[str, Any] = {"lang": LANGUAGE, "tz": ZONE}
        if company:
            context["allowed_company_ids"] = [company]
        with self.registry.cursor() as cursor:
            # the clock counts one connection's processor time, no helpers'
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
            env = Environment(cursor, user, context)
            yield env
            if commit:
                env.cr.commit()
            else:
                env.cr.rollback()


def addon(module: str) -> Any:
    """A module of the measured addon; only there once Odoo knows its folders."""
    return import_module(f"odoo.addons.school_gradebook.{module}")


def call(
    env: Environment, model: str, method: str, *arguments: Any, **named: Any
) -> Any:
    """Call a public method as the server does for a remote caller, and flush."""
    result = call_kw(env[model], method, list(arguments), named)
    env.cr.flush()
    return result


def as_user(facts: Mapping[str, Any], role: str) -> dict[str, Any]:
    """Arguments for ``Session.transaction``: that person in the bench's school."""
    return {"user": facts["users"][role], "company": facts["company"]}
