"""What still fits under the caps of a run and of a day."""


def fit(amounts, rooms):
    """For each amount '' when it fits, else the code of the first room that is too small.

    Amounts and rooms are Decimals of one currency, `rooms` is {code: what is left}. They are
    taken in their order; what does not fit takes nothing, so that a later, smaller one may.
    """
    left, codes = dict(rooms), []
    for amount in amounts:
        code = next((name for name, room in left.items() if amount > room), "")
        if not code:
            left = {name: room - amount for name, room in left.items()}
        codes.append(code)
    return codes
