"""Answers that refuse, in the shape that Worldline gives them: {errorId, status, errors: […]}."""

from stripe_simulator import errors

PLATFORM = 'DIRECT_PLATFORM_ERROR'


class WorldlineError(errors.ApiError):
    """An HTTP status and one error; `category` says who found it. More members by name."""

    def __init__(self, status, message, code=None, category=PLATFORM, **fields):
        super().__init__(status, message)
        self.body = {
            'errorId': '00000000-0000-4000-8000-000000000000', 'status': status,
            'errors': [error(status, message, code or '50001111', category)], **fields}


def error(status, message, code, category=PLATFORM):
    """One member of `errors`."""
    return {'errorCode': code, 'category': category, 'code': '9999', 'httpStatusCode': status,
            'id': message, 'message': '', 'retriable': False}


# This and what follows: the names by which the server makes what a fault asks for.
ApiError = WorldlineError


def server_error():
    """What Worldline says when it does not know itself."""
    return WorldlineError(500, 'INTERNAL_SERVER_ERROR', '9999', 'PAYMENT_PLATFORM_ERROR')


def in_use(_key):
    """The first request with this key is being executed."""
    return WorldlineError(409, 'DUPLICATE_REQUEST_IN_PROGRESS', '1409')


def rate_limited():
    """Too many requests."""
    return WorldlineError(429, 'TOO_MANY_REQUESTS')
