"""What a supplier is told about its files: one sentence of meaning and one of advice per code.

Suppliers see nothing of prices billed, other suppliers or what an accountant wrote. What the
connector or the accountant said is therefore never passed on as it is: each code has its words here
(docs/supplier.md lists them), and a row's own sentence is shown only when it speaks of nothing but
the file (`SAID_OF_THE_FILE`).
"""

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from .line_reason import PATTERNS

_lt = LazyTranslate(__name__)

# code → (what it means, what to do)
WORDS = {
    # Rows that wait.
    "unknown_client": (
        _lt("The client's code is not known"),
        _lt("Compare the code with the one that you were given. If it is right, there is nothing "
            "to do: we enter it.")),
    "unknown_service": (
        _lt("The service is not known"),
        _lt("Write it as in your earlier files. If it is new, there is nothing to do: we enter "
            "it.")),
    "number_unreadable": (
        _lt("A number cannot be read"), _lt("Correct the number and send a corrected file.")),
    "number_ambiguous": (
        _lt("A number can be read in two ways"),
        _lt("Write it without a separator of thousands and send a corrected file.")),
    "amount_mismatch": (
        _lt("The amount is not quantity × price"),
        _lt("Correct the quantity, the price or the amount, and send a corrected file.")),
    "date_unreadable": (
        _lt("A date cannot be read"),
        _lt("Write the date as on the other rows and send a corrected file.")),
    "date_missing": (
        _lt("The date is missing"), _lt("Enter the date and send a corrected file.")),
    "id_destroyed": (
        _lt("A spreadsheet has changed a code"),
        _lt("Format the column as text, enter the code anew and send a corrected file.")),
    "ticket_conflict": (
        _lt("The ticket was sent before with other content"),
        _lt("If this row is right, send it in a file that corrects the earlier one. If it is "
            "another service, give it a ticket of its own.")),
    "price_missing": (
        _lt("The price is missing"), _lt("Enter the price and send a corrected file.")),
    "currency_unknown": (
        _lt("The currency is not known"),
        _lt("Write the currency as in your earlier files and send a corrected file.")),
    "row_short": (
        _lt("The row has too few cells"),
        _lt("Fill in the missing cells and send a corrected file.")),
    "row_long": (
        _lt("The row has too many cells"),
        _lt("Put a value that holds a separator, as a decimal comma, in quotes and send a "
            "corrected file.")),
    "quote_broken": (
        _lt("A quote is not closed, or stands inside a value"),
        _lt("Write a quote inside a value twice, close each one and send a corrected file.")),
    "total_or_line": (
        _lt("It is not clear whether the row is a total or a service"),
        _lt("If it is a total, correct its sum; if it is a service, call it otherwise. Send a "
            "corrected file.")),
    "code_long": (
        _lt("A code is too long"),
        _lt("Enter the code alone and send a corrected file.")),
    "charset": (
        _lt("Characters cannot be read"),
        _lt("Save the file with the character set that was agreed, mostly UTF-8, and send it "
            "again.")),
    "formula_error": (
        _lt("A cell shows an error instead of a value"),
        _lt("Put the formula right, save the file and send a corrected one.")),
    "formula_unstored": (
        _lt("A formula was saved without its result"),
        _lt("Open the file in your spreadsheet program, save it and send a corrected one.")),
    "sign_ambiguous": (
        _lt("It is not clear whether the row is a credit"),
        _lt("Mark a credit in one way only, and send a corrected file.")),
    "tax_mismatch": (
        _lt("The tax is not the one that we would bill"),
        _lt("Compare the rate with what was agreed. If it is wrong, send a corrected file.")),
    "contract_missing": (
        _lt("No price has been agreed for this yet"),
        _lt("There is nothing to do: we look at it.")),
    "price_off_contract": (
        _lt("The price is not the one that was agreed"),
        _lt("Compare it with what was agreed. If it is wrong, send a corrected file.")),
    "quantity_unusual": (
        _lt("The quantity is unusual"),
        _lt("We look at it. Send a corrected file only if it is wrong.")),
    "price_unusual": (
        _lt("The price is unusual"),
        _lt("We look at it. Send a corrected file only if it is wrong.")),
    "amount_unusual": (
        _lt("The amount is unusual"),
        _lt("We look at it. Send a corrected file only if it is wrong.")),
    "month_closed": (
        _lt("The month is closed already"), _lt("There is nothing to do: we decide about it.")),
    "date_outside": (
        _lt("The date is outside the file's month"),
        _lt("We look at it. Send a corrected file only if it is wrong.")),
    # Files that cannot be read, and what is said of a whole file.
    "file_empty": (
        _lt("There is nothing in the file that could be read"),
        _lt("Look into the file on your computer, then send it again.")),
    "file_broken": (
        _lt("The file is damaged or incomplete"),
        _lt("Open it on your computer, save it anew and send it again.")),
    "file_bomb": (
        _lt("The file unpacks to far more than a service list can be"),
        _lt("Save the list alone in a new file and send that one.")),
    "reader_killed": (
        _lt("The file could not be read, for a reason on our side"),
        _lt("There is nothing to do: we read it again.")),
    "file_encrypted": (
        _lt("The file is protected by a password"),
        _lt("Save it without a password and send it again.")),
    "file_kind": (
        _lt("The file is of another kind than was agreed"),
        _lt("Send the kind of file that you sent before.")),
    "sheet_unclear": (
        _lt("Several sheets of the workbook hold something"),
        _lt("Send a workbook with one sheet, or with the sheets of your earlier files.")),
    "sheet_unknown": (
        _lt("The workbook has no sheet of the agreed name"),
        _lt("Name the sheet as in your earlier files and send it again.")),
    "header_missing": (
        _lt("Columns are missing, or are called otherwise than before"),
        _lt("Name the columns as in your earlier files and send it again.")),
    "header_ambiguous": (
        _lt("Two columns have the same name"),
        _lt("Give each column a name of its own and send it again.")),
    "period_missing": (
        _lt("The file does not say which month it is for"),
        _lt("Send it again and choose the month.")),
    "card_number": (
        _lt("The file seems to contain card numbers"),
        _lt("Never send card numbers. Take them out and send it again.")),
    "masked": (
        _lt("Card numbers were found in the file and made unreadable in our copy"),
        _lt("Never send card numbers. The rest of the file was read.")),
    "profile": (
        _lt("How your files are to be read is not settled yet"),
        _lt("There is nothing to do: we settle it and read the file then.")),
    "profile_unknown": (
        _lt("There is no profile of the name that came with the file"),
        _lt("Send the file without `profile`, or with the name that was agreed.")),
    "broken_off": (
        _lt("Reading it was broken off"), _lt("There is nothing to do: we go on with it.")),
    "known": (
        _lt("The same file was sent before"), _lt("There is nothing to do: it counts once.")),
    "rows_in_quotes": (
        _lt("Values in quotes hold what looks like whole rows"),
        _lt("If you forgot a quote there, send a corrected file.")),
    "ticket_missing": (
        _lt("Rows have no ticket"),
        _lt("Enter the tickets and send a corrected file.")),
    "file_cut": (
        _lt("The file may have been cut off at its end"),
        _lt("Look at its last row. If something is missing, send a corrected file.")),
    "total_missing": (
        _lt("The total that your files end with is missing"),
        _lt("If rows are missing too, send a corrected file.")),
    "control_sum": (
        _lt("A total in the file differs from the sum of its rows"),
        _lt("Look which of the two is right. If it is the total, rows are missing: send a "
            "corrected file.")),
    "repeated_line": (
        _lt("Rows are the same as earlier rows of the file"),
        _lt("If you wrote them twice by mistake, send a corrected file.")),
    "other_period": (
        _lt("Rows are of another month than the file"),
        _lt("If their dates are wrong, send a corrected file.")),
    "period": (
        _lt("The same file came for another month"),
        _lt("We ask ourselves whether it counts for both. There is nothing to do.")),
    "overtaken": (
        _lt("A file that you sent later was read already"),
        _lt("We decide which of them counts. There is nothing to do.")),
    "repeats": (
        _lt("Most of its rows came in an earlier file"),
        _lt("If it corrects that file, tell us. Until we have decided, its rows do not count.")),
    "repeats_some": (
        _lt("Some of its rows came in an earlier file"),
        _lt("They count again. If you sent them twice by mistake, tell us.")),
    "correction": (
        _lt("It corrects rows that are settled already"),
        _lt("We look at the changes before they count. There is nothing to do.")),
    "withdrawn": (
        _lt("The same file was taken back before"),
        _lt("We decide whether it counts now. There is nothing to do.")),
}
OTHER = (_lt("It needs a decision of ours"), _lt("There is nothing to do: we look at it."))
REFUSED = (_lt("The file was not taken"), _lt("Ask us why, then send a corrected file."))

