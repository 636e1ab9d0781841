"""One contract for the simulation's store and for the real models on PostgreSQL.

Each case takes a ledger with `moves` (ids of two posted invoices), `begin()` (a transaction that
sees what was committed before), and the exceptions `Duplicate`, `Conflict` and `Broken` (a check of
one row). It runs over the store in test_store.py, and over the models in
tests/contract/test_ledger_contract.py. Attempts collect 10.00, refunds give back 4.00 of it.
"""


def refused(ledger, errors, *work):
    """Each step is done until one is refused in one of these ways; then all is taken back."""
    for step in work:
        try:
            step()
        except errors:
            return
    raise AssertionError(f"nothing was refused: {errors}")


def one_live_attempt_per_invoice(ledger):
    """Prepared, unknown, pending and a success that is not booked keep the invoice."""
    move, other = ledger.moves
    first = ledger.begin()
    attempt = first.attempt(move, 1, "k1")
    first.attempt(other, 1, "k2")
    first.commit()
    for state in ("prepared", "sending", "unknown", "pending", "done"):
        first.state(attempt, state)
        first.commit()
        second = ledger.begin()
        refused(ledger, ledger.Duplicate, lambda tx=second: tx.attempt(move, 2, "k3"),
                second.commit)
        second.close()
    first.close()


def what_is_over_frees_the_invoice(ledger):
    """Declined, not executed, extra: the next attempt may come."""
    move, _other = ledger.moves
    tx = ledger.begin()
    for number, (state, extra) in enumerate(
            (("failed", False), ("canceled", False), ("done", True)), 1):
        attempt = tx.attempt(move, number, f"k{number}")
        tx.state(attempt, state, extra=extra)
        tx.commit()
    tx.attempt(move, 4, "k4")
    tx.commit()
    tx.close()


def a_late_success_does_not_take_a_taken_invoice(ledger):
    """The index refuses it; as extra it is let through."""
    move, _other = ledger.moves
    tx = ledger.begin()
    late = tx.attempt(move, 1, "k1")
    tx.state(late, "failed")
    tx.commit()
    told, run = ledger.begin(), ledger.begin()
    run.attempt(move, 2, "k2")
    run.commit()
    refused(ledger, (ledger.Duplicate, ledger.Conflict), lambda: told.state(late, "done"),
            told.commit)
    told.close()
    again = ledger.begin()
    again.state(late, "done", extra=True)
    again.commit()
    for one in (tx, run, again):
        one.close()


def a_number_is_one_attempts(ledger):
    """Also when the one before is over and this transaction has not seen it."""
    move, other = ledger.moves
    stale = ledger.begin()
    tx = ledger.begin()
    tx.state(tx.attempt(move, 1, "k1"), "failed")
    tx.attempt(other, 1, "k2")
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: stale.attempt(move, 1, "k3"), stale.commit)
    stale.close()
    tx.close()


def a_key_is_one_attempts(ledger):
    move, other = ledger.moves
    tx = ledger.begin()
    tx.attempt(move, 1, "k1")
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.attempt(other, 1, "k1"), tx.commit)
    tx.close()


def a_providers_id_is_one_attempts(ledger):
    """Two that have none do not meet."""
    move, other = ledger.moves
    tx = ledger.begin()
    first, second = tx.attempt(move, 1, "k1"), tx.attempt(other, 1, "k2")
    tx.refer(first, "pi_1")
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.refer(second, "pi_1"), tx.commit)
    tx.close()


def an_attempt_is_paid_once(ledger):
    move, _other = ledger.moves
    tx = ledger.begin()
    attempt = tx.attempt(move, 1, "k1")
    tx.pay(attempt)
    tx.pay(None)
    tx.pay(None)
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.pay(attempt), tx.commit)
    tx.close()


def the_first_to_write_an_attempt_wins(ledger):
    """The number of a send: who has not seen it cannot write it."""
    move, _other = ledger.moves
    tx = ledger.begin()
    attempt = tx.attempt(move, 1, "k1")
    tx.commit()
    one, other = ledger.begin(), ledger.begin()
    one.number(attempt, 1)
    one.commit()
    refused(ledger, ledger.Conflict, lambda: other.number(attempt, 1), other.commit)
    for each in (tx, one, other):
        each.close()


