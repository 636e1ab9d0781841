"""Calls that are tried from outside: on every model, and every public method of the addon."""

RPC = "quittance.rpc"
# An id of each of these is looked up for `things`.
KINDS = {
    "quittance.attempt": "quittance_attempt", "quittance.file": "quittance_file",
    "quittance.line": "quittance_line", "quittance.month": "quittance_month",
    "quittance.run": "quittance_run", "quittance.attempt.event": "quittance_attempt_event",
    "quittance.wire.record": "quittance_wire_record", "quittance.profile": "quittance_profile",
    "quittance.settings": "quittance_settings WHERE company_id = 1",
    "quittance.ledger": "quittance_ledger", "payment.transaction": "payment_transaction",
    "quittance.control.log": "quittance_control_log WHERE company_id = 1",
    "account.payment": "account_payment",
}


def calls_on(models):
    """Reading, creating, writing and deleting on each model: [(model, method, …)]."""
    for model, (_abstract, known) in models.items():
        number = known or 1
        yield model, "search_read", [], ["id"], 0, 1
        yield model, "read", [number], ["id"]
        yield model, "create", {"display_name": "x"}
        yield model, "write", [number], {"display_name": "x"}
        yield model, "unlink", [number]


def calls_of_ours(surface, things, models=None):
    """Every public method of the addon's own, with arguments that fit."""
    for model, method, needs, without_records in surface["ours"]:
        if model == RPC or surface["models"][model][0] or (models and model not in models):
            continue
        number = things.get(model) or surface["models"][model][1] or 1
        fill = [{"display_name": "x"}] * len(needs)
        yield (model, method, *fill) if without_records else (model, method, [number], *fill)


def rpc_methods(surface):
    return [method for model, method, *_rest in surface["ours"] if model == RPC]
