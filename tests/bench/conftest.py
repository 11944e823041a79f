"""The bench is run by ``run.py``, beside which its package lies."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