def a_locked_invoice_is_nobody_elses(ledger):
    """Refused at once; free again when the first has committed, or has died."""
    move, _other = ledger.moves
    for end in ("commit", "close"):
        first, second = ledger.begin(), ledger.begin()
        assert first.lock(move)
        assert not second.lock(move)
        getattr(first, end)()
        second.close()
        third = ledger.begin()
        assert third.lock(move)
        third.close()
        first.close()


def a_changed_invoice_is_not_locked_by_who_has_not_seen_it(ledger):
    move, _other = ledger.moves
    stale, tx = ledger.begin(), ledger.begin()
    tx.touch(move)
    tx.commit()
    refused(ledger, ledger.Conflict, lambda: stale.lock(move))
    stale.close()
    tx.close()


def a_locked_row_is_not_written_by_another(ledger):
    """A webhook writes what a charge under way has locked: it comes too late, or again."""
    move, _other = ledger.moves
    tx = ledger.begin()
    attempt = tx.attempt(move, 1, "k1")
    tx.commit()
    charge, webhook = ledger.begin(), ledger.begin()
    assert charge.lock_attempt(attempt)
    refused(ledger, ledger.Conflict, lambda: webhook.state(attempt, "canceled"), webhook.commit)
    for each in (tx, charge, webhook):
        each.close()


def a_charge_is_counted_once(ledger):
    tx = ledger.begin()
    tx.count("k1", 100)
    tx.commit()
    tx.count("k1", 100)
    tx.count("k2", 200)
    tx.commit()
    assert tx.counted() == 300, tx.counted()
    tx.close()


def one_list_waits_for_a_release(ledger):
    """And each run has one."""
    tx = ledger.begin()
    release = tx.release("run-1", "requested")
    tx.release("run-2", "free")
    tx.listed(release, ledger.moves[0])
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.release("run-3", "requested"), tx.commit)
    tx.close()
    tx = ledger.begin()
    refused(ledger, ledger.Duplicate, lambda: tx.release("run-2", "free"), tx.commit)
    tx.close()
    tx = ledger.begin()
    refused(ledger, ledger.Duplicate, lambda: tx.listed(release, ledger.moves[0]), tx.commit)
    tx.close()


def an_invoice_has_one_plan(ledger):
    move, other = ledger.moves
    tx = ledger.begin()
    tx.plan(move)
    tx.plan(other)
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.plan(move), tx.commit)
    tx.close()


def an_invoice_is_held_once(ledger):
    """Released, it may be held again."""
    move, _other = ledger.moves
    tx = ledger.begin()
    tx.unhold(tx.hold(move))
    tx.hold(move)
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.hold(move), tx.commit)
    tx.close()


def a_hold_that_was_released_meanwhile_holds_nothing(ledger):
    """Who has not seen the release cannot rely on the hold."""
    move, _other = ledger.moves
    tx = ledger.begin()
    hold = tx.hold(move)
    tx.commit()
    books, person = ledger.begin(), ledger.begin()
    person.unhold(hold)
    person.commit()
    refused(ledger, ledger.Conflict, lambda: books.keep_held(move), books.commit)
    for each in (tx, books, person):
        each.close()


def one_run_of_a_kind_lives(ledger):
    tx = ledger.begin()
    tx.run("r1", "collect", "closed")
    tx.run("r2", "collect", "live")
    tx.run("r3", "reconcile", "live")
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.run("r4", "collect", "live"), tx.commit)
    tx.close()


def an_invoice_is_not_reset_under_an_attempt_that_was_not_seen(ledger):
    """`prepare` locks an invoice and changes nothing of it: whoever began before looks again."""
    move, _other = ledger.moves
    person, tx = ledger.begin(), ledger.begin()
    assert tx.lock(move)
    attempt = tx.attempt(move, 1, "k1")
    tx.commit()
    assert person.reset(move) is False
    person.close()
    tx.state(attempt, "failed")
    tx.commit()
    tx.close()
    person = ledger.begin()
    assert person.reset(move) is True
    person.close()


