from . import test_kept
from . import test_lock
from . import test_register_entry
from . import test_register_owners
from . import test_setup
from . import test_printing
from . import test_subject_page
