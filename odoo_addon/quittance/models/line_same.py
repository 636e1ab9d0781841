"""When two lines say the same of a service, in SQL.

`content` is the connector's hash of client, service, quantity, price, amount and date. Tax and
currency stand beside it in columns of their own, so that lines that were stored before count too.
`content_read` is what the row was known by until a person chose what its number means: the row that
comes again as it stood in the file is still the same.
"""


def same(line, other, corrects="false"):
    """The condition on the tables' aliases `line` and `other`.

    A rate that one of two files does not say is not contradicted by the other's; where `corrects`
    (SQL) holds, the one is the other's correction, and a rate that comes or goes is a change.
    """
    own, others = _rate(line), _rate(other)
    return (
        f"(({line}.content = {other}.content"
        f" OR {line}.content IS NOT DISTINCT FROM {other}.content_read)"
        f" AND COALESCE({line}.currency, '') = COALESCE({other}.currency, '')"
        f" AND COALESCE({line}.tax_included, false) = COALESCE({other}.tax_included, false)"
        f" AND ({own} = {others} OR '' IN ({own}, {others}) AND NOT {corrects}))"
    )


def _rate(line):
    """The file's rate (20, 20.0, or 0.2 as spreadsheets keep it) or code as comparable text."""
    said = f"COALESCE(btrim({line}.tax_rate), '')"
    return (
        f"CASE WHEN {said} ~ '^-?[0-9]+([.][0-9]+)?$'"
        f" THEN trim_scale(({said})::numeric"
        f" * CASE WHEN abs(({said})::numeric) < 1 THEN 100 ELSE 1 END)::text"
        f" ELSE lower({said}) END"
    )
