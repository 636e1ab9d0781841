"""What Worldline's answers mean: bodies as its API documentation and Odoo's own tests show them."""

import pytest
from protocol import answers
from protocol.tables import worldline
from protocol.tables.base import Answer

MINE = answers.Expected("q1mine", 9901, "EUR")


def payment(status, number="3136405348_0", reference="q1mine", amount=9901, currency="EUR",
            **more):
    output = {"amountOfMoney": {"amount": amount, "currencyCode": currency},
              "references": {"merchantReference": reference}, "paymentMethod": "card",
              "cardPaymentMethodSpecificOutput": {"paymentProductId": 1}, **more}
    return {"id": number, "status": status, "paymentOutput": output,
            "statusOutput": {"isAuthorized": False, "statusCategory": "?", "statusCode": 0}}


def created(status, **more):
    """The answer to POST /payments."""
    return Answer(201, {"creationOutput": {"isNewToken": False}, "payment": payment(
        status, **more)})


def asked(status, **more):
    """The answer to GET /payments/{id}."""
    return Answer(200, payment(status, **more))


def rejected(status="REJECTED", replayed=False, **more):
    """402: the whole payment comes beside the errors."""
    error = {"errorCode": "30511001", "category": "IO_ERROR", "code": "9999",
             "id": "EXTERNAL_ACQUIRER_ERROR", "httpStatusCode": 402, "retriable": False}
    return Answer(402, {"errorId": "e-1", "errors": [error],
                        "paymentResult": {"payment": payment(status, **more)}}, replayed)


def error(status, category="DIRECT_PLATFORM_ERROR", code="50001111"):
    return Answer(status, {"errorId": "e-1", "status": status, "errors": [
        {"errorCode": code, "category": category, "id": "SOME_ERROR", "httpStatusCode": status}]})


def session(status, **more):
    """The answer to GET /hostedcheckouts/{id}."""
    return Answer(200, {"status": status, **more})


@pytest.mark.parametrize("kind, answer, state", [
    ("first", created("CAPTURED"), "done"),
    ("first", created("CAPTURED", acquiredAmount={"amount": 9901, "currencyCode": "EUR"}), "done"),
    ("first", created("CAPTURED", acquiredAmount={"amount": 1, "currencyCode": "EUR"}), "unknown"),
    ("first", created("CAPTURE_REQUESTED"), "pending"),
    ("first", created("AUTHORIZATION_REQUESTED"), "unknown"),
    ("first", created("PENDING_CAPTURE"), "unknown"),
    ("first", created("CREATED"), "unknown"),
    ("first", created("BANANA"), "unknown"),
    ("first", created("REDIRECTED"), "failed"),
    ("first", created("CANCELLED"), "canceled"),
    ("first", created("CAPTURED", amount=1), "unknown"),
    ("first", created("CAPTURED", amount="9901"), "unknown"),
    ("first", created("CAPTURED", currency="USD"), "unknown"),
    ("first", created("CAPTURED", reference="q1other"), "unknown"),
    ("first", rejected(), "failed"),
    ("first", rejected("REJECTED_CAPTURE"), "failed"),
    ("first", rejected(reference="q1other"), "unknown"),
    ("first", rejected("CAPTURED"), "done"),
    ("first", error(402), "unknown"),
    ("first", error(400), "canceled"),
    ("first", error(404), "canceled"),
    ("first", error(400, "IO_ERROR"), "unknown"),
    ("first", error(401), "canceled"),
    ("first", error(403), "canceled"),
    ("first", Answer(403, {}), "unknown"),
    ("first", Answer(400, {"errors": "no"}), "unknown"),
    ("first", error(409), "unknown"),
    ("first", error(429), "unknown"),
    ("first", error(500), "unknown"),
    ("first", error(502, "IO_ERROR"), "unknown"),
    ("first", Answer(0, problem="timed out"), "unknown"),
    ("first", Answer(200, {"payment": None}), "unknown"),
    ("first", Answer(200, []), "unknown"),
    ("replay", created("CAPTURED"), "done"),
    ("replay", created("CAPTURE_REQUESTED"), "pending"),
    ("replay", created("AUTHORIZATION_REQUESTED"), ""),
    # Another payload under our key would be answered with the first one's outcome.
    ("replay", created("CAPTURED", amount=1), ""),
    ("replay", rejected(replayed=True), "failed"),
    ("replay", rejected(), "failed"),
    ("replay", rejected(reference="q1other", replayed=True), ""),
    ("replay", error(400), ""),
    ("replay", error(401), ""),
    ("replay", error(409), ""),
    ("replay", Answer(0, problem="timed out"), ""),
    ("inquiry", asked("CAPTURED"), "done"),
    ("inquiry", asked("CAPTURED", reference="q1other"), ""),
    ("inquiry", asked("CAPTURE_REQUESTED"), "pending"),
    ("inquiry", asked("REJECTED"), "failed"),
    ("inquiry", asked("REJECTED_CAPTURE"), "failed"),
    ("inquiry", asked("CANCELLED"), "canceled"),
    ("inquiry", asked("AUTHORIZATION_REQUESTED"), ""),
    ("inquiry", asked("PENDING_CAPTURE"), ""),
    ("inquiry", asked("CREATED"), ""),
    ("inquiry", asked("REFUNDED"), ""),
    ("inquiry", error(404), ""),
    ("inquiry", session("IN_PROGRESS"), ""),
    ("inquiry", session("CANCELLED_BY_CONSUMER"), "canceled"),
    ("inquiry", session("PAYMENT_CREATED", createdPaymentOutput={
        "payment": payment("CAPTURED")}), "done"),
    # A declined try leaves the page open for another.
    ("inquiry", session("IN_PROGRESS", createdPaymentOutput={
        "payment": payment("REJECTED")}), ""),
    ("inquiry", session("PAYMENT_CREATED", createdPaymentOutput={
        "payment": payment("CAPTURED", reference="q1other")}), ""),
])
def test_what_an_answer_of_worldline_means(kind, answer, state):
    assert answers.read("worldline", kind, answer, MINE).state == state


def test_a_payment_is_known_by_its_number_whatever_was_done_to_it():
    assert answers.read("worldline", "inquiry", asked("CANCELLED", number="3136405348_1"),
                        MINE).provider_reference == "3136405348"
    assert worldline.stem("3136405348") == "3136405348"


def test_an_undecided_payment_keeps_its_number_so_that_it_can_be_asked_about():
    verdict = answers.read("worldline", "first", created("AUTHORIZATION_REQUESTED"), MINE)
    assert (verdict.state, verdict.code, verdict.provider_reference) == (
        "unknown", "AUTHORIZATION_REQUESTED", "3136405348")


def test_a_decline_names_the_acquirers_code():
    verdict = answers.read("worldline", "first", rejected(), MINE)
    assert (verdict.code, verdict.message) == ("30511001", "EXTERNAL_ACQUIRER_ERROR")


def test_a_bad_key_stops_the_run():
    assert answers.read("worldline", "first", error(403), MINE).stops_run


def test_a_redirected_client_is_cancelled_first():
    verdict = answers.read("worldline", "first", created("REDIRECTED"), MINE)
    assert (verdict.wants_client, verdict.is_open) == (True, True)
