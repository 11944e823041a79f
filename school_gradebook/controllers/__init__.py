from . import school_export
