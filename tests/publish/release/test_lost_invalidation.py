"""An invalidation that did not take place is made up for, whatever the next release changes."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from publish.cloud import distribution
from tests.publish.faults import answer
from tests.publish.published_site import Killed, PublishedSite

Capture = pytest.CaptureFixture[str]

_TOO_MANY = b"<ErrorResponse><Error><Code>TooManyInvalidationsInProgress</Code></Error></ErrorResponse>"


def die(operation: str, request: Any) -> None:
    if operation == "CreateInvalidation":
        raise Killed


def refuse(times: int) -> Callable[[str, Any], AWSResponse | None]:
    """The first invalidations are refused because too many are in progress."""
    refused: list[str] = []

    def before_send(operation: str, request: Any) -> AWSResponse | None:
        if operation != "CreateInvalidation" or len(refused) >= times:
            return None
        refused.append(operation)
        return answer(request.url, 400, _TOO_MANY)

    return before_send


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between two tries, in seconds, which take no time here."""
    pauses: list[float] = []
    clock = type("Clock", (), {"monotonic": staticmethod(lambda: sum(pauses)), "sleep": staticmethod(pauses.append)})
    monkeypatch.setattr(distribution, "time", clock)
    return pauses


def test_a_later_release_invalidates_what_a_killed_one_did_not(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": "1", "style.css": "1"})
    published.deploy(capsys)
    for version in ("2", "3"):
        published.write({"index.html": version, "style.css": "2"})
        with pytest.raises(Killed):
            published.deploy(capsys, before_send=die)
    published.write({"index.html": "4", "style.css": "2"})
    assert published.deploy(capsys).code == 0
    assert {"/", "/index.html", "/style.css"} <= set(published.invalidations()[-1])
    assert len(published.invalidations()) == 2


def test_a_release_whose_invalidation_took_place_is_not_invalidated_again(
    published: PublishedSite, capsys: Capture
) -> None:
    published.write({"index.html": "1", "style.css": "1"})
    published.deploy(capsys)
    for version in ("2", "3"):
        published.write({"index.html": version, "style.css": "2"})
        published.deploy(capsys)
    assert published.invalidations()[-1] == ["/", "/index", "/index.html"]


def test_too_many_invalidations_are_waited_for(published: PublishedSite, capsys: Capture, slept: list[float]) -> None:
    published.write({"index.html": "1"})
    run = published.deploy(capsys, before_send=refuse(3))
    assert run.code == 0, run.err
    assert (slept, len(published.invalidations())) == ([1.0, 2.0, 4.0], 1)


def test_the_wait_for_other_invalidations_ends_and_the_next_run_makes_up_for_it(
    published: PublishedSite, capsys: Capture, slept: list[float]
) -> None:
    published.write({"index.html": "1"})
    run = published.deploy(capsys, "--verify-seconds", "60", before_send=refuse(1000))
    assert run.code == 1
    assert "cloudfront:CreateInvalidation" in run.err
    assert "TooManyInvalidationsInProgress" in run.err
    assert 40 <= sum(slept) <= 60
    assert published.deploy(capsys).json["invalidated"] == ["/*"]
