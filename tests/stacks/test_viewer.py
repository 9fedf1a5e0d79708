"""The viewer: the distribution's own answers, at an HTTPS address of this machine."""

import json
import socket
import ssl
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import psutil
import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from sandbox.emulator.certificate import Certificate, make_certificate
from sandbox.emulator.cloud import Cloud
from sandbox.emulator.processes import StartError
from sandbox.viewer import Viewer, ViewerConfig
from sandbox.viewer.proxy import request_headers, response_headers

DOMAIN = "d111111abcdef8.cloudfront.net"
CONFIG = ViewerConfig(
    domain=DOMAIN, upstream="", upstream_ca="", ca="", chain="", key="", https_port=8443, http_port=8080
)


class EchoHandler(BaseHTTPRequestHandler):
    """Stands for the local cloud: knows one distribution, and otherwise answers with what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/2020-05-31/distribution/"):
            config = "<Aliases><Quantity>1</Quantity><Items><CNAME>www.example.com</CNAME></Items></Aliases>"
            body = (
                '<?xml version="1.0"?><Distribution xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>E1</Id>'
                f"<DomainName>{DOMAIN}</DomainName><DistributionConfig>{config}</DistributionConfig></Distribution>"
            )
            return self._answer(200, body)
        if self.headers["X-Forwarded-Proto"] == "http":
            return self._answer(301, "", Location=f"https://{self.headers['Host']}{self.path}")
        return self._answer(404, json.dumps({"path": self.path, **dict(self.headers.items())}))

    do_HEAD = do_POST = do_GET  # noqa: N815 - the names that the base class looks up

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        return

    def _answer(self, status: int, body: str, **headers: str) -> None:
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body.encode())


@contextmanager
def local_cloud(folder: Path) -> Generator[Cloud]:
    certificate = make_certificate(folder / "cloud", ["127.0.0.1"])
    server = ThreadingHTTPServer(("127.0.0.1", 0), EchoHandler)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.chain, certificate.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"https://127.0.0.1:{server.server_port}"
    try:
        yield Cloud("123456789012", "us-east-1", address, "", "AKIA", "secret", str(certificate.ca))
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def serving(cloud: Cloud, folder: Path) -> Generator[Viewer]:
    viewer = Viewer(folder / "viewer", folder / "logs")
    viewer.serve(cloud, "E1")
    try:
        yield viewer
    finally:
        viewer.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("viewer")


@pytest.fixture(scope="module")
def upstream(folder: Path) -> Iterator[Cloud]:
    with local_cloud(folder) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def viewer(upstream: Cloud, folder: Path) -> Iterator[Viewer]:
    with serving(upstream, folder) as found:
        yield found


def ask(viewer: Viewer, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    trust = ssl.create_default_context(cafile=viewer.ca)
    return answer_of(HTTPSConnection("127.0.0.1", port_of(viewer.address), context=trust), method, path, headers)


def answer_of(
    connection: HTTPConnection, method: str, path: str, headers: dict[str, str]
) -> tuple[int, Message, bytes]:
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def test_a_request_reaches_the_distribution_as_it_came_and_as_one_over_tls(viewer: Viewer) -> None:
    status, _, body = ask(viewer, "/a%20b/%2e?x=%2F&y", **{"X-Forwarded-Proto": "http", "X-Own": "1"})
    seen = json.loads(body)
    assert status == 404
    assert seen["path"] == "/a%20b/%2e?x=%2F&y"
    assert (seen["Host"], seen["X-Forwarded-Proto"], seen["X-Own"]) == (DOMAIN, "https", "1")
    assert "User-Agent" not in seen


def test_the_distribution_decides_about_the_method(viewer: Viewer) -> None:
    assert ask(viewer, "/", "POST")[0] == 404
    status, headers, body = ask(viewer, "/", "HEAD")
    assert (status, body) == (404, b"")
    assert int(headers["Content-Length"]) > 0
    assert "Server" not in headers


def test_plain_http_is_sent_on_to_the_https_address(viewer: Viewer) -> None:
    plain = HTTPConnection("127.0.0.1", port_of(viewer.http_address))
    status, headers, _ = answer_of(plain, "GET", "/docs/?a=b", {})
    assert status == 301
    assert headers["Location"] == f"{viewer.address}/docs/?a=b"


def test_only_loopback_listens(viewer: Viewer, folder: Path) -> None:
    process = psutil.Process(json.loads((folder / "viewer" / "process.json").read_text())["pid"])
    listening = {found.laddr for found in process.net_connections("tcp") if found.status == psutil.CONN_LISTEN}
    assert listening == {("127.0.0.1", port_of(address)) for address in (viewer.address, viewer.http_address)}


def test_the_certificate_covers_the_aliases_too_and_its_key_is_private(viewer: Viewer, folder: Path) -> None:
    trust = ssl.create_default_context(cafile=viewer.ca)
    for host in ("www.example.com", "localhost"):
        with socket.create_connection(("127.0.0.1", port_of(viewer.address))) as plain:
            trust.wrap_socket(plain, server_hostname=host).close()
    assert Certificate(folder / "viewer").key.stat().st_mode & 0o777 == 0o600


def test_serving_the_same_again_keeps_the_process(viewer: Viewer, upstream: Cloud, folder: Path) -> None:
    before = (folder / "viewer" / "process.json").read_text()
    viewer.serve(upstream, "E1")
    assert (folder / "viewer" / "process.json").read_text() == before


def test_address_and_authority_stay_from_one_process_to_the_next(upstream: Cloud, tmp_path: Path) -> None:
    with serving(upstream, tmp_path) as viewer:
        before = viewer.address, viewer.http_address, viewer.ca.read_bytes()
    with serving(upstream, tmp_path) as viewer:
        assert (viewer.address, viewer.http_address, viewer.ca.read_bytes()) == before


def test_a_cloud_that_is_gone_is_said(tmp_path: Path) -> None:
    with ExitStack() as cloud:
        viewer = Viewer(tmp_path, tmp_path)
        viewer.serve(cloud.enter_context(local_cloud(tmp_path)), "E1")
    try:
        status, _, body = ask(viewer, "/")
    finally:
        viewer.stop()
    assert status == 502
    assert b"Is the sandbox up?" in body


def test_there_is_no_address_before_anything_is_served(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="no site is served yet"):
        _ = Viewer(tmp_path, tmp_path).address


def test_a_certificate_is_kept_for_the_same_hosts_and_made_anew_for_others(tmp_path: Path) -> None:
    first = make_certificate(tmp_path, ["localhost", "127.0.0.1"]).chain.read_bytes()
    assert make_certificate(tmp_path, ["127.0.0.1", "localhost"]).chain.read_bytes() == first
    assert make_certificate(tmp_path, ["localhost", "example.com"]).chain.read_bytes() != first


def test_headers_of_one_hop_go_no_further() -> None:
    received = CIMultiDictProxy(
        CIMultiDict({"Connection": "keep-alive, X-Hop", "X-Hop": "1", "Transfer-Encoding": "chunked", "Accept": "*/*"})
    )
    sent = request_headers(received, DOMAIN, "https")
    assert dict(sent) == {"Accept": "*/*", "Host": DOMAIN, "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (f"https://{DOMAIN}/docs/?a=%20", "https://127.0.0.1:8443/docs/?a=%20"),
        (f"http://{DOMAIN}/", "https://127.0.0.1:8443/"),
        ("/docs/", "/docs/"),
        ("https://example.com/", "https://example.com/"),
    ],
)
def test_only_a_redirect_to_the_distribution_is_rewritten(location: str, expected: str) -> None:
    received = CIMultiDictProxy(CIMultiDict({"Location": location}))
    assert response_headers(received, CONFIG)["Location"] == expected
