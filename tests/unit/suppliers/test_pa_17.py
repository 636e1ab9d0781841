"""PA-17: a million lines are read and checked in little memory."""

import json
import subprocess

import supplier_files as files

MEMORY_MAX_MB = 64


def test_pa_17_a_million_lines(tmp_path):
    case, = (case for pa, _name, case in files.cases() if pa == "PA-17")
    path = tmp_path / "many.csv"
    files.make.many_lines(path, case["count"])
    # By way of a shell: a process begins with the memory peak of the one that it was forked from.
    done = subprocess.run(
        ["sh", "-c", '"$@"; exit "$?"', "sh", files.BINARY, "check", path, "--profile",
         files.profile_of("PA-17", case), "--json"],
        capture_output=True, check=True, timeout=files.CHECK_SECONDS)
    report = json.loads(done.stdout.splitlines()[-1])
    for name in ("headers", "amount"):
        assert report[name] == case[name]
    assert (report["lines"], report["unreadable"], report["codes"]) == (case["count"], 0, {})
    assert sum(report["peak"].values()) < MEMORY_MAX_MB, report["peak"]
