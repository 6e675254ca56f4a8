"""A page that is served to this machine alone, and told to its readers again whenever it changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

#: Nobody but programs on this machine gets an answer.
HOST: Final = "127.0.0.1"

#: Seconds that a question for news waits at most, so that no connection stays for good.
_WAIT: Final = 20.0

#: Nothing is kept, taken for what it is not, or shown or read within a page of another address.
_ALONE: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


class Served(ThreadingHTTPServer):
    """Serves what stands now: the frame at ``/``, the page within it at ``/page``, and the news of it at ``/news``.

    Args:
        frame: the outer page, which asks for news and shows the inner one.
        port: 0 for any that is free.

    Raises:
        OSError: when the port is taken.
    """

    daemon_threads = True

    def __init__(self, frame: str, port: int = 0):
        super().__init__((HOST, port), _Handler)
        self.frame = frame
        self._changed = threading.Condition()
        self._page, self._version = "", 0
        self._news: dict[str, Any] = {}

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self.server_port}/"

    def tell(self, *, page: str | None = None, busy: bool = False, problem: str = "") -> None:
        """Puts a new page in the place of the old one, or only says what is going on.

        Args:
            page: the page; None where the old one stays.
            busy: whether another is being made.
            problem: why there is none; empty where there is.
        """
        with self._changed:
            self._page = self._page if page is None else page
            self._version += page is not None
            self._news = {"version": self._version, "busy": busy, "problem": problem}
            self._changed.notify_all()

    def page(self) -> str:
        """The page as it stands."""
        return self._page

    def news(self, known: str) -> Mapping[str, Any]:
        """What is going on, as soon as it is other than what the reader knows, or after a while."""
        with self._changed:
            self._changed.wait_for(lambda: json.dumps(self._news) != known, _WAIT)
            return self._news

    def handle_error(self, *_: object) -> None:
        """A reader who has gone is no fault."""


class _Handler(BaseHTTPRequestHandler):
    server: Served
    server_version, sys_version = "redline", ""

    def do_GET(self) -> None:
        """Answers a reader of this machine; a page of another address that asks in its name is refused."""
        asked = urlsplit(self.path)
        if self.headers.get("Host") not in (
            f"{HOST}:{self.server.server_port}",
            f"localhost:{self.server.server_port}",
        ):
            self.send_error(403)
        elif asked.path == "/":
            self._send("text/html; charset=utf-8", self.server.frame)
        elif asked.path == "/page":
            self._send("text/html; charset=utf-8", self.server.page())
        elif asked.path == "/news":
            news = self.server.news(parse_qs(asked.query).get("known", [""])[0])
            self._send("application/json", json.dumps(news))
        else:
            self.send_error(404)

    def _send(self, kind: str, text: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in _ALONE.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """The terminal is for what happens to the file."""
