"""What a supplier sends and sees in the portal."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..models import line_reason, supplier_words
from .portal_common import HOME, PortalCase


@tagged("post_install", "-at_install")
class TestPortalSending(PortalCase):
    def test_the_home_page_has_a_card_for_suppliers_alone(self):
        self.assertIn(f'href="{HOME}"', self.go_in(self.sender).url_open("/my").text)
        self.assertNotIn(HOME, self.go_in(self.portal_client).url_open("/my").text)

    def test_a_file_is_kept_with_who_when_and_its_proof(self):
        content = "Villa;Prix\nTST-1;10,00\n".encode()
        file = self.go_in(self.sender).sent("Octobre.csv", content, month="2026-10")
        self.assertEqual(
            (file.supplier_id, file.company_id, file.state, file.channel, file.period, file.name),
            (self.supplier, self.company, "waiting", "portal", "2026-10", "Octobre.csv"))
        self.assertEqual((file.size, file.sha256), (len(content), self.sha256(content)))
        self.assertEqual(file.sender, "q-sender <q-sender@test.example>")
        self.assertEqual(file._bytes(), content)
        stored = self.env["ir.attachment"].search(
            [("res_model", "=", file._name), ("res_id", "=", file.id), ("res_field", "=", "content")])
        self.assertFalse(stored.index_content, "no second copy in the database")
        page = self.page(f"/{file.id}").text
        for text in ("Octobre.csv", file.sha256, "q-sender@test.example", "October 2026",
                     "Reading it begins within seconds"):
            self.assertIn(text, page)

    def test_the_connector_claims_what_was_sent(self):
        file = self.go_in(self.sender).sent()
        claimed = self.rpc("files_claim", company_id=self.company.id, limit=5, worker="one",
                           lease_seconds=60)["files"]
        self.assertEqual([(one["file_id"], one["supplier_code"], one["profile"], one["sha256"])
                          for one in claimed],
                         [(file.id, "TST-LAV", "main", file.sha256)])

    def test_a_reader_of_small_files_leaves_the_large_ones_to_another(self):
        self.go_in(self.sender).sent("large.csv", b"x" * 2000)
        small = self.sent("small.csv", b"x" * 1000)

        def claim(size_max):
            found = self.rpc("files_claim", company_id=self.company.id, limit=5, worker="one",
                             lease_seconds=60, size_max=size_max)["files"]
            return [one["name"] for one in found]

        self.assertEqual(claim(small.size), ["small.csv"])
        self.assertEqual(claim(0), ["large.csv"])

    def test_several_files_go_at_once_and_each_is_answered(self):
        answers = self.go_in(self.sender).send(
            ("a.csv", b"one"), ("b.csv", b""), ("c.csv", b"three"))
        self.assertEqual([(one["name"], one["taken"]) for one in answers],
                         [("a.csv", True), ("b.csv", False), ("c.csv", True)])
        self.assertIn("empty", answers[1]["sentence"])

    def test_without_a_script_the_page_tells_what_became_of_each(self):
        self.go_in(self.sender)
        told = "Send at most 50 files at once"
        page = self.post(*((f"{number}.csv", b"%d" % number) for number in range(51))).text
        self.assertIn(told, page)
        self.assertNotIn(told, self.page().text)
        page = self.post(("a.csv", b"one"), ("b.csv", b"")).text
        self.assertEqual(page.count("It is empty: nothing was sent."), 2, "once for the script")
        self.assertIn("It is safe with us", page)

    def test_the_same_bytes_again_are_said_so_with_the_earlier_file(self):
        first = self.go_in(self.sender).sent("october.csv")
        again, = self.send(("copy.csv", b"Villa;Prix\n"))
        self.assertFalse(again["taken"])
        self.assertEqual(self.file_of(again), first)
        self.assertIn("october.csv", again["sentence"])
        self.assertEqual(self.env["quittance.file"].search_count(
            [("supplier_id", "=", self.supplier.id)]), 1)

    def test_what_was_refused_is_read_again_once_its_profile_was_put_right(self):
        file = self.go_in(self.sender).sent("october.csv")
        self.refuse(file, "header_missing")
        again, = self.send(("october.csv", b"Villa;Prix\n"))
        self.assertEqual((again["taken"], file.state), (False, "refused"))
        self.assertIn("was refused: Columns are missing", again["sentence"])
        self.assertNotIn("counts once", again["sentence"])
        file.refused_at = fields.Datetime.subtract(file.profile_id.write_date, minutes=1)
        again, = self.send(("october.csv", b"Villa;Prix\n"))
        self.assertEqual((again["taken"], self.file_of(again), file.state),
                         (True, file, "waiting"))

    def test_what_an_accountant_refused_is_refused_again(self):
        file = self.go_in(self.sender).sent()
        file.with_user(self.accountant).action_discard()
        file.refused_at = fields.Datetime.subtract(file.profile_id.write_date, minutes=1)
        again, = self.send(("october.csv", b"Villa;Prix\n"))
        self.assertEqual((again["taken"], file.state), (False, "refused"))
        self.assertIn("was refused: The file was not taken.", again["sentence"])

    def rule(self, name):
        """What says of which month the supplier's services are."""
        self.env["quittance.profile"].search(
            [("supplier_id", "=", self.supplier.id)]).period_rule = name

    def test_the_same_bytes_for_another_month_are_asked_about(self):
        self.rule("given")
        self.go_in(self.sender).sent(month="2026-09")
        file = self.sent(month="2026-10")
        self.assertEqual((file.state, file.question), ("asked", "period"))
        self.assertIn("The same file came for another month.", self.page(f"/{file.id}").text)

    def test_where_a_rule_finds_the_month_the_same_bytes_are_one_file(self):
        """PA-06, sent once more after it was read: its month stands in it then."""
        months = {"previous": self.month_before(), "filename": "2026-10"}
        for rule, month in months.items():
            with self.subTest(rule):
                self.rule(rule)
                content = f"Villa;Prix;{rule}\n".encode()
                first = self.go_in(self.sender).sent("2026-10.csv", content)
                opened = self.open_file(content.decode(), period=month, file_id=first.id)
                self.assertEqual((opened["status"], first.period), ("opened", month))
                again, = self.send(("2026-10.csv", content))
                self.assertEqual((again["taken"], self.file_of(again)), (False, first))
                other = self.sent("2026-09.csv", content, month="2026-09")
                self.assertEqual((other.state, other.question), ("asked", "period"))

    def month_before(self):
        first = self.company._quittance_today().replace(day=1)
        return f"{first - timedelta(days=1):%Y-%m}"

    def test_where_dates_decide_the_month_that_was_chosen_makes_no_other_file(self):
        self.rule("date")
        first = self.go_in(self.sender).sent(month="2026-09")
        opened = self.open_file("Villa;Prix\n", period="", file_id=first.id)
        self.assertEqual((opened["file_id"], opened["status"]), (first.id, "opened"))
        self.assertEqual(first.period, "")
        again, = self.send(("copy.csv", b"Villa;Prix\n"), month="2026-10")
        self.assertEqual((again["taken"], self.file_of(again)), (False, first))

    def test_two_suppliers_may_send_the_same_bytes(self):
        mine = self.go_in(self.sender).sent()
        theirs = self.go_in(self.other_sender).sent()
        self.assertNotEqual(mine, theirs)
        self.assertEqual(theirs.supplier_id, self.rival)

    def test_a_file_of_no_profile_is_kept_all_the_same(self):
        self.assertFalse(self.go_in(self.other_sender).sent().profile_id)

    def test_a_correction_says_what_it_corrects(self):
        first = self.go_in(self.sender).sent(month="2026-10")
        self.read(first, [self.line(2, "p-1")])
        self.assertIn(f'value="{first.id}"', self.page(f"?corrects={first.id}").text)
        second = self.sent("better.csv", b"better", corrects=first.id)
        self.assertEqual((second.replaces_id, second.period), (first, "2026-10"))
        self.read(second, [self.line(2, "p-1", price="12.00")])
        self.assertIn("Corrected by better.csv.", self.page(f"/{first.id}").text)
        self.assertIn("october.csv", self.page(f"/{second.id}").text)

    def test_what_was_corrected_or_not_read_cannot_be_corrected(self):
        waiting = self.go_in(self.sender).sent()
        answer, = self.send(("b.csv", b"b"), corrects=waiting.id)
        self.assertIn("was not read", answer["sentence"])
        self.read(waiting, [self.line(2, "q-1")])
        self.sent("b.csv", b"b", corrects=waiting.id)
        answer, = self.send(("c.csv", b"c"), corrects=waiting.id)
        self.assertIn("was corrected already", answer["sentence"])
        self.assertNotIn(f'<option value="{waiting.id}"', self.page().text)


