from . import school_lock_lift
from . import school_account_wizard
from . import school_lock_exception_decision
from . import school_assessment_plan_copy
from . import school_anomaly_explain
from . import school_term_choice
