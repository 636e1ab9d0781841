from . import test_sandbox