# The column of the profile that a row's problem is about.
COLUMN_OF = {
    "unknown_client": "client", "unknown_service": "service", "amount_mismatch": "amount",
    "date_unreadable": "date", "date_missing": "date", "date_outside": "date",
    "ticket_conflict": "ticket", "price_missing": "price", "currency_unknown": "currency",
    "contract_missing": "price", "price_off_contract": "price", "quantity_unusual": "quantity",
    "price_unusual": "price", "amount_unusual": "amount", "tax_mismatch": "tax",
}
# What is said of a row and speaks of nothing but the supplier's own file: the sentence in the
# database → how the supplier is told.
SAID_OF_THE_FILE = {
    "No client has the code '%s'.": _lt("The file says '%s'."),
    "No service is known as '%s'.": _lt("The file says '%s'."),
    "The row names no client.": _lt("The row names no client."),
    "The row names no service.": _lt("The row names no service."),
    "The row has %s cells, fewer than the header says. Ask the supplier for the missing ones.":
        _lt("It has %s cells, fewer than the header."),
    "The row has %(cells)s cells, but the list has %(columns)s columns. A separator inside a "
    "value needs quotes around it: ask the supplier for a corrected file.":
        _lt("It has %(cells)s cells, the list %(columns)s columns."),
    "Text stands behind a closing quote, so that several rows may have become one. Ask the "
    "supplier to write a quote inside a value twice, and to close each one.":
        _lt("Text stands behind a closing quote."),
    "The row begins like a total, '%(label)s', but names a client, a service and a price, "
    "and the rows above it add up to %(computed)s. Ask the supplier which of both it is.":
        _lt("The row begins with '%(label)s'; the rows above it add up to %(computed)s."),
    "'%(text)s' in column '%(column)s' is neither one of the profile's words for credits nor for "
    "charges.":
        _lt("Column '%(column)s' says '%(text)s'."),
    "'%(text)s' in column '%(column)s' is longer than any code or name of a service. Ask the "
    "supplier what it is.":
        _lt("'%(text)s' in column '%(column)s' is too long."),
    "The amount %(amount)s is finer than the smallest unit of %(currency)s.":
        _lt("The amount %(amount)s is finer than the smallest unit of %(currency)s."),
    "A spreadsheet has turned a code into '%s'. Ask the supplier to format that column as text.":
        _lt("The file says '%s'."),
    "'%(text)s' in column '%(column)s' is no number.":
        _lt("'%(text)s' in column '%(column)s' is no number."),
    "'%(text)s' in column '%(column)s' can be read in two ways: the profile declares '%(mark)s' "
    "before the decimals.":
        _lt("'%(text)s' in column '%(column)s': agreed is '%(mark)s' before the decimals."),
    "The cell in column '%(column)s' shows the error %(error)s. Ask the supplier to put it right.":
        _lt("Column '%(column)s' shows %(error)s."),
    "The formula in column '%s' was saved without its result. Ask the supplier to open the file, "
    "save it and send it again.": _lt("It is in column '%s'."),
    "The row is in '%(currency)s', but the profile's currency is %(own)s.":
        _lt("The row is in '%(currency)s', agreed is %(own)s."),
    "The amount %s has fractions of a cent.": _lt("The amount %s has fractions of a cent."),
    "%(quantity)s × %(price)s is %(computed)s, but the file says %(stated)s.":
        _lt("%(quantity)s × %(price)s is %(computed)s, but the file says %(stated)s."),
    "'%(text)s' is no day written as %(format)s.":
        _lt("'%(text)s' is no day written as %(format)s."),
    "'%(text)s' is not read: the profile does not say how dates are written.":
        _lt("The file says '%(text)s'."),
    "Same ticket, other content as row %s": _lt("Row %s has the same ticket and other content."),
}
OWN_PATTERNS = [(pattern, SAID_OF_THE_FILE[sentence._source]) for pattern, sentence in PATTERNS
                if sentence._source in SAID_OF_THE_FILE]


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    @api.model
    def _supplier_words(self, code, otherwise=OTHER):
        """{code, title, advice} of a code, in the reader's language."""
        title, advice = WORDS.get(code, otherwise)
        return {"code": code if code in WORDS else "other", "title": self.env._(title),
                "advice": self.env._(advice)}

    @api.model
    def _supplier_sentence(self, reason):
        """What was said of a row, as far as it is about the supplier's own file; "" otherwise."""
        said = []
        for text in (reason or "").split("\n"):
            for pattern, sentence in OWN_PATTERNS:
                found = pattern.fullmatch(text)
                if found:
                    said.append(self.env._(sentence) % (found.groupdict() or found.groups()))
                    break
        return " ".join(said)
