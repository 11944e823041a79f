from . import ir_actions_report
from . import report_subject_page
from . import res_config_settings
from . import report_progress
