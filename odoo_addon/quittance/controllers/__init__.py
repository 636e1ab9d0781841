from . import portal_payment
