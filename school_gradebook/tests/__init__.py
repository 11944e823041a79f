from . import test_kept
from . import test_setup
