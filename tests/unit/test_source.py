"""What a source says about itself."""

import pulumi
import pytest

from components.source import ConnectionSource, OAuthSource


def test_a_connection_is_made_by_the_stack_unless_one_is_named() -> None:
    assert ConnectionSource("example/site", "main").connection_arn is None


def test_a_source_cannot_be_changed_after_it_was_judged() -> None:
    source = ConnectionSource("example/site", "main")
    with pytest.raises(AttributeError):
        source.branch = "other"  # pyright: ignore[reportAttributeAccessIssue]


def test_printing_a_source_shows_no_secret() -> None:
    source = OAuthSource("example/site", "main", pulumi.Output.secret("ghp_token"), pulumi.Output.secret("hook"))
    assert "ghp_token" not in repr(source)
    assert "hook" not in repr(source).replace("webhook_secret", "")
