from . import school_lock_lift
from . import school_account_wizard
from . import school_lock_exception_decision
from . import school_assessment_plan_copy
