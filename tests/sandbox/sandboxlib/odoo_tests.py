"""What Odoo's own test runner said, read from its log."""

import re
import xml.etree.ElementTree as Xml
from dataclasses import dataclass, field

_STARTED = re.compile(r" INFO \S+ \S+: Starting (\S+)\.(test\w*) \.\.\.")
_BROKEN = re.compile(r" ERROR \S+ \S+: (FAIL|ERROR): (.*)")
_SKIPPED = re.compile(r" INFO \S+ \S+: skipped (\S+\.test\w*) : (.*)")


@dataclass
class TestResult:
    """Counts and names of one run; a skipped test counts as failed."""

    exit_code: int
    ran: int = 0
    names: list = field(default_factory=list)
    bad: dict = field(default_factory=dict)

    def failed(self):
        """Failed and skipped tests; at least one when Odoo ended badly or no test ran."""
        broken = self.exit_code != 0 or self.ran == 0
        return max(len(self.bad), 1 if broken else 0)

    def passed(self):
        return max(self.ran - len(self.bad), 0)

    def summary(self):
        lines = [f"  {why} {name}" for name, why in self.bad.items()]
        if self.exit_code and not self.bad:
            lines.append(f"  Odoo ended with {self.exit_code}, though no test failed")
        if not self.ran:
            lines.append("  no test ran")
        return "\n".join([*lines, f"{self.passed()} passed, {self.failed()} failed"])

    def write_junit(self, path):
        """Write the result as a JUnit file whose counts are those of the summary."""
        suite = Xml.Element("testsuite", name="addon")
        good = [name for name in self.names if name not in self.bad]
        for name in good[:self.passed()]:
            Xml.SubElement(suite, "testcase", name=name)
        # Subtests and set-ups fail under names that were never announced.
        for name, why in self.bad.items():
            _failure(suite, name, why)
        for _missing in range(self.failed() - len(self.bad)):
            _failure(suite, "odoo", f"ended with {self.exit_code}, {self.ran} tests ran")
        Xml.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)


def _failure(suite, name, why):
    case = Xml.SubElement(suite, "testcase", name=name)
    Xml.SubElement(case, "failure", message=why)


def read(log, exit_code):
    """Read Odoo's log (a path) into a TestResult."""
    result = TestResult(exit_code)
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := _STARTED.search(line):
            result.names.append(f"{found.group(1)}.{found.group(2)}")
        elif found := _BROKEN.search(line):
            result.bad[found.group(2)] = found.group(1)
        elif found := _SKIPPED.search(line):
            result.bad[found.group(1)] = f"SKIPPED ({found.group(2)})"
    result.ran = len(result.names)
    return result
