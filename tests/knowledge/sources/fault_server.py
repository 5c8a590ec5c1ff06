"""A server on this machine that stalls, cuts, lies and redirects, so that fetching can be tested without a network."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WHOLE = b'{"whole": true}'


@dataclass
class FaultServer:
    """What each path answers; ``asked`` holds the paths in their order, ``headers`` those of the last request."""

    address: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    posted: list[bytes] = field(default_factory=list)


def _handler(state: FaultServer, stop: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Stay silent."""

        def _send(self, body: bytes, status: int = 200, length: int | None = None, kind: str = "text/plain") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def _redirect(self, where: str) -> None:
            self.send_response(302)
            self.send_header("Location", where)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            state.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            state.asked.append(self.path)
            state.headers = dict(self.headers)
            if path in state.bodies:
                self._send(state.bodies[path])
                return
            match path:
                case "/whole":
                    self._send(WHOLE)
                case "/stall":
                    stop.wait(5)
                case "/stall-inside":
                    self._send(WHOLE[:4], length=len(WHOLE))
                    stop.wait(5)
                case "/drip":
                    self.send_response(200)
                    self.send_header("Content-Length", "40000")
                    self.end_headers()
                    end = time.monotonic() + 5
                    while time.monotonic() < end and not stop.wait(0.02):
                        self.wfile.write(b"x")
                        self.wfile.flush()
                case "/cut":
                    self._send(WHOLE[:7], length=len(WHOLE))
                    self.close_connection = True
                case "/chunk-cut":
                    self.send_response(200)
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    self.wfile.write(b"f\r\n" + WHOLE[:7])
                    self.close_connection = True
                case "/huge":
                    self._send(b"x", length=10**12)
                    self.close_connection = True
                case "/huge-unsaid":
                    self.send_response(200)
                    self.send_header("Connection", "close")
                    self.end_headers()
                    for _ in range(1000):
                        self.wfile.write(b"x" * 1000)
                    self.close_connection = True
                case "/page":
                    self._send(b"<!DOCTYPE html><title>sign in</title>", kind="text/html; charset=utf-8")
                case "/page-unsaid":
                    self._send(b"\n <html><body>maintenance</body></html>", kind="text/plain")
                case "/empty":
                    self._send(b"")
                case "/busy":
                    self._send(b"busy", status=503)
                case "/once-busy":
                    self._send(
                        WHOLE if state.asked.count("/once-busy") > 1 else b"",
                        200 if state.asked.count("/once-busy") > 1 else 503,
                    )
                case "/refused":
                    self._send(b"no", status=401)
                case "/gone":
                    self._send(b"no", status=404)
                case "/elsewhere":
                    self._redirect("http://example.org/whole")
                case "/round":
                    self._redirect("/round")
                case "/moved":
                    self._redirect("/whole")
                case _:
                    self._send(b"no", status=404)

    return Handler


@contextmanager
def serving() -> Iterator[FaultServer]:
    """Run the server on a free port of this machine until the block ends."""
    state, stop = FaultServer(), threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state, stop))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
