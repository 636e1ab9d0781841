from . import test_access
from . import test_hold
from . import test_ledger
from . import test_runs
from . import test_settings
from . import test_report
from . import test_translations
