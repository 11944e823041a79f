from . import school_export
from . import school_opening
