"""The rounds: die somewhere, start again, and let everything come to rest.

A round is (name, function). The name says what was done; a crash point's round has the point's
name, and answers whether the point was really reached.
"""

import time

from .world import KILLED, ROOT

REST_SECONDS = 40
# What a client's reply, or ours, can suffer (tests/simulator/README.md).
FAULTS = {
    "fault.reply_lost": {"action": "lose_reply"},
    "fault.request_lost": {"action": "lose_request"},
    "fault.reset_after": {"action": "reset_after"},
    "fault.error_after": {"action": "error_after"},
    "fault.error_before": {"action": "error_before"},
    "fault.rate_limit": {"action": "rate_limit"},
    "fault.conflict": {"action": "conflict"},
    "fault.other_amount": {"action": "amount", "value": 1},
}
# Calls that no money depends on: these rounds make no invoices of their own.
BILLING_CALLS = {"directory", "profile_get", "file_open", "lines_put", "file_close", "draft_lines",
                 "draft_context", "draft_apply", "report"}
REFUND_FAULTS = {"fault.reply_lost", "fault.request_lost", "fault.error_after", "fault.conflict"}
REFUND = {"method": "POST", "path": "/v1/refunds", "times": 1}
CHARGE = {"method": "POST", "path": "/v1/payment_intents", "times": 1}
ADDON_POINTS = ROOT / "odoo_addon" / "quittance" / "protocol" / "crash_points.py"


def addon_points():
    """The addon's crash points, from its own pure module."""
    names = {}
    exec(compile(ADDON_POINTS.read_text(), str(ADDON_POINTS), "exec"), names)  # our own file
    return list(names["POINTS"])


def all_rounds(world):
    """{name: function(world)}; the function answers whether its point was reached."""
    found = {name: _bound(connector_dies, name) for name in world.points()}
    found |= {name: _bound(refund_dies if name.startswith("refund.") else worker_dies, name)
              for name in addon_points()}
    found |= {name: _bound(fault_round, rule) for name, rule in FAULTS.items()}
    found |= {f"fault.refund_{name.removeprefix('fault.')}": _bound(faulty_refund, rule)
              for name, rule in FAULTS.items() if name in REFUND_FAULTS}
    return found | {"fault.gave_up_waiting": gave_up_waiting}


def _bound(function, what):
    return lambda world: function(world, what)


def come_to_rest(world):
    """What the next nights do: resolve, collect what is still due, resolve."""
    world.patience(0)
    world.run("reconcile")
    world.run("collect")
    world.ask()
    end = time.monotonic() + REST_SECONDS
    while world.under_way() and time.monotonic() < end:
        time.sleep(0.3)  # a worker may still be inside a slow charge, a wait may not be over
        world.run("reconcile")
        world.ask()


def worker_dies(world, point):
    """An Odoo worker is killed at one of the addon's points."""
    world.invoices()
    world.patience(3600 if point.startswith(("resolve.", "replay.")) else 0)
    if point.startswith("resolve."):
        world.simulator.fault(**CHARGE, action="lose_reply")
    if point.startswith("replay."):
        world.simulator.fault(**CHARGE, action="lose_request")
    if point.startswith(("resolve.", "replay.")):
        world.run("collect")
        world.patience(0)
        flag = world.arm(point)
        world.run("reconcile")
    else:
        flag = world.arm(point)
        world.run("collect")
    reached = not flag.exists()
    flag.unlink(missing_ok=True)
    return reached


def refund_dies(world, point):
    """An Odoo worker is killed while it refunds; the accountant presses again."""
    world.invoices()
    world.patience(0)
    world.run("collect")
    later = point.startswith(("refund.resolve", "refund.replay"))
    if later:
        world.simulator.fault(**REFUND, action="lose_reply" if "replay" not in point
                              else "lose_request")
    flag = world.arm(point)
    refund = world.refund()
    end = time.monotonic() + REST_SECONDS
    while later and flag.exists() and time.monotonic() < end:
        world.ask()  # refused while Odoo's own scheduler is at it
        time.sleep(0.5)
    reached = not flag.exists()
    flag.unlink(missing_ok=True)
    world.press_again(refund)
    return reached


def faulty_refund(world, rule):
    """The provider misbehaves while it refunds; the accountant presses again."""
    world.invoices()
    world.patience(0)
    world.run("collect")
    world.simulator.fault(**{**REFUND, **rule})
    world.press_again(world.refund())
    return True


def connector_dies(world, point):
    """The connector is killed at one of its points, in the command that reaches it."""
    call = point.split("_", 1)[-1] if point.startswith("call.") else ""
    if call in SPECIAL:
        return SPECIAL[call](world, point)
    if call in BILLING_CALLS:
        commands = _billing(world)
    else:
        world.invoices()
        world.patience(0)
        commands = (("collect",), ("reconcile",))
    for command in commands:
        if world.run(*command, crash_at=point) == KILLED:
            world.run(*command)
            return True
    return False


