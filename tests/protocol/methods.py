"""Which stored method of a client's can be charged: models/payment_token.py for the store."""


def problem(tx, method, client, day):
    """'' when this method can be charged for that client, else the preflight's reason."""
    one, settings = tx.rows["method"].get(method), tx.rows["settings"][1]
    if not one or one["client"] != client:
        return "method_other_client"
    if not one["active"]:
        return "method_archived"
    if one["expires"] and one["expires"] < day:
        return "method_expired"
    if settings["provider"] != "enabled":
        return "provider_test" if settings["provider"] == "test" else "provider_off"
    return "provider_capture" if settings["capture"] else ""


def choose(tx, client, day):
    """(method, problem): the chosen one, else the only usable one."""
    chosen = tx.rows["client"][client]["chosen"]
    if chosen:
        return chosen, problem(tx, chosen, client, day)
    problems = {method: problem(tx, method, client, day)
                for method, one in tx.rows["method"].items() if one["client"] == client}
    usable = [method for method, code in problems.items() if not code]
    if len(usable) == 1:
        return usable[0], ""
    if usable or not problems:
        return None, "several_methods" if usable else "no_method"
    return next(iter(problems)) if len(problems) == 1 else None, next(iter(problems.values()))


def asked(tx, method, client, day):
    """What speaks against the method that an order names."""
    chosen, code = choose(tx, client, day)
    return code or ("" if chosen == method else "method_other")


def is_debit(tx, method):
    """Whether the client is told before; a method that a restore has lost is none."""
    return tx.rows["method"].get(method, {}).get("is_debit", False)


def store(tx, client, method, **values):
    """The client stores a method."""
    tx.put("method", method, **{
        "client": client, "active": True, "expires": None, "is_debit": False, **values})