@tagged("post_install", "-at_install")
class TestPortalReading(PortalCase):
    def setUp(self):
        super().setUp()
        self.go_in(self.sender)

    def progress(self, file):
        return self.page(f"/{file.id}/progress").json()

    def test_a_file_that_nobody_takes_is_said_to_be_safe(self):
        file = self.sent()
        self.long_ago(file)
        self.assertIn("as soon as the service is back", self.progress(file)["sentence"])
        self.assertNotIn("quittance serve", self.page(f"/{file.id}").text)

    def test_while_it_is_read_the_lines_so_far_are_told(self):
        file = self.sent()
        self.rpc("file_open", company_id=self.company.id, file_id=file.id, profile="",
                 supplier_code="TST-LAV", name=file.name, period="", sha256=file.sha256,
                 size=file.size, channel="portal", sender="", content="", replaces_sha256="")
        self.rpc("lines_put", file_id=file.id, lines=[self.line(2, "r-1"), self.line(3, "r-2")])
        answer = self.progress(file)
        self.assertEqual((answer["done"], answer["state"]), (False, "reading"))
        self.assertIn("2 lines so far", answer["sentence"])
        file.lines_total = 8
        answer = self.progress(file)
        self.assertIn("2 of 8 lines so far", answer["sentence"])
        self.assertIn("width: 25%", answer["html"])
        file.lease_until = fields.Datetime.subtract(fields.Datetime.now(), seconds=1)
        self.assertIn("It is safe with us", self.progress(file)["sentence"])

    def test_card_numbers_that_were_hidden_are_told(self):
        file = self.sent()
        self.read(file, [self.line(2, "m-1")])
        file.masked = 2
        self.assertIn("Never send card numbers", self.page(f"/{file.id}").text)

    def test_a_good_file_shows_its_sums(self):
        file = self.sent()
        self.read(file, [self.line(2, "s-1", price="10.00"), self.line(3, "s-2", price="2.50")])
        answer = self.progress(file)
        self.assertEqual((answer["done"], answer["level"]), (True, "success"))
        self.assertIn("Read: 2 lines, no problem.", answer["html"])
        self.assertIn("12.50", answer["html"])
        self.assertIn("Send a corrected file instead", answer["html"])

    def test_a_single_line_is_told_in_the_singular(self):
        good, bad = self.sent(), self.sent(name="other.csv", content=b"another")
        self.read(good, [self.line(2, "s-1")])
        self.read(bad, [
            self.line(2, "s-2", client=self.env["res.partner"], client_code="TST-9", client_id=0,
                      state="quarantine", reason_code="unknown_client",
                      reason="No client has the code 'TST-9'.")])
        self.assertIn("Read: 1 line, no problem.", self.progress(good)["sentence"])
        self.assertIn("its only line needs a look", self.progress(bad)["sentence"])

    def test_lines_that_were_rejected_are_told_above(self):
        file = self.sent()
        self.read(file, [self.line(2, "n-1"), self.line(3, "n-2")])
        self.stored("n-2").sudo()._reject("not ours")
        self.assertIn("1 of 2 lines count, 1 were not accepted", self.progress(file)["sentence"])
        self.assertNotIn("not ours", self.page(f"/{file.id}").text)

    def test_a_correction_that_waits_shows_the_problems_of_its_rows(self):
        file = self.sent()
        self.read(file, [self.line(2, "c-1"), self.unknown_client(3, "c-2", "TST-9")])
        file.sudo().line_ids.filtered(lambda line: line.state == "quarantine").state = "reading"
        self.assertNotIn("unknown_client", self.page(f"/{file.id}").text)
        file.sudo().question = "correction"
        self.assertIn("unknown_client", self.page(f"/{file.id}").text)

    def test_what_was_brought_for_the_wrong_supplier_is_not_left_in_sight(self):
        file, _closed = self.import_file([self.line(2, "w-1")])
        self.assertIn(file.name, self.page().text)
        file.sudo().state = "withdrawn"
        self.assertNotIn(file.name, self.page().text)
        self.assertEqual(self.page(f"/{file.id}").status_code, 404)
        own = self.sent("own.csv")
        own.sudo().state = "withdrawn"
        self.assertIn("own.csv", self.page().text)

    def test_problems_have_row_column_and_what_to_do(self):
        file = self.sent()
        self.read(file, [
            self.line(2, "t-1"),
            self.line(3, "t-2", client=self.env["res.partner"], client_code="TST-9", client_id=0,
                      state="quarantine", reason_code="unknown_client",
                      reason="No client has the code 'TST-9'.")])
        html = self.progress(file)["html"]
        for text in ("1 of 2 lines are in order, 1 needs a look", 'data-code="unknown_client"',
                     "Row 3", "Villa", "The file says 'TST-9'.",
                     "Compare the code with the one"):
            self.assertIn(text, html.replace("&#39;", "'"))

    def test_what_is_said_to_accountants_is_not_passed_on(self):
        file = self.sent()
        secret = "The unit price is 10, usually 99.90 (median of 12 earlier lines)."
        self.read(file, [
            self.line(2, "u-1", state="quarantine", reason_code="price_unusual", reason=secret),
            self.unknown_client(3, "u-2", "TST-8", suggestion="TST-1")])
        page = self.page(f"/{file.id}").text
        self.assertIn("The price is unusual", page)
        for text in ("99.90", "median", "not known of", "Villa One", "TST-1<"):
            self.assertNotIn(text, page)

    def test_every_sentence_that_is_passed_on_is_one_of_the_readers(self):
        known = {sentence._source for sentence in line_reason.SENTENCES}
        self.assertEqual(set(supplier_words.SAID_OF_THE_FILE) - known, set())
        codes = set(dict(self.env["quittance.line"]._fields["reason_code"].selection))
        self.assertEqual(codes - set(supplier_words.WORDS), set())

    def test_a_total_that_differs_is_shown_with_its_row(self):
        file = self.sent()
        lines = [self.line(2, "v-1")]
        self.rpc("file_open", company_id=self.company.id, file_id=file.id, profile="",
                 supplier_code="TST-LAV", name=file.name, period="", sha256=file.sha256,
                 size=file.size, channel="portal", sender="", content="", replaces_sha256="")
        self.rpc("lines_put", file_id=file.id, lines=lines)
        self.rpc("file_close", file_id=file.id, lines=1, amount="10.00", unreadable=0, controls=[
            {"row": 8, "label": "Sum", "stated": "10", "computed": "10.00"},
            {"row": 9, "label": "TOTAL", "stated": "11.00", "computed": "10.00"}],
            warnings=[{"row": 0, "code": "amount_month", "message": "median 99.90"}])
        page = self.page(f"/{file.id}").text
        self.assertIn("TOTAL: the file says 11.00, its rows make 10.00.", page)
        self.assertNotIn("Sum: the file says", page)
        self.assertEqual(self.progress(file)["level"], "warning")
        self.assertNotIn("no problem", page)
        self.assertNotIn("99.90", page)

    def test_a_file_that_cannot_be_read_says_why_and_what_to_do(self):
        file = self.sent()
        self.refuse(file, "header_missing", "column 'Villa' of ACME's profile")
        page = self.page(f"/{file.id}").text
        self.assertIn("Columns are missing, or are called otherwise than before", page)
        self.assertIn("Name the columns as in your earlier files", page)
        self.assertIn("Send another file", page)
        self.assertNotIn("ACME", page)

    def test_the_reason_that_an_accountant_wrote_stays_in_the_company(self):
        file = self.sent()
        file.with_user(self.accountant).action_discard()
        page = self.page(f"/{file.id}").text
        self.assertIn("The file was not taken", page)
        self.assertNotIn("q-accountant", page)

    def test_the_history_has_pages_and_a_month(self):
        september = self.sent("september.csv", b"s", month="2026-09")
        for number in range(21):
            self.sent(f"list-{number:02}.csv", b"%d" % number, month="2026-10")
        first, second = self.page().text, self.page("/page/2").text
        self.assertIn("list-20.csv", first)
        self.assertNotIn("september.csv", first)
        self.assertIn("september.csv", second)
        only = self.page("?month=2026-09").text
        self.assertIn(f"{HOME}/{september.id}", only)
        self.assertNotIn("list-20.csv", only)

    def test_the_file_is_downloaded_as_it_was_sent(self):
        content = b"<html><script>alert(1)</script>"
        file = self.sent("a.html", content)
        answer = self.page(f"/{file.id}/download")
        self.assertEqual(answer.content, content)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn("application/octet-stream", answer.headers["Content-Type"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
