from . import connector_key
from . import connector_key_show
from . import control_wizard
from . import hold_wizard
from . import decide_wizard
from . import decision
from . import import_file
