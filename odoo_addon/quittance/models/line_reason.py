"""Why a line waits and what is said of a file, in the reader's language.

The connector and the nightly work write their sentences in English, once, into `reason`, a file's
`message` and a preview's answer. Here each known sentence is found by its pattern and said again in
that language; any other text is shown as it is.
"""

import re

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from . import line_replace, reader_details, reader_words, review_reasons

_lt = LazyTranslate(__name__)

SENTENCES = [
    *review_reasons.SENTENCES,
    _lt("The row names no client."),
    _lt("No client has the code '%s'."),
    _lt("The row names no service."),
    _lt("No service is known as '%s'."),
    _lt("The line costs nothing, and the profile does not allow free lines."),
    _lt("The row has %s cells, fewer than the header says. Ask the supplier for the missing ones."),
    _lt("The row has %(cells)s cells, but the list has %(columns)s columns. A separator inside a "
        "value needs quotes around it: ask the supplier for a corrected file."),
    _lt("Text stands behind a closing quote, so that several rows may have become one. Ask the "
        "supplier to write a quote inside a value twice, and to close each one."),
    _lt("The row begins like a total, '%(label)s', but names a client, a service and a price, "
        "and the rows above it add up to %(computed)s. Ask the supplier which of both "
        "it is."),
    _lt("'%(text)s' in column '%(column)s' is neither one of the profile's words for credits nor "
        "for charges."),
    _lt("The number '%(text)s' goes on beyond the positions %(column)s. Correct them in the "
        "profile."),
    _lt("'%(text)s' in column '%(column)s' is longer than any code or name of a service. Ask the "
        "supplier what it is."),
    _lt("The amount %(amount)s is finer than the smallest unit of %(currency)s."),
    _lt("A spreadsheet has turned a code into '%s'. Ask the supplier to format that column as text."),
    _lt("'%(text)s' in column '%(column)s' is no number."),
    _lt("'%(text)s' in column '%(column)s' can be read in two ways: the profile declares "
        "'%(mark)s' before the decimals."),
    _lt("The cell in column '%(column)s' shows the error %(error)s. Ask the supplier to put it right."),
    _lt("The formula in column '%s' was saved without its result. Ask the supplier to open the file, "
        "save it and send it again."),
    _lt("Amounts in %(currency)s have more than two decimals, which are not reckoned with. Bill them by "
        "hand."),
    _lt("The row is marked as a credit and has a negative figure as well: it can be read in two ways. "
        "Ask the supplier which is meant."),
    _lt("The row is in '%(currency)s', but the profile's currency is %(own)s."),
    _lt("The amount is larger than any service's can be."),
    _lt("Price × quantity is larger than any amount can be."),
    _lt("The amount %s has fractions of a cent."),
    _lt("%(quantity)s × %(price)s is %(computed)s, but the file says %(stated)s."),
    _lt("The row has no price that can be read. Ask the supplier for it."),
    _lt("The row has no date, and the date decides the month."),
    _lt("'%(text)s' is no day written as %(format)s."),
    _lt("'%(text)s' is not read: the profile does not say how dates are written."),
    _lt("Rows that are the same as an earlier one: %(count)s (%(rows)s). Each is billed. Reject those "
        "that the supplier wrote twice by mistake."),
    _lt("Rows that repeat an earlier one and its ticket: %(count)s (%(rows)s). Each ticket is billed "
        "once."),
    _lt("Repeats row %s"),
    _lt("Same ticket, other content as row %s"),
    _lt("Known already from an earlier file"),
    _lt("The same ticket came before with other content"),
    _lt("Corrected by %s"),
    line_replace.REPLACED,
    _lt("A person dealt with the earlier version: decide by hand"),
    *reader_words.SENTENCES,
]


PLACEHOLDER = re.compile(r"%(?:\\\((\w+)\\\))?s")


def _pattern(sentence):
    """What the sentence looks like with its values in it, as groups."""
    text = PLACEHOLDER.sub(
        lambda found: f"(?P<{found[1]}>.*)" if found[1] else "(.*)", re.escape(sentence._source))
    return re.compile(text, re.DOTALL)


PATTERNS = [(_pattern(sentence), sentence) for sentence in SENTENCES]
PARTS = [(_pattern(sentence), sentence) for sentence in reader_details.PARTS]


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    reason_shown = fields.Char(string="Explanation", compute="_compute_reason_shown")

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_shown(self):
        for line in self:
            line.reason_shown = line._translate_reason(line.reason or "")

    @api.model
    def _translate_reason(self, text):
        """One sentence, or several with a line each, in the reader's language."""
        said = [self._translate_sentence(part) for part in text.split("\n")]
        if len(said) > 1 and all(said):
            return " ".join(said)
        return self._translate_sentence(text) or text

    @api.model
    def _translate_sentence(self, text, patterns=PATTERNS):
        """The sentence in the reader's language, "" for one that is not known. What completes it
        (`what`) is translated as well, every other value is shown as it is."""
        for pattern, sentence in patterns:
            found = pattern.fullmatch(text)
            if not found:
                continue
            values = found.groupdict()
            if "what" in values:
                values["what"] = (
                    self._translate_sentence(values["what"], PARTS) or values["what"])
            return self.env._(sentence) % (values or found.groups())
        return ""
