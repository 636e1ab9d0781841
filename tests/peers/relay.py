"""A small forwarder between Odoo and a provider: it keeps what passed, and may rewrite it.

    with Relay(simulator.url) as relay:
        company.parameter("quittance_sandbox.simulator_url", relay.url)
        …
        relay.requests                          # what Odoo sent, as it sent it
        send(relay.requests[0], peer.url)       # the same bytes to somebody else
"""

import contextlib
import dataclasses
import http.client
import http.server
import threading
import urllib.parse

SECONDS = 60
HOP = {"host", "connection", "content-length", "accept-encoding", "transfer-encoding", "date",
       "server", "keep-alive"}


@dataclasses.dataclass
class Request:
    """One request as it came: `target` is path and query, `headers` without what is the hop's."""
    method: str
    target: str
    headers: dict
    body: bytes

    @property
    def path(self):
        return urllib.parse.urlsplit(self.target).path

    @property
    def form(self):
        """What it says: its query, or its body when there is none."""
        return urllib.parse.urlsplit(self.target).query or self.body.decode()


def send(request, url):
    """(status, headers, body) of this very request at another address."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=SECONDS)
    with contextlib.closing(connection):
        connection.request(request.method, request.target, request.body or None, request.headers)
        answer = connection.getresponse()
        return answer.status, _kept(answer.headers), answer.read()


def _kept(headers):
    return {name: value for name, value in headers.items() if name.lower() not in HOP}


class Relay:
    """Forwards to `target`; `outgoing(request)` may answer another request for it, and
    `incoming(request, body)` another body for its answer."""

    def __init__(self, target, outgoing=None, incoming=None):
        self.target, self.requests = target, []
        self._outgoing, self._incoming = outgoing, incoming
        self._lock = threading.Lock()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_details):
        self._server.shutdown()
        self._server.server_close()

    def _pass(self, request):
        with self._lock:
            self.requests.append(request)
        sent = self._outgoing(request) if self._outgoing else request
        status, headers, body = send(sent, self.target)
        return status, headers, self._incoming(request, body) if self._incoming else body

    def _handler(self):
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self._relay()

            def do_POST(self):
                self._relay()

            def _relay(self):
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                request = Request(self.command, self.path, _kept(self.headers), body)
                try:
                    status, headers, body = relay._pass(request)
                except (OSError, http.client.HTTPException):
                    # What the provider did to us is done to Odoo: no answer.
                    self.close_connection = True
                    return
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        return Handler
