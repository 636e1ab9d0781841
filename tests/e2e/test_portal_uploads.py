"""A supplier's upload in the portal that is slow, or breaks off: taken whole or not at all."""

import hashlib
import re
import socket
import time
from urllib.parse import urlsplit

import pytest

from ways_in import Doors, cleaning

BOUNDARY = "----uploads"
ASKED_SECONDS = 4  # longer than the connector takes to ask for what waits
PIECES, PAUSE_SECONDS = 5, 1  # Odoo's workers hang up after 2 seconds of silence
KEPT = "SELECT id, size FROM quittance_file WHERE sha256 = '{}'"


@pytest.fixture(name="serving", autouse=True)
def _serving(company, tmp_path):
    """A connector that would take whatever is there, and a profile to read it by."""
    seed = company.folder / "seed.csv"
    seed.write_bytes(cleaning(("2026-09-01", "P-1", "S-1", "1", "30.00")))
    company.connector("import", seed, "--supplier", "SUP", "--profile", "cleaning")
    with Doors(company.sandbox, company.sandbox.database, tmp_path) as doors:
        yield doors


@pytest.fixture(name="content")
def _content(request):
    """Some hundred rows, others for each test."""
    day = sum(map(ord, request.node.name)) % 28 + 1
    return cleaning(*((f"2026-12-{day:02d}", "P-1", f"S-{request.node.name}", str(number), "1.00")
                      for number in range(1, 300)))


def form(browser, content):
    """The body of the page's form, in bytes."""
    _status, page = browser.page("/my/service-files")
    token = re.search(r'name="csrf_token" value="(\w+)"', page)[1]
    fields = "".join(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                     for name, value in (("csrf_token", token), ("answer", "json")))
    file = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="slow.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n")
    return (fields + file).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def begun(browser, body, how):
    """A connection over which half of the form has gone, said to be of that length."""
    place = urlsplit(browser.url)
    connection = socket.create_connection((place.hostname, place.port), timeout=60)
    session = "; ".join(f"{name}={value}" for name, value in browser.cookies().items())
    connection.sendall(
        (f"POST /my/service-files/send HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {session}\r\n"
         f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n{how}\r\n"
         "Connection: close\r\n\r\n").encode())
    size = f"{len(body):x}\r\n".encode() if how.endswith("chunked") else b""
    connection.sendall(size + body[:len(body) // 2])
    return connection


def answer_of(connection):
    answer = b""
    while piece := connection.recv(65536):
        answer += piece
    connection.close()
    return answer.decode(errors="replace")


def kept(company, content):
    """[(id, size)] of what Odoo has of the bytes, or of their half."""
    halves = [content[:cut] for cut in (len(content), len(content) // 2)]
    found = [company.sandbox.sql(KEPT.format(hashlib.sha256(half).hexdigest())) for half in halves]
    return [row for rows in found for row in rows]


def names(company):
    return company.sandbox.sql("SELECT count(*) FROM quittance_file WHERE name = 'slow.csv'")


def test_a_slow_upload_is_taken_whole(company, serving, content):
    browser = company.browser_of("supplier")
    body = form(browser, content)
    before = names(company)
    connection = begun(browser, body, f"Content-Length: {len(body)}")
    rest = body[len(body) // 2:]
    for piece in range(PIECES):
        time.sleep(PAUSE_SECONDS)
        assert names(company) == before, "nothing of it is there yet"
        connection.sendall(rest[piece * len(rest) // PIECES:(piece + 1) * len(rest) // PIECES])
    assert '"taken": true' in answer_of(connection)
    (_number, size), = kept(company, content)
    assert int(size) == len(content)
    serving.until(lambda: serving.lines(content) == [(299, "portal")], "all of it is read")


@pytest.mark.parametrize("length", ["whole", "half", "chunked"])
def test_an_upload_that_breaks_off_is_no_file(company, content, length):
    """Also where what stands before Odoo says that half of the form is all of it."""
    browser = company.browser_of("supplier")
    body = form(browser, content)
    before = names(company)
    how = {"whole": f"Content-Length: {len(body)}", "half": f"Content-Length: {len(body) // 2}",
           "chunked": "Transfer-Encoding: chunked"}[length]
    connection = begun(browser, body, how)
    connection.shutdown(socket.SHUT_WR)
    answer = answer_of(connection)
    assert '"taken": true' not in answer, answer[-500:]
    time.sleep(ASKED_SECONDS)
    assert names(company) == before and kept(company, content) == []
