"""What a source says about itself."""

import pulumi
import pytest

from components.pipeline.source import ConnectionSource, OAuthSource
from tests.mock_cloud import Cloud


def test_a_connection_is_made_by_the_stack_unless_one_is_named() -> None:
    assert ConnectionSource("example/site", "main").connection_arn is None


def test_a_source_cannot_be_changed_after_it_was_judged() -> None:
    source = ConnectionSource("example/site", "main")
    with pytest.raises(AttributeError):
        source.branch = "other"  # pyright: ignore[reportAttributeAccessIssue]


def test_printing_a_source_shows_no_secret(cloud: Cloud) -> None:
    token, webhook_secret = (pulumi.Output.secret(text) for text in ("ghp_token", "signature"))
    source = cloud.run(lambda: OAuthSource("example/site", "main", token, webhook_secret))
    assert "ghp_token" not in repr(source)
    assert "signature" not in repr(source)
