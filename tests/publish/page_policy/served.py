"""Pages served over TLS to Chromium, which reports what their policy blocks."""

import json
import ssl
import threading
import time
from collections.abc import Generator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import trustme

from tests.stacks.browser import Browser, chromium

_SETTLES_SECONDS = 0.05
"""What Chromium blocks, it reports at once; a manifest is asked for a moment after the page is loaded."""
_PATIENCE_SECONDS = 10
"""Time for what is expected to be reported, on a busy machine."""
_MARK = "VIOLATION "
_REPORTER = f"""
document.addEventListener('securitypolicyviolation', (event) => {{
  console.info({_MARK!r} + JSON.stringify([event.effectiveDirective, event.blockedURI]));
}});
"""
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8"}


@dataclass
class Served:
    """A server whose answers a test sets, and a browser on it."""

    browser: Browser
    address: str
    files: dict[str, bytes]
    policies: dict[str, str] = field(default_factory=dict[str, str])

    def violations(
        self, key: str, policy: str, actions: str = "", expected: Set[tuple[str, str]] = frozenset()
    ) -> set[tuple[str, str]]:
        """(directive, blocked origin or "inline") of what the browser blocks on a page.

        actions: JavaScript that is run after the page is loaded.
        expected: what is waited for. Default: nothing, a moment has to do.
        """
        self.policies[key] = policy
        self.browser.open(f"{self.address}/{key}")
        self.browser.driver.execute_script(actions)
        found: set[tuple[str, str]] = set()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            time.sleep(_SETTLES_SECONDS)
            texts = [message.partition(_MARK)[2] for message in self.browser.console() if _MARK in message]
            found |= {_violation(*json.loads(json.loads(f'"{text.removesuffix(chr(34))}"'))) for text in texts}
            if found >= expected or time.monotonic() > deadline:
                return found


def _violation(directive: str, blocked: str) -> tuple[str, str]:
    parts = urlsplit(blocked)
    return directive, f"{parts.scheme}://{parts.netloc}" if parts.netloc else (blocked.partition(":")[0] or "data")


@contextmanager
def served(folder: Path, files: Mapping[str, bytes]) -> Generator[Served]:
    """Serves files with the policies that are set later. Skips the test where Chromium is not installed."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    chain = folder / "chain.pem"
    chain.write_bytes(b"".join(part.bytes() for part in certificate.cert_chain_pems))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = folder / "key.pem"
    key.write_bytes(certificate.private_key_pem.bytes())
    context.load_cert_chain(chain, key)
    content, policies = dict(files), dict[str, str]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            key = urlsplit(self.path).path.lstrip("/")
            self.send_response(200 if key in content else 404)
            self.send_header("Content-Type", _TYPES.get(Path(key).suffix, "application/octet-stream"))
            if key in policies:
                self.send_header("Content-Security-Policy", policies[key])
            self.end_headers()
            self.wfile.write(content.get(key, b""))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with chromium(chain) as browser:
            browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _REPORTER})
            yield Served(browser, f"https://127.0.0.1:{server.server_port}", content, policies)
    finally:
        server.shutdown()
        server.server_close()
