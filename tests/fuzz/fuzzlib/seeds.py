"""Inputs to begin with: the fixtures, and the shared files of real programs where they are."""

import hashlib
import json
import os
import re
import shutil
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
REPO = HERE.parents[1]
FIXTURES = REPO / "tests" / "fixtures"
CORPUS = Path(os.environ.get("QUITTANCE_CORPUS", REPO.parent / "shared" / "data"))
SHARED = [CORPUS / name for name in ("csv", "xlsx")]
SIZE_MAX = 64 << 10
COUNT_MAX = 400  # of one target: reading them takes time from finding others
FORM = ("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
        "Content-Type: text/csv\r\n\r\na;b\r\n1;2\r\n--b\r\n"
        "Content-Disposition: form-data; name=\"period\"\r\n\r\n2026-10\r\n--b--\r\n")
ANSWER = ("<?xml version='1.0'?>\n<methodResponse>{}</methodResponse>\n")
VALUE = ("<params><param><value><struct><member><name>a</name><value><array><data>"
         "<value><int>1</int></value><value><string>x&amp;y</string></value><value><boolean>1"
         "</boolean></value><value><nil/></value></data></array></value></member></struct>"
         "</value></param></params>")
FAULT = ("<fault><value><struct><member><name>faultCode</name><value><int>2</int></value></member>"
         "<member><name>faultString</name><value><string>No</string></value></member></struct>"
         "</value></fault>")


def absent():
    """A sentence for each folder of shared files that is not here."""
    return [f"absent: {folder} is not here: its files are no seeds." for folder in SHARED
            if not folder.is_dir()]


def written(target, folder):
    """The target's seeds in a fresh folder, each named by its content."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, seed in enumerate(_of(target)):
        if number >= COUNT_MAX:
            break
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    return folder


def _of(target):
    special = {"form": _forms, "answer": _answers, "profile": _profiles, "xlsx": _xlsx,
               "ods": lambda: _parts(r"content\.xml$"), "xml": lambda: _parts(r"\.xml$"),
               "workbook": lambda: _files(r"\.(xlsx|xlsm|ods|xls)$"),
               "json_records": lambda: _files(r"\.json$"), "periods": _names,
               "cards": _fields, "mask": _fields, "dates": _fields, "numbers": _fields, "frames": list}
    return special.get(target, _texts)()


def _files(form):
    for folder in (FIXTURES, *SHARED):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and re.search(form, path.name) and path.stat().st_size <= SIZE_MAX:
                yield path.read_bytes()


def _texts():
    return _files(r"\.(csv|txt|tsv|json)$")


def _fields():
    seen = set()
    for text in _files(r"\.(csv|txt)$"):
        for value in re.split(rb"[;,\t|\r\n\"]+", text[:4000]):
            if re.search(rb"\d", value) and len(value) <= 64 and value not in seen:
                seen.add(value)
                yield value + b"\0"


def _names():
    for path in sorted(FIXTURES.rglob("*")):
        yield path.name.encode()
    yield from (b"2026-10", b"2026-10-31", b"services_202610.csv", b"2026_10")


def _profiles():
    for text in _files(r"\.toml$"):
        for choice in range(5):
            yield json.dumps(tomllib.loads(text.decode())).encode() + bytes([choice])


def _forms():
    return [FORM.encode() + bytes([kind]) for kind in (0, 1)]


def _answers():
    return [ANSWER.format(inside).encode() for inside in (VALUE, FAULT)]


def _archives():
    for folder in (FIXTURES, *SHARED):
        for path in sorted(folder.rglob("*")):
            if re.search(r"\.(xlsx|xlsm|ods)$", path.name) and zipfile.is_zipfile(path):
                yield path


def _part(archive, name):
    try:
        part = archive.read(name)
    except (KeyError, RuntimeError, zipfile.BadZipFile):
        return b""
    return part if len(part) <= SIZE_MAX else b""


def _parts(form):
    for path in _archives():
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if re.search(form, name) and (part := _part(archive, name)):
                    yield part


def _xlsx():
    for path in _archives():
        with zipfile.ZipFile(path) as archive:
            parts = [_part(archive, f"xl/{name}.xml") for name in
                     ("worksheets/sheet1", "sharedStrings", "styles")]
            if parts[0]:
                yield b"\n%%\n".join(parts)
