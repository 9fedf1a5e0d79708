"""What a publish survives of a failing network, and what it says when it is refused."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session

from publish.cloud.multipart import PART_BYTES
from tests.publish.faults import answer
from tests.publish.published_site import PublishedSite, small_site
from tests.publish.soundness import assert_is

Capture = pytest.CaptureFixture[str]


def fail_often(share: float) -> Callable[[str, Any], AWSResponse | None]:
    """Answers a share of the requests with what an overloaded service answers."""
    chance = random.Random(20)

    def before_send(operation: str, request: Any) -> AWSResponse | None:
        if chance.random() >= share:
            return None
        status, code = chance.choice([(500, "InternalError"), (503, "SlowDown")])
        body = f"<Error><Code>{code}</Code><Message>try again</Message></Error>".encode()
        return answer(request.url, status, body)

    return before_send


def test_a_fifth_of_all_calls_may_fail(published: PublishedSite, capsys: Capture) -> None:
    site = {**small_site(1), **{f"more/{number}.txt": str(number) for number in range(30)}}
    published.write(site)
    run = published.deploy(capsys, before_send=fail_often(0.2))
    assert run.code == 0, run.err
    assert len(published.requests) > 1.1 * len(site)
    assert_is(published, site)


def test_an_answer_that_was_lost_does_not_pass_for_a_rival(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    stolen: list[str] = []

    def lose_answer(operation: str, request: Any) -> AWSResponse | None:
        if operation != "PutObject" or ".releases" not in request.url or stolen:
            return None
        stolen.append(request.url)
        URLLib3Session(published.cloud.ca).send(request)  # pyright: ignore[reportArgumentType] - takes a path as well
        request.reset_stream()
        return answer(request.url, 500, b"<Error><Code>InternalError</Code></Error>")

    run = published.deploy(capsys, before_send=lose_answer)
    assert (run.code, len(stolen)) == (0, 1)
    assert (run.json["changed"], run.json["uploaded"]) == (True, len(small_site(1)))
    assert [manifest["release"]["number"] for manifest in published.manifests()] == [1]


@pytest.mark.parametrize(
    ("action", "resource"),
    [("s3:PutObject", "/index.html"), ("s3:ListBucket", ""), ("cloudfront:CreateInvalidation", None)],
)
def test_a_denied_call_is_named_with_what_it_was_for(
    published: PublishedSite, capsys: Capture, action: str, resource: str | None
) -> None:
    published.deny(action)
    published.write({"index.html": "page"})
    run = published.deploy(capsys)
    where = published.distribution if resource is None else f"{published.bucket}{resource}"
    assert run.code == 1
    assert f"{action} on " in run.err
    assert f"{where} is denied" in run.err
    assert run.json["error"] in run.err


def test_a_large_file_that_is_denied_is_named_like_a_small_one(published: PublishedSite, capsys: Capture) -> None:
    published.deny("s3:PutObject")
    published.write({"index.html": "page", "film.mp4": bytes(PART_BYTES + 1)})
    run = published.deploy(capsys)
    assert run.code == 1
    assert f"s3:PutObject on arn:aws:s3:::{published.bucket}/film.mp4 is denied" in run.err
