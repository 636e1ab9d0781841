from . import file_problems
from . import portal_files
from . import portal_payment
