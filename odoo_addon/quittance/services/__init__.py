from . import rpc
from . import rpc_restore
from . import rpc_run
from . import provider_default
from . import provider_demo
from . import provider_stripe
from . import rpc_collect
from . import rpc_audit
