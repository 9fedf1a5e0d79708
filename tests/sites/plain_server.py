"""A plain web server for a built site, without any policy: what goes wrong here, the site itself causes."""

import mimetypes
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit


@contextmanager
def plain_server(site: Path) -> Generator[str]:
    """Serves a folder on a port of this machine, and yields the address."""
    root = site.resolve()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            found = self._find(path)
            if found is None and path.rpartition("/")[2] and (root / path.strip("/") / "index.html").is_file():
                return self._answer(302, None, Location=f"{urlsplit(self.path).path}/")
            if found is None:
                missing = root / "404.html"
                return self._answer(404, missing if missing.is_file() else None)
            return self._answer(200, found)

        do_HEAD = do_GET  # noqa: N815 - the name that the base class looks up

        def _find(self, path: str) -> Path | None:
            wanted = root / path.lstrip("/")
            tried = [wanted / "index.html"] if path.endswith("/") else [wanted, wanted.with_name(f"{wanted.name}.html")]
            return next((file for file in tried if file.is_file() and file.resolve().is_relative_to(root)), None)

        def _answer(self, status: int, file: Path | None, **headers: str) -> None:
            body = file.read_bytes() if file else b""
            self.send_response_only(status)
            if file:
                headers["Content-Type"] = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
