"""Answers that refuse, in the shape that Stripe gives them."""


class ApiError(Exception):
    """An HTTP status and Stripe's error object.

    `fields` are further members of the error object, such as `decline_code` or `payment_intent`.
    What a handler wrote before it raised this error is kept: a declined charge leaves its trace.
    """

    def __init__(self, status, message, code=None, type_='invalid_request_error', **fields):
        super().__init__(message)
        self.status = status
        self.body = {'error': {'type': type_, 'message': message}}
        if code:
            self.body['error']['code'] = code
            self.body['error']['doc_url'] = (
                'https://stripe.com/docs/error-codes/' + code.replace('_', '-'))
        self.body['error'].update(
            {name: value for name, value in fields.items() if value is not None})


def missing(kind, object_id, param=None):
    """Nothing has this id: 404 for the object in the path, 400 for one named in a parameter."""
    return ApiError(400 if param else 404, f"No such {kind}: '{object_id}'",
                    'resource_missing', param=param or 'id')


def unexpected_state(intent, verb):
    """The payment intent's status does not allow what was asked."""
    return ApiError(
        400,
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        'payment_intent_unexpected_state', payment_intent=intent)


def server_error():
    """What Stripe says when it does not know itself."""
    return ApiError(500, 'An unknown error occurred', type_='api_error')


def in_use(key):
    """Another request with this idempotency key is being executed."""
    return ApiError(
        409,
        f"There is currently another in-progress request using this Idempotent Key: {key}",
        'idempotency_key_in_use')


def other_parameters(key):
    """The idempotency key was used before, for something else."""
    return ApiError(
        400,
        'Keys for idempotent requests can only be used with the same parameters they were first '
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        'request.', type_='idempotency_error')


def rate_limited():
    """Too many requests; the limiter runs before the idempotency layer."""
    return ApiError(429, 'Request rate limit exceeded.', 'rate_limit')
