"""Every file is written anew, so that the bucket's present encryption is that of every file."""

import re
from typing import Any

import pytest

from tests.publish.published_site import PublishedSite, small_site
from tests.publish.soundness import assert_is, assert_sound

Capture = pytest.CaptureFixture[str]


def encrypt(published: PublishedSite, algorithm: str) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}
    published.s3.put_bucket_encryption(Bucket=published.bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})


def algorithms(published: PublishedSite) -> dict[str, str]:
    return {key: published.head(key).get("ServerSideEncryption", "") for key in published.current_keys()}


def rewrite(published: PublishedSite, capsys: Capture, **faults: Any) -> Any:
    return published.run(capsys, "rewrite", *published.where, "--no-verify", **faults)


def test_publishing_again_leaves_files_as_they_were_encrypted_and_a_rewrite_does_not(
    published: PublishedSite, capsys: Capture
) -> None:
    encrypt(published, "aws:kms")
    published.write(small_site(1))
    assert published.deploy(capsys).code == 0
    assert set(algorithms(published).values()) == {"aws:kms"}
    before = {key: published.head(key) for key in published.current_keys()}
    encrypt(published, "AES256")
    assert published.deploy(capsys).json["changed"] is False
    run = rewrite(published, capsys)
    assert run.code == 0, run.err
    assert algorithms(published) == dict.fromkeys(before, "AES256")
    after = {key: published.head(key) for key in published.current_keys()}
    for header in ("ContentType", "CacheControl", "Metadata"):
        assert {key: found[header] for key, found in after.items()} == {
            key: found[header] for key, found in before.items()
        }
    assert "their key is needed until" in run.out
    assert_is(published, small_site(1))
    assert_sound(published)
    assert published.deploy(capsys).json["changed"] is False


def test_without_a_release_there_is_nothing_to_rewrite(published: PublishedSite, capsys: Capture) -> None:
    run = rewrite(published, capsys)
    assert run.code == 1
    assert "the bucket holds no release" in run.err


def test_a_release_that_is_made_meanwhile_is_the_one_that_is_rewritten(
    published: PublishedSite, capsys: Capture
) -> None:
    published.write(small_site(1))
    assert published.deploy(capsys).code == 0
    rival = published.beside("rival")
    rival.write(small_site(9))
    tried: list[str] = []

    def let_the_rival_finish(operation: str, request: Any) -> None:
        if operation == "PutObject" and re.search(r"\.releases/site/00000002", request.url):
            tried.append(request.url)
            process = rival.start()
            output, _ = process.communicate()
            assert process.returncode == 0, output

    run = rewrite(published, capsys, before_send=let_the_rival_finish)
    assert run.code == 0, run.err
    assert len(tried) == 1
    assert_is(published, small_site(9))
    assert_sound(published)
