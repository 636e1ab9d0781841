"""Reading what test runners said."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE))

from sandboxlib import odoo_tests  # noqa: E402 - the path is set above

HEAD = "2026-10-01 00:00:00,000 7 {} db odoo.addons.quittance.tests.test_a: {}\n"


def log_of(tmp_path, *lines):
    path = tmp_path / "odoo.log"
    path.write_text("".join(HEAD.format(level, text) for level, text in lines))
    return path


def counted(*files):
    done = subprocess.run([HERE / "count_results", *files], text=True, capture_output=True,
                          check=True)
    return done.stdout.strip()


def test_odoo_tests_are_counted_and_skips_are_failures(tmp_path):
    log = log_of(tmp_path, ("INFO", "Starting TestA.test_one ... "),
                 ("INFO", "Starting TestA.test_two ... "), ("ERROR", "FAIL: TestA.test_two"),
                 ("INFO", "Starting TestA.test_three ... "),
                 ("INFO", "skipped TestA.test_three : no browser"))
    result = odoo_tests.read(log, 1)
    assert (result.passed(), result.failed()) == (1, 2)
    result.write_junit(tmp_path / "odoo.xml")
    assert counted(tmp_path / "odoo.xml") == "1 2"


@pytest.mark.parametrize("lines, code", [([], 0), ([("INFO", "Starting TestA.test_one ... ")], 255)])
def test_odoo_that_ran_nothing_or_broke_has_failed(tmp_path, lines, code):
    result = odoo_tests.read(log_of(tmp_path, *lines), code)
    assert result.failed() == 1
    result.write_junit(tmp_path / "odoo.xml")
    assert counted(tmp_path / "odoo.xml").endswith(" 1")


def test_skipped_disabled_and_unreadable_count_as_failed(tmp_path):
    good, broken = tmp_path / "good.xml", tmp_path / "broken.xml"
    good.write_text('<testsuites><testsuite><testcase name="a"/><testcase name="b"><skipped/>'
                    '</testcase><testcase name="c" status="disabled"/></testsuite></testsuites>')
    broken.write_text("<testsuite>")
    assert counted(good, broken, tmp_path / "absent.xml") == "1 3"
