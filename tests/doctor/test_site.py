"""The doctor looks at a site as a viewer does: its status, its headers, and a page that does not exist."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from doctor.checks.site import CHECKS
from doctor.deployed import Deployed
from doctor.model import CheckResult
from doctor.reader import Account
from doctor.reads import READS
from publish.check.verify import REQUIRED_HEADERS
from tests.aws_answers import Answers
from tests.doctor.sound_stack import SOUND, STACK

HEADERS: Mapping[str, str] = dict.fromkeys(REQUIRED_HEADERS, "as it should be")


@contextmanager
def served(front: int = 200, missing: int = 404, headers: Mapping[str, str] = HEADERS) -> Generator[str]:
    """The address of a site that answers like this."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(front if self.path == "/" else missing)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Prints nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def looked_at(address: str) -> CheckResult:
    stack = Deployed(Account(READS, "eu-west-1", Answers(READS, SOUND)), STACK, address)
    return next(check for check in CHECKS if check.name == "site").run(stack)


def test_a_site_with_its_headers_passes() -> None:
    with served() as address:
        assert looked_at(f"{address}/").status == "pass"


def test_a_name_that_leads_elsewhere_passes() -> None:
    with served(front=301, headers={}) as address:
        assert looked_at(address).status == "pass"


def test_a_site_that_is_denied_or_has_a_page_for_everything_is_found() -> None:
    with served(front=403, missing=200) as address:
        found = looked_at(address)
    assert found.found == (
        f"{address}/ answers with status 403, expected 200; a missing page answers with status 200, expected 404"
    )


@pytest.mark.parametrize("name", REQUIRED_HEADERS)
def test_a_missing_header_is_named(name: str) -> None:
    with served(headers={one: value for one, value in HEADERS.items() if one != name}) as address:
        assert looked_at(address).found == f"{address}/ lacks {name}"


@pytest.mark.parametrize("name", ["x-amz-version-id", "x-amz-server-side-encryption-aws-kms-key-id"])
def test_a_header_of_the_bucket_is_named(name: str) -> None:
    with served(headers={**HEADERS, name: "arn"}) as address:
        assert looked_at(address).found == f"{address}/ shows {name} of the bucket"


def test_a_site_that_does_not_answer_is_found() -> None:
    with served() as address:
        pass
    found = looked_at(address)
    assert found.status == "fail"
    assert found.found.startswith(f"{address} does not answer: ")
