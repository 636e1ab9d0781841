"""Each file that suppliers send (PA-01 … PA-26), read by the real program as it should be."""

import pytest

import supplier_files as files

CASES = [one for one in files.cases() if one[2].get("made") != "many_lines"]


@pytest.mark.parametrize(("pa", "name", "case"), CASES,
                         ids=[f"{pa}-{name}" for pa, name, _case in CASES])
def test_reading(pa, name, case, tmp_path):
    path = files.file_of(pa, case, tmp_path)
    lines, report = files.check(path, files.profile_of(pa, case), "--lines")
    told = files.differences(case, lines, report)
    assert not told, f"{pa} {name}:\n" + "\n".join(told)


def test_fixtures_are_as_their_generator_makes_them():
    changed = [name for name, content in files.make.fixtures().items()
               if (files.SUPPLIERS / name).read_bytes() != content]
    assert not changed
