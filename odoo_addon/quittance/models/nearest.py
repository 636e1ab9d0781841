"""The nearest of what a company knows to a code that it does not know. Pure: nothing of Odoo."""

import re
import unicodedata
from collections import Counter, defaultdict
from difflib import SequenceMatcher

LOOKED_AT = 30  # candidates that share the most pieces; only these are compared in full
ALIKE = 0.6
BEHIND = 0.2  # what is so much less alike than the best is not worth showing
# What a keyboard, a scanner or a spreadsheet confuses.
CONFUSED = str.maketrans("OQILS", "00115")


def plain(text):
    """Upper case without accents, signs and leading zeros: `c-00é4` → `CE4` … as one compares."""
    text = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().upper()
    return "".join(piece.lstrip("0") or "0" for piece in re.findall(r"[A-Z]+|\d+", text))


def pieces(text):
    """Two letters each, with the ends."""
    text = f" {text} "
    return {text[start:start + 2] for start in range(len(text) - 1)}


class Nearest:
    """entries: (id, code, name); built once, asked for many codes."""

    def __init__(self, entries):
        self._coded = defaultdict(set)
        self._texts = defaultdict(set)
        self._holders = defaultdict(set)
        for entry, code, name in entries:
            self._coded[code].add(entry)
            for text in filter(None, map(self._key, (code, name))):
                self._texts[entry].add(text)
                for piece in pieces(text):
                    self._holders[piece].add(entry)

    @staticmethod
    def _key(text):
        return plain(text).translate(CONFUSED)

    def named(self, text):
        """Ids of the only entry whose code the text is, or begins with; else []."""
        text = (text or "").strip()
        found = {entry for code in {text, text.split(" ")[0]} for entry in self._coded.get(code, ())}
        return list(found) if len(found) == 1 else []

    def find(self, text, count=3, first=()):
        """Ids of up to `count` entries, the nearest first; [] when nothing is alike.

        first: ids that come before all others.
        """
        found = dict.fromkeys([*first, *self._by_likeness(text, count)])
        return list(found)[:count]

    def _by_likeness(self, text, count):
        wanted = self._key(text)
        if not wanted:
            return []
        shared = Counter(entry for piece in pieces(wanted) for entry in self._holders[piece])
        scored = [(self._alike(wanted, entry), entry)
                  for entry, _count in shared.most_common(LOOKED_AT)]
        best = max((score for score, _entry in scored), default=0)
        good = sorted(((score, entry) for score, entry in scored
                       if score >= max(ALIKE, best - BEHIND)),
                      key=lambda one: (-one[0], one[1]))
        return [entry for _score, entry in good[:count]]

    def _alike(self, wanted, entry):
        return max(SequenceMatcher(None, wanted, text, autojunk=False).ratio()
                   for text in self._texts[entry])
