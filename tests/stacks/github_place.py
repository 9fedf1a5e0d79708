"""GitHub as `pulumi package add` and `pulumi new` meet it: one repository, behind a proxy on loopback.

The engine takes only names of hosts with a dot and without a port. So the tests name github.com, and hand the engine a
proxy that answers for it, with a certificate of an authority of its own.
https://git-scm.com/docs/http-protocol
"""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sandbox.emulator.certificate import Certificate, make_certificate
from sandbox.emulator.processes import LOOPBACK
from sandbox.home import REPOSITORY

PLACE = "github.com/example/secure-site"
"""The repository, as a user names it."""

_HOST = "github.com"
_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".hypothesis", ".*_cache", ".rollout", ".sandbox", ".uv", ".venv", "__pycache__"
)
_SERVICE = "git-upload-pack"
_FIRST_LINE = f"# service={_SERVICE}\n"


@contextmanager
def github(folder: Path, tag: str) -> Generator[Mapping[str, str]]:
    """This repository as it is now, with a tag and an owner, at PLACE until the end of the block.

    Returns the variables with which a program reaches it, and nothing else but loopback.
    """
    repository = folder / "secure-site"
    shutil.copytree(REPOSITORY, repository, ignore=_LEFT_OUT)
    program = repository / "template" / "Pulumi.yaml"
    program.write_text(program.read_text().replace("github.com/OWNER/", "github.com/example/"))
    for words in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        ("-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message=All"),
        ("tag", tag),
    ):
        subprocess.run(["git", "-C", repository, *words], check=True)
    certificate = make_certificate(folder / "certificate", [_HOST])
    server = ThreadingHTTPServer((LOOPBACK, 0), _proxy(_context(certificate), _forge(repository)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    proxy = f"http://{LOOPBACK}:{server.server_port}"
    try:
        yield {"HTTPS_PROXY": proxy, "NO_PROXY": f"{LOOPBACK},localhost", "SSL_CERT_FILE": str(certificate.ca)}
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Prints nothing: the tests' output is for failures."""


def _proxy(context: ssl.SSLContext, forge: type[BaseHTTPRequestHandler]) -> type[BaseHTTPRequestHandler]:
    class Proxy(_Quiet):
        def do_CONNECT(self) -> None:
            if self.path != f"{_HOST}:443":
                self.send_error(502)
                return
            self.send_response(200)
            self.end_headers()
            with context.wrap_socket(self.connection, server_side=True) as connection:
                forge(connection, self.client_address, self.server)
            self.close_connection = True

    return Proxy


def _forge(repository: Path) -> type[BaseHTTPRequestHandler]:
    class Forge(_Quiet):
        def do_GET(self) -> None:
            if not self.path.endswith(f"/info/refs?service={_SERVICE}"):
                self.send_error(404)
                return
            first = f"{len(_FIRST_LINE) + 4:04x}{_FIRST_LINE}0000".encode()
            self._answer("advertisement", first + _upload_pack(repository, b"", "--advertise-refs"))

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer("result", _upload_pack(repository, asked))

        def _answer(self, kind: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"application/x-{_SERVICE}-{kind}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Forge


def _upload_pack(repository: Path, asked: bytes, *options: str) -> bytes:
    command = ["git", "upload-pack", "--stateless-rpc", *options, str(repository)]
    return subprocess.run(command, input=asked, capture_output=True, check=True).stdout
