from . import rpc
from . import rpc_restore
from . import rpc_run
