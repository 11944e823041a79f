from . import school_export
from . import school_opening
from . import school_change_export
