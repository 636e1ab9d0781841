"""The month that is drafted: clients, lines, and the same lines as a supplier's CSV file."""

import random

SEED = 20261001
PERIOD = "2026-10"
HEADER = "Type;Quantité;ID client;Prix;Date;Ticket"


def lines(clients, per_client):
    """[(client code, [(quantity text, price text, day, ticket)])], always the same for a size."""
    dice = random.Random(SEED)
    return [
        (f"B{number:05d}", [
            (f"{dice.randint(1, 40)}", f"{dice.randint(100, 20000) / 100:.2f}",
             dice.randint(1, 31), f"T{number:05d}-{line:03d}")
            for line in range(per_client)
        ])
        for number in range(clients)
    ]


def csv(month, product):
    """The supplier's file, UTF-8 text, every row of one product's code."""
    rows = [HEADER]
    for code, services in month:
        rows += [
            f"{product};{quantity};{code};{price.replace('.', ',')};{day:02d}/10/2026;{ticket}"
            for quantity, price, day, ticket in services
        ]
    return "\n".join(rows) + "\n"


def work(month, partners, product, tax):
    """The same lines for the peers: [(partner id, [(product, tax, text, quantity, price)])]."""
    return [
        (partners[code], [(product, tax, f"Service · 2026-10-{day:02d} · {ticket}", quantity, price)
                          for quantity, price, day, ticket in services])
        for code, services in month
    ]
