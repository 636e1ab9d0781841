"""What another file brought as well stands for itself once the line that it repeats is gone.

A line that an earlier file had already is superseded: the earlier one bills the service. When that
file is withdrawn, or its correction drops the service, the supplier still says it in the later file.
What a person dealt with waits for a person.
"""

from collections import defaultdict

from odoo import _, models
from odoo.tools.translate import LazyTranslate

from .line import LIVE
from .line_same import same

_lt = LazyTranslate(__name__)

DEALT_WITH = _lt("A person dealt with the earlier version: decide by hand")

# One of each key stands, the first that came; `dealt`: a person was at what it repeats, or it was
# taken for a replacement of something else.
BROUGHT_AGAIN = f"""
    SELECT line.id, first_value(line.id) OVER (PARTITION BY line.key ORDER BY line.id),
           NOT {same('line', 'other')} OR EXISTS (
               SELECT FROM quittance_line old
                WHERE old.file_id = ANY(%(files)s) AND old.key = line.key
                  AND (old.state = 'removed'
                       OR old.state = 'rejected' AND old.rejected_by IS NOT NULL
                       OR old.state = 'billed' AND (old.edited OR old.keep_billed)))
      FROM quittance_line line
      JOIN quittance_line other ON other.id = line.other_id AND other.key = line.key
      JOIN quittance_file file ON file.id = line.file_id
     WHERE other.file_id = ANY(%(files)s) AND line.state = 'superseded'
       AND NOT line.file_id = ANY(%(files)s) AND line.file_id <> %(own)s
       AND file.closed_at IS NOT NULL AND file.state NOT IN ('withdrawn', 'refused')
       AND line.key IN (SELECT key FROM quittance_line WHERE id = ANY(%(gone)s))
       AND NOT EXISTS (SELECT FROM quittance_line
                        WHERE company_id = line.company_id AND key = line.key AND {LIVE}
                          AND NOT file_id = ANY(%(files)s))
     ORDER BY line.id
"""
STAY_KNOWN = """
    UPDATE quittance_line line SET other_id = standing.first_id
      FROM unnest(%(ids)s, %(firsts)s) AS standing(id, first_id) WHERE line.id = standing.id
"""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def _bring_back(self, gone, files):
        """Let lines of other files stand that repeat those `gone` (ids) from `files`.

        The file is the one that was withdrawn, or the correction; supplier's turn was taken.
        """
        if not gone:
            return
        self.env.flush_all()
        self.env.cr.execute(BROUGHT_AGAIN, {
            "gone": list(gone), "files": files.ids, "own": self.id})
        found = self.env.cr.fetchall()
        lines = self.env["quittance.line"]
        later = [(line_id, first) for line_id, first, _dealt in found if line_id != first]
        if later:
            ids, firsts = map(list, zip(*later, strict=True))
            self.env.cr.execute(STAY_KNOWN, {"ids": ids, "firsts": firsts})
        standing = [(line_id, dealt) for line_id, first, dealt in found if line_id == first]
        lines.browse([one for one, dealt in standing if dealt])._ask_about_brought_again()
        lines.browse([one for one, dealt in standing if not dealt])._stand_again()
        self._tell_brought_again(lines.browse([one for one, _dealt in standing]))

    def _tell_brought_again(self, lines):
        lines_of = defaultdict(lines.browse)
        for line in lines:
            lines_of[line.file_id] |= line
        for file, own in lines_of.items():
            file._log(
                _("1 service stands for itself: %s, which had brought it before, does not any "
                  "more.", self.display_name) if len(own) == 1 else
                _("%(count)s services stand for themselves: %(file)s, which had brought them "
                  "before, does not any more.", count=len(own), file=self.display_name))


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _stand_again(self):
        """As if they had just been read: admitted, or in quarantine with what was wrong."""
        if not self:
            return
        self.write({"state": "quarantine", "other_id": False, "reason": False})
        self._look_up_codes()
        self._admit_or_say()

    def _ask_about_brought_again(self):
        self.write({"state": "quarantine", "reason_code": "ticket_conflict",
                    "reason": DEALT_WITH._source})
