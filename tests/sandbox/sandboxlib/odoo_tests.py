"""What Odoo's own test runner said, read from its log."""

import re
from dataclasses import dataclass, field

_TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
_BROKEN = re.compile(r" ERROR \S+ \S+ (FAIL|ERROR): (.*)")
_SKIPPED = re.compile(r" INFO \S+ \S+ skipped (.* : .*)")


@dataclass
class TestResult:
    """Counts and names of one run; a skipped test counts as failed."""

    exit_code: int
    ran: int = 0
    failed: int = 0
    skipped: int = 0
    names: list = field(default_factory=list)

    def passed(self):
        return self.exit_code == 0 and self.ran > 0 and not self.failed and not self.skipped

    def summary(self):
        good = max(self.ran - self.failed - self.skipped, 0)
        lines = [f"  {name}" for name in self.names]
        if self.exit_code and not self.failed:
            lines.append(f"  Odoo ended with {self.exit_code} before its tests were done")
        if not self.ran:
            lines.append("  no test ran")
        return "\n".join([*lines, f"{good} passed, {self.bad()} failed"])

    def bad(self):
        broken = self.exit_code != 0 or self.ran == 0
        return max(self.failed + self.skipped, 1 if broken else 0)


def read(log, exit_code):
    """Read Odoo's log (a path) into a TestResult."""
    result = TestResult(exit_code)
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := _TOTAL.search(line):
            failed, errors, ran = (int(part) for part in found.groups())
            result.failed, result.ran = failed + errors, ran
        elif found := _BROKEN.search(line):
            result.names.append(f"{found.group(1)} {found.group(2)}")
        elif found := _SKIPPED.search(line):
            result.skipped += 1
            result.names.append("SKIP " + found.group(1))
    return result
