"""A source holds its secrets, and shows none."""

from dataclasses import FrozenInstanceError

import pulumi
import pytest

from components.pipeline.source import SourceOptions
from tests.mock_cloud import Cloud


def test_a_connection_is_made_by_the_stack_unless_one_is_named() -> None:
    assert SourceOptions(source="connection", repository="example/site").connection_arn is None


def test_a_source_cannot_be_changed_after_it_was_validated() -> None:
    source = SourceOptions(source="connection", repository="example/site")
    with pytest.raises(FrozenInstanceError):
        source.branch = "other"  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("is_output", [True, False])
def test_printing_a_source_shows_no_secret(cloud: Cloud, is_output: bool) -> None:
    def program() -> SourceOptions:
        token, webhook_secret = (
            pulumi.Output.secret(text) if is_output else text for text in ("ghp_token", "signature")
        )
        return SourceOptions(
            source="oauth", repository="example/site", github_token=token, webhook_secret=webhook_secret
        )

    source = cloud.run(program)
    assert "ghp_token" not in repr(source)
    assert "signature" not in repr(source)
