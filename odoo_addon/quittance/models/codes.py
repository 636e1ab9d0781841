"""What a code in a supplier's file means: one rule for the directory that files are read by, for their
end, and for what waits in quarantine.

Spaces around it and the case of A to Z make no difference. An alias of the supplier goes before the
company's own codes; one of those that several have means none of them. A client is always the
commercial entity, whatever became of the contact that an alias was made for.
"""

import string

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# Whom a company can invoice: the domain of commercial entities.
ENTITIES = ("|", ("parent_id", "=", False), ("is_company", "=", True))


def compared(code):
    """The code as it is compared, like the connector's `lower_ascii`."""
    return (code or "").strip().translate(_SMALL)


def compared_sql(column):
    """The same in SQL: collated by bytes, PostgreSQL makes small letters of A to Z alone."""
    return f'lower(btrim({column}) COLLATE "C")'