def one_refund_of_a_charge_is_under_way(ledger):
    """Prepared, sent and unknown; one that is pending, done or over makes room."""
    move, other = ledger.moves
    first = ledger.begin()
    attempt, another = first.attempt(move, 1, "k1"), first.attempt(other, 1, "k2")
    refund = first.refund(attempt, 1, "r1")
    first.refund(another, 1, "r2")
    first.commit()
    for state in ("prepared", "sending", "unknown"):
        first.refund_state(refund, state)
        first.commit()
        second = ledger.begin()
        refused(ledger, ledger.Duplicate, lambda tx=second: tx.refund(attempt, 2, "r3"),
                second.commit)
        second.close()
    first.refund_state(refund, "pending")
    first.refund(attempt, 2, "r3")
    first.commit()
    first.close()


def a_refunds_key_and_number_are_one_refunds(ledger):
    """A key over all charges, a number within its charge; also when the one before is over."""
    move, other = ledger.moves
    tx = ledger.begin()
    attempt, another = tx.attempt(move, 1, "k1"), tx.attempt(other, 1, "k2")
    tx.refund_state(tx.refund(attempt, 1, "r1"), "failed")
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.refund(another, 1, "r1"), tx.commit)
    tx.close()
    tx = ledger.begin()
    refused(ledger, ledger.Duplicate, lambda: tx.refund(attempt, 1, "r2"), tx.commit)
    tx.close()


def two_orders_of_a_refund_do_not_pass_each_other(ledger):
    """Neither has seen the other: the charge's own row lets the first through."""
    move, _other = ledger.moves
    tx = ledger.begin()
    attempt = tx.attempt(move, 1, "k1")
    tx.commit()
    one, other = ledger.begin(), ledger.begin()
    one.refund_state(one.refund(attempt, 1, "r1"), "done")
    one.commit()
    refused(ledger, ledger.Conflict, lambda: other.refund(attempt, 2, "r2"), other.commit)
    for each in (tx, one, other):
        each.close()


def a_refunds_id_at_the_provider_is_one_refunds(ledger):
    """Two that have none do not meet."""
    move, other = ledger.moves
    tx = ledger.begin()
    first = tx.refund(tx.attempt(move, 1, "k1"), 1, "r1")
    second = tx.refund(tx.attempt(other, 1, "k2"), 1, "r2")
    tx.refund_refer(first, "re_1")
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.refund_refer(second, "re_1"), tx.commit)
    tx.close()


def an_entry_is_about_one_refund(ledger):
    move, other = ledger.moves
    tx = ledger.begin()
    first = tx.refund(tx.attempt(move, 1, "k1"), 1, "r1")
    second = tx.refund(tx.attempt(other, 1, "k2"), 1, "r2")
    tx.enter(first, move)
    tx.commit()
    refused(ledger, ledger.Duplicate, lambda: tx.enter(second, move), tx.commit)
    tx.close()


def no_more_goes_back_than_was_collected(ledger):
    move, _other = ledger.moves
    tx = ledger.begin()
    attempt = tx.attempt(move, 1, "k1")
    tx.refund_state(tx.refund(attempt, 1, "r1"), "done")
    tx.refund_state(tx.refund(attempt, 2, "r2"), "pending")
    tx.commit()
    refused(ledger, ledger.Broken, lambda: tx.refund(attempt, 3, "r3"), tx.commit)
    tx.close()


CASES = (
    one_live_attempt_per_invoice, what_is_over_frees_the_invoice,
    a_late_success_does_not_take_a_taken_invoice, a_number_is_one_attempts, a_key_is_one_attempts,
    a_providers_id_is_one_attempts, an_attempt_is_paid_once, the_first_to_write_an_attempt_wins,
    a_locked_invoice_is_nobody_elses, a_changed_invoice_is_not_locked_by_who_has_not_seen_it,
    a_locked_row_is_not_written_by_another, a_charge_is_counted_once, one_list_waits_for_a_release,
    an_invoice_has_one_plan, an_invoice_is_held_once, one_run_of_a_kind_lives,
    an_invoice_is_not_reset_under_an_attempt_that_was_not_seen,
    one_refund_of_a_charge_is_under_way, a_refunds_key_and_number_are_one_refunds,
    two_orders_of_a_refund_do_not_pass_each_other, a_refunds_id_at_the_provider_is_one_refunds,
    an_entry_is_about_one_refund, no_more_goes_back_than_was_collected,
    a_hold_that_was_released_meanwhile_holds_nothing,
)
