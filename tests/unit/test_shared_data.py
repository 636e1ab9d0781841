"""Tests of public files never pass empty without a word, and not at all where the files should be."""

import pytest
import shared_data


@pytest.fixture(name="root")
def _root(tmp_path, monkeypatch):
    monkeypatch.setattr(shared_data, "ROOT", tmp_path / "data")
    return tmp_path / "data"


def test_absent_data_is_said_and_named_in_the_tests_id(root):
    with pytest.warns(UserWarning, match=f"absent: {root} is not here.*nothing was compared"):
        found = shared_data.files("csv", "*.csv")
    assert found == [None]
    assert "ABSENT" in shared_data.name_of(*found)


@pytest.mark.parametrize("folder", ["csv", "none"])
def test_data_that_is_there_but_has_no_such_files_is_an_error(root, folder):
    (root / "csv").mkdir(parents=True)
    (root / "csv" / "a.txt").touch()
    with pytest.raises(FileNotFoundError, match=r"holds no \*\.csv or \*\.tsv"):
        shared_data.files(folder, "*.csv", "*.tsv")


def test_files_are_found_by_any_pattern_and_once(root):
    (root / "csv").mkdir(parents=True)
    for name in ("b.csv", "a.tsv", "c.txt"):
        (root / "csv" / name).touch()
    assert [shared_data.name_of(path) for path in shared_data.files("csv", "*.csv", "?.?sv")] == [
        "a.tsv", "b.csv"]
