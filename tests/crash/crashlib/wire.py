"""The way between a connector and Odoo, on which calls are lost and doubled."""

import contextlib
import http.client
import http.server
import random
import threading
import urllib.parse

SECONDS = 120


class Wire:
    """A proxy on a loopback port. `harm(p, seed)`: so often a call is lost or doubled."""

    def __init__(self, target):
        self.target = urllib.parse.urlsplit(target).netloc
        self.probability, self.chance = 0, random.Random(0)  # noqa: S311 - repeatable
        self.lock = threading.Lock()
        self.harmed = 0
        handler = type("Handler", (_Handler,), {"wire": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def start(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def harm(self, probability, seed):
        with self.lock:
            self.probability, self.chance = probability, random.Random(seed)  # noqa: S311

    def drawn(self):
        """What becomes of the next call: '', lose_request, lose_reply, twice or at_once."""
        with self.lock:
            if self.chance.random() >= self.probability:
                return ""
            self.harmed += 1
            return self.chance.choice(("lose_request", "lose_reply", "twice", "at_once", "at_once"))

    def forward(self, path, body, headers):
        """(status, headers, body) of Odoo's answer."""
        connection = http.client.HTTPConnection(self.target, timeout=SECONDS)
        with contextlib.closing(connection):
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wire = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items()
                   if name.lower() not in ("host", "connection", "expect")}
        what = self.wire.drawn() if self.path.endswith("/object") else ""
        try:
            answer = self._play(what, body, headers)
        except (OSError, http.client.HTTPException):
            answer = None  # Odoo's worker died: so does this connection
        if answer is None:
            self.close_connection = True
        else:
            self._give(*answer)

    def _play(self, what, body, headers):
        call = (self.path, body, headers)
        if what == "lose_request":
            return None
        if what == "at_once":
            other = threading.Thread(target=self._quietly, args=call, daemon=True)
            other.start()
        if what == "twice":
            self._quietly(*call)
        answer = self.wire.forward(*call)
        return None if what == "lose_reply" else answer

    def _quietly(self, *call):
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.wire.forward(*call)

    def _give(self, status, headers, body):
        with contextlib.suppress(OSError):  # the connector may be dead
            self.send_response(status)
            for name, value in headers:
                if name.lower() in ("content-type", "set-cookie"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_details):
        """Says nothing."""
