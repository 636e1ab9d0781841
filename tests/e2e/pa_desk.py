"""The fixtures of tests/fixtures/suppliers on the books of one company, a supplier for each row."""

import shutil
import subprocess
import sys
import time
from decimal import Decimal

from books import BINARY, Books, ROOT

SUPPLIER_FILES = ROOT / "tests" / "fixtures" / "suppliers"
sys.path.append(str(SUPPLIER_FILES))

from make import zip_bomb  # noqa: E402, F401 - the path is set above; for the tests
CLIENTS = {code: [f"Villa {code}", "none"] for code in (
    "C-101", "C-102", "C-103", "C-104", "C-105", "C-909", "00123")}
PRODUCTS = {"S-1": "Ménage", "S-2": "Vitres", "S-3": "Linge", "S-1 retour": "Ménage repris",
            "Geste commercial": "Geste commercial"}
ROWS = (4, 5, 6, 7, 10, 11, 12, 13, 14, 16, 17, 18, 22, 23, 24, 25, 26)
# Further suppliers of some rows, for what must not meet the first one's lines.
SUPPLIERS = {f"PA{number:02d}{more}": [f"Fournisseur PA-{number:02d}{more}",
                                       f"pa-{number:02d}-profile"]
             for number in ROWS for more in ("", "B", "C")}
READ_SECONDS = 60


class Desk(Books):
    """Use as a context manager; `bring` imports a fixture as it stands."""

    def __init__(self, folder):
        super().__init__(folder, clients=CLIENTS, suppliers=SUPPLIERS, products=PRODUCTS)

    def configuration(self, name, journal="witness"):
        profiles = self.folder / "profiles"
        profiles.mkdir(exist_ok=True)
        for path in SUPPLIER_FILES.glob("PA-*/*.toml"):
            shutil.copy(path, profiles / f"{path.parent.name.lower()}-{path.name}")
        return self.sandbox.connector_config(
            self.folder / f"{name}.toml", database=self.database,
            journal=self.folder / f"{journal}.journal",
            extra=f'\n[import]\nprofiles_dir = "{profiles}"\n')

    def bring_file(self, pa, path, *more, profile="profile", by=""):
        """Import a file as one of the row's suppliers ("", B or C); its report."""
        supplier = pa.replace("-", "") + by
        return self.run("import", path, "--supplier", supplier, "--profile",
                        f"{pa.lower()}-{profile}", *more).report["files"][0]

    def fixture(self, pa, name, *more, **how):
        return self.bring_file(pa, SUPPLIER_FILES / pa / name, *more, **how)

    def file_id(self, report):
        """The newest file of these bytes."""
        return self.admin("quittance.file", "search", [("sha256", "=", report["sha256"])],
                          order="id desc", limit=1)[0]

    def lines(self, report):
        """{row: (state, reason code or "", suggestion or "", what is billed)} of the newest file."""
        rows = self.sql(
            "SELECT row, state, COALESCE(reason_code, ''), COALESCE(suggestion, ''),"
            " COALESCE(bill_amount, amount)::text FROM quittance_line"
            f" WHERE file_id = {self.file_id(report)} ORDER BY row")
        return {int(row): tuple(rest) for row, *rest in rows}

    def states(self, report):
        return {row: line[0] for row, line in self.lines(report).items()}

    def line(self, report, row):
        return self.admin("quittance.line", "search", [
            ("file_id", "=", self.file_id(report)), ("row", "=", row)])

    def adds_up(self, report):
        """What came is what is in its states, to the cent and in the file's own amounts."""
        total, = self.sql(f"SELECT COALESCE(sum(amount), 0)::text FROM quittance_line"
                          f" WHERE file_id = {self.file_id(report)}")
        assert total == [report["amount"]], (total, report)

    def drafted(self, period):
        """Draft a month twice, the second time in vain. {client: (id, kind, net, tax, total)}, a
        credit note's sums below zero."""
        self.run("draft", "--period", period)
        again = self.run("draft", "--period", period).report
        assert (again["created"], again["extended"], again["lines"]) == (0, 0, 0), again
        rows = self.sql(
            "SELECT p.ref, v.id, v.move_type, v.amount_untaxed_signed, v.amount_tax_signed,"
            " v.amount_total_signed"
            " FROM quittance_month m JOIN account_move v ON v.id = m.move_id"
            f" JOIN res_partner p ON p.id = m.client_id WHERE m.period = '{period}'")
        return {code: (int(move), kind, *map(Decimal, sums)) for code, move, kind, *sums in rows}

    def nets(self, period):
        return {code: one[2] for code, one in self.drafted(period).items()}

    def serve_until(self, file_id, state):
        """`quittance serve` until the file is in that state."""
        serving = subprocess.Popen([BINARY, "serve", "--config", self.config])
        try:
            limit = time.monotonic() + READ_SECONDS
            while time.monotonic() < limit:
                found = self.admin("quittance.file", "read", [file_id], ["state"])[0]["state"]
                if found == state:
                    return
                time.sleep(0.2)
            raise AssertionError(f"file {file_id} is {found} and not {state}")
        finally:
            serving.terminate()
            serving.wait(READ_SECONDS)
