"""`run draft`: Quittance against Odoo's importer and against one call per invoice.

All three draft the same lines on the French chart, each in a database of its own that is copied
from one seed, in the same run on the same machine; totals must be the same to the cent.
"""


from . import peers, season
from .lab import lab, say

# How French services are taxed → the product's code and the tax's name in the French chart.
TAXES = {"on_payment": ("BSERV", "20% S"), "on_invoice": ("BGOOD", "20% G")}
SEED = "benchseed"

SEED_SCRIPT = """
company = env.company
for product, tax_name in taxes:
    tax = env["account.tax"].search([("name", "=", tax_name), ("type_tax_use", "=", "sale"),
                                     ("company_id", "=", company.id)], limit=1)
    assert tax, tax_name
    env["product.product"].create({"name": product, "default_code": product, "type": "service",
                                   "taxes_id": [(6, 0, tax.ids)]})
france = env.ref("base.fr")
env["res.partner"].create([{"name": f"Client {code}", "ref": code, "is_company": True,
                            "country_id": france.id} for code in codes])
supplier = env["res.partner"].create({"name": "Bench", "is_company": True,
                                      "quittance_is_supplier": True,
                                      "quittance_supplier_code": "BENCH"})
env["quittance.profile"].create({
    "name": "bench", "supplier_id": supplier.id, "delimiter": ";", "charset": "utf-8",
    "decimal_mark": ",", "date_format": "DD/MM/YYYY", "header_row": 1, "period_rule": "date",
    "ticket_names": "line", "column_client": "ID client", "column_service": "Type",
    "column_quantity": "Quantité", "column_price": "Prix", "column_date": "Date",
    "column_ticket": "Ticket", "currency": "EUR"})
env.cr.commit()
"""

TOTALS = """SELECT p.ref, m.amount_untaxed, m.amount_tax, m.amount_total, count(l.id)
  FROM account_move m JOIN res_partner p ON p.id = m.partner_id
  JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
 WHERE m.move_type = 'out_invoice' AND p.ref LIKE 'B%' GROUP BY m.id, p.ref ORDER BY p.ref"""


def run(clients, per_client, workers):
    """The benchmark's JSON object; see README.md for its keys."""
    month = season.lines(clients, per_client)
    with lab("bench", workers) as bench:
        say("seed")
        bench.sandbox.create_database(SEED)
        bench.sandbox.shell(SEED_SCRIPT, SEED, taxes=list(TAXES.values()),
                            codes=[code for code, _services in month])
        results = {name: _one_tax(bench, month, name, *tax) for name, tax in TAXES.items()}
    return _summary(results, clients, per_client, workers)


def _one_tax(bench, month, name, product, tax_name):
    lines = sum(len(services) for _code, services in month)
    ours, totals, peak = _quittance(bench, month, name, product)
    rows = {"quittance": ours, "peak_mb": round(peak, 1)}
    same = True
    for peer, way in (("load", peers.load), ("one_call", peers.one_call_per_invoice)):
        seconds, peer_totals = _peer(bench, month, f"{peer}_{name[3:]}", product, tax_name, way)
        rows[peer] = seconds
        same = same and peer_totals == totals
    if len(totals) != len(month):
        raise RuntimeError(f"{len(totals)} invoices were drafted for {len(month)} clients.")
    return {
        "lines_per_second": {key: round(lines / rows[key], 1)
                             for key in ("quittance", "load", "one_call")},
        "seconds": {key: round(rows[key], 2) for key in ("quittance", "load", "one_call")},
        "ratio_vs_odoo_import": round(rows["load"] / ours, 2),
        "ratio_vs_one_call_per_invoice": round(rows["one_call"] / ours, 2),
        "totals_identical": same, "peak_mb": rows["peak_mb"],
    }


def _quittance(bench, month, name, product):
    database = f"bench_{name}"
    bench.sandbox.create_database(database, SEED)
    file = bench.folder / f"{name}.csv"
    file.write_text(season.csv(month, product), encoding="utf-8")
    bench.warm(database)
    report, seconds, _peak = bench.connector(database, "import", file, "--supplier", "BENCH")
    imported = report["files"][0]
    if imported["lines"] != imported["states"]["billable"]["lines"]:
        raise RuntimeError(f"Not every line can be billed: {imported['problems'][:3]}")
    say(f"{name}: imported in {seconds:.1f} s")
    report, seconds, peak = bench.connector(database, "draft", "--period", season.PERIOD)
    say(f"{name}: quittance drafted in {seconds:.1f} s")
    return seconds, _finish(bench, database), peak


def _peer(bench, month, name, product, tax_name, way):
    database = f"bench_{name}"
    bench.sandbox.create_database(database, SEED)
    bench.warm(database)
    odoo = bench.sandbox.rpc("admin", database, timeout=600)
    partners = {one["ref"]: one["id"] for one in odoo.search_read(
        "res.partner", [("ref", "like", "B%")], ["ref"])}
    product_id = odoo("product.product", "search", [("default_code", "=", product)])[0]
    tax_id = odoo("account.tax", "search", [("name", "=", tax_name),
                                            ("type_tax_use", "=", "sale")])[0]
    seconds = way(odoo, season.work(month, partners, product_id, tax_id))
    say(f"{name}: {seconds:.1f} s")
    return seconds, _finish(bench, database)


def _finish(bench, database):
    totals = bench.sandbox.sql(TOTALS, database)
    bench.sandbox.drop_database(database)
    return totals


def _summary(results, clients, per_client, workers):
    def smaller(key):
        return min(one[key] for one in results.values())

    return {
        "clients": clients, "lines_per_client": per_client, "workers": workers,
        "ratio_vs_odoo_import": smaller("ratio_vs_odoo_import"),
        "ratio_vs_one_call_per_invoice": smaller("ratio_vs_one_call_per_invoice"),
        "totals_identical": all(one["totals_identical"] for one in results.values()),
        "peak_mb": max(one["peak_mb"] for one in results.values()),
        "taxes": results,
    }


