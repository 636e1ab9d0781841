"""What people change meanwhile that decides whether an invoice may be collected at all: methods,
the provider, the binding, credits, an invoice of before go-live that is let in."""

import client_credit
import facts
import methods


def store_method(world, move_id, who):
    """The client stores one more and chooses none, or stores a card that runs out soon."""
    tx = world.store.begin(who)
    yield
    world.methods += 1
    methods.store(tx, tx.rows["invoice"][move_id]["client"], world.methods,
                  expires=world.some_expiry())
    tx.commit()


def choose_method(world, move_id, who):
    """One of his, or none any more."""
    tx = world.store.begin(who)
    yield
    client = tx.rows["invoice"][move_id]["client"]
    own = [number for number, one in tx.rows["method"].items() if one["client"] == client]
    tx.put("client", client, chosen=world.random.choice([None, *own]))
    tx.commit()


def change_method(world, _move_id, who):
    """It is archived, or turns out to be another client's, or is put right again."""
    tx = world.store.begin(who)
    yield
    number = world.random.choice(list(tx.rows["method"]))
    changed = world.random.choice(({"active": False}, {"client": 2}, {"active": True, "client": 1}))
    tx.put("method", number, **changed)
    tx.commit()


def change_provider(world, _move_id, who):
    """Test mode, capture by hand, off: for a while, or for good."""
    changed = world.random.choice(
        ({"provider": "test"}, {"provider": "disabled"}, {"capture": True}))
    yield from _for_a_while(world, changed, {"provider": "enabled", "capture": False}, who)


def move_database(world, _move_id, who):
    """This database is no longer the one that was bound, until a supervisor binds it."""
    yield from _for_a_while(world, {"bound": False}, {"bound": True}, who)


def _for_a_while(world, changed, right, who):
    tx = world.store.begin(who)
    yield
    tx.put("settings", 1, **changed)
    tx.commit()
    yield
    if world.random.random() < 0.7:
        tx.put("settings", 1, **right)
        tx.commit()


def credit(world, move_id, who):
    """A credit note that is put on no invoice."""
    tx = world.store.begin(who)
    yield
    minor = tx.rows["invoice"][move_id]["total"] // world.random.choice((1, 2, 4))
    tx.add("payment", attempt=None, move=move_id, applied=0, minor=minor, reset=False)
    tx.commit()


def use_credit(world, move_id, who):
    """*Use the credit*: refused while a charge is under way."""
    tx = world.store.begin(who)
    yield
    if any(row["live"] for row in facts.rows_of(tx, move_id)) or not tx.lock(
            ("invoice", move_id)):
        return
    for number, one in tx.rows["payment"].items():
        residual = tx.rows["invoice"][move_id]["residual"]
        part = min(residual, client_credit.of_payment(tx, one))
        if one["move"] == move_id and part > 0:
            tx.put("payment", number, applied=one["applied"] + part)
            tx.put("invoice", move_id, residual=residual - part)
    tx.commit()


def let_in(world, move_id, who):
    """An accountant lets an invoice of before go-live be collected."""
    tx = world.store.begin(who)
    yield
    tx.put("invoice", move_id, released=True)
    tx.commit()


def put_right(world, who):
    """In the end nothing stops collection as a whole."""
    tx = world.store.begin(who)
    yield
    tx.put("settings", 1, on=True, bound=True, provider="enabled", capture=False)
    tx.commit()