def _billing(world):
    """Bring a file that was never there before, draft its line, report."""
    world.round += 1
    good = world.service_file(f"2026-10-0{1 + world.round % 9},K-1,Ménage courant,"
                              f"2.{world.round:03d},30.00\n")
    return (("import", good, "--supplier", "CRASH", "--profile", "cleaning"),
            ("draft", "--period", "2026-10"), ("report",))


def _unreadable(world, point):
    """A file that cannot be read is kept with the reason, once."""
    strange = world.folder / f"strange_{world.round}_{len(point)}.csv"
    strange.write_bytes(b"\x00\x01" + point.encode() + b"\x00 %d" % world.round)
    command = ("import", strange, "--supplier", "CRASH", "--profile", "cleaning")
    died = world.run(*command, crash_at=point) == KILLED
    world.run(*command)
    return died


def _new_profile(world, point):
    """The first file of a supplier seeds its profile."""
    file = world.service_file("2026-10-05,K-1,Ménage courant,1,30.00\n")
    code = f"CRASH{world.round}{len(point)}"
    world.admin("res.partner", "create", [{"name": code, "quittance_is_supplier": True,
                                           "quittance_supplier_code": code}])
    command = ("import", file, "--supplier", code, "--profile", "cleaning")
    died = world.run(*command, crash_at=point) == KILLED
    world.run(*command)
    return died


def _unknown_outcome(world, point):
    """`resolve` and `status` are asked when a charge's outcome is not known."""
    world.invoices()
    world.patience(3600)
    world.simulator.fault(**CHARGE, action="lose_reply")
    world.run("collect")
    world.patience(0)
    if world.run("reconcile", crash_at=point) == KILLED:
        return True
    return _hasty(world, point)


def _hasty(world, point):
    """The connector gives up waiting in the middle of a charge, and asks."""
    world.invoices()
    world.patience(0)
    world.simulator.fault(**CHARGE, action="delay_before", seconds=4)
    return world.run("collect", crash_at=point, config=world.hasty) == KILLED


def _restored(world, point):
    """A database as it was before the last collection, beside a journal that knows better."""
    name = f"restored{world.round}{len(point)}"
    config, journal = world.copied_database(name)
    try:
        world.invoices()
        world.run("collect")
        world.copy_journal(journal)
        if world.run("collect", crash_at=point, config=config) == KILLED:
            return True
        return world.run("audit", crash_at=point, config=config) == KILLED
    finally:
        world.sandbox.drop_database(name)


def _audited(world, point):
    """An audit compares what the provider has with what Odoo says."""
    world.invoices()
    world.patience(0)
    world.run("collect")
    died = world.run("audit", crash_at=point) == KILLED
    world.run("audit")
    return died


def _waiting_file(world, point):
    """A file that the accountant brought into Odoo is claimed by the night."""
    import base64

    content = base64.b64encode(b"Date,Client,Prestation,Heures,Tarif\n"
                               b"2026-10-06,K-1,M\xc3\xa9nage courant,%d,30.00\n"
                               % (world.round + 1)).decode()
    supplier = world.admin("res.partner", "search",
                           [("quittance_supplier_code", "=", "CRASH")])[0]
    wizard = world.admin("quittance.import.file", "create", [
        {"name": f"night_{world.round}_{len(point)}.csv", "content": content,
         "supplier_id": supplier}])
    world.admin("quittance.import.file", "action_import", wizard)
    died = world.run("night", crash_at=point) == KILLED
    world.run("night")
    return died


def _long_run(world, point):
    """A run that lasts longer than a third of its lease beats."""
    world.invoices()
    world.patience(0)
    world.simulator.fault(**CHARGE, action="delay_before", seconds=8)
    world.simulator.fault(**CHARGE, action="delay_before", seconds=8)
    return world.run("collect", crash_at=point) == KILLED


SPECIAL = {
    "file_refuse": _unreadable, "profile_seed": _new_profile, "resolve": _unknown_outcome,
    "status": _hasty, "adopt": _restored, "restore_suspected": _restored,
    "audit_claims": _audited, "files_claim": _waiting_file, "run_beat": _long_run,
}


def fault_round(world, rule):
    """The provider, or the way to it, misbehaves once for each client."""
    world.invoices()
    world.patience(0)
    world.simulator.fault(**{**CHARGE, **rule, "times": 3})
    world.run("collect")
    return True


def gave_up_waiting(world):
    """The connector gives up waiting while Odoo charges."""
    _hasty(world, "")
    return True
