"""All that is kept, row by row, and what differs between two looks at it, for people to read."""

import json
import sqlite3

# What a snapshot leaves out, and why. Everything else must be equal after a repeated stage.
LEFT_OUT = {
    "quittance_run": "the record of the runs themselves: each has a row of its own",
    "res_users_log": "who logged in when: the connector does, for each run",
    "res_users_apikeys": "no value of it may be shown",
}
# The provider's requests are what was asked of it; its objects are what it did.
LEDGER_TABLES = {"object": "SELECT * FROM object", "idempotency": "SELECT * FROM idempotency",
                 "request": "SELECT * FROM request WHERE method <> 'GET'"}
# The journal's acts; its other table marks how far a run had read Odoo's history.
JOURNAL_TABLES = {"entry": "SELECT * FROM entry"}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# The numbers that documents get; the others are of rows, and a refused insert uses one up.
NUMBERS = """SELECT 'numbers', to_jsonb(t)::text FROM
    (SELECT sequencename AS id, last_value FROM pg_sequences WHERE sequencename ~ '^ir_sequence_') t"""
# A row is a line of text; these three characters end one for Python.
ROWS = """SELECT '{0}', translate(to_jsonb(t)::text, U&'\\0085\\2028\\2029', '   ') FROM public."{0}" t"""
# Odoo's descriptions of itself are 25 of 31 MB: of their rows all cells are compared by one digest.
WIDE = ("ir_attachment", "ir_model", "ir_ui_view", "ir_module", "res_bank", "res_country_state")
DIGESTS = """SELECT '{0}', to_jsonb(d)::text FROM
    (SELECT to_jsonb(t)->'id' AS id, md5(t::text) AS digest FROM public."{0}" t) d"""
SHOWN = 160


def look(books):
    """{(place, table): {row's id or text: row}} of Odoo's database, the journal and the ledger."""
    found = _odoo(books)
    found.update(_sqlite("journal", books.folder / "witness.journal", JOURNAL_TABLES))
    found.update(_sqlite("ledger", books.simulator.ledger, LEDGER_TABLES))
    return found


def _odoo(books):
    names = [row[0] for row in books.sql(TABLES) if row[0] not in LEFT_OUT]
    parts = [NUMBERS, *((DIGESTS if name.startswith(WIDE) else ROWS).format(name)
                        for name in names)]
    found = {("odoo", name): {} for name in [*names, "numbers"]}
    for table, text in books.sql(" UNION ALL ".join(parts)):
        row = json.loads(text)
        # What relates two others has no id.
        found["odoo", table][row.get("id") or text] = row
    return found


def _sqlite(place, path, tables):
    if not path.exists():
        return {(place, table): {} for table in tables}
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return {(place, table): {number: dict(row) for number, row in
                                 enumerate(connection.execute(query))}
                for table, query in tables.items()}
    finally:
        connection.close()


def differences(before, after):
    """One sentence for each row that came, went or changed; empty when all is equal."""
    told = []
    for place in sorted(before.keys() | after.keys()):
        old, new = before.get(place, {}), after.get(place, {})
        name = " ".join(place)
        for row in sorted(old.keys() | new.keys(), key=str):
            if row not in new:
                told.append(f"{name} {row}: gone: {_short(old[row])}")
            elif row not in old:
                told.append(f"{name} {row}: new: {_short(new[row])}")
            elif old[row] != new[row]:
                told.append(f"{name} {row}: {_changes(old[row], new[row])}")
    return told


def _changes(old, new):
    return "; ".join(f"{column}: {_short(old.get(column))} → {_short(new.get(column))}"
                     for column in sorted(old.keys() | new.keys())
                     if old.get(column) != new.get(column))


def _short(value):
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
