"""GitHub and CodePipeline share a secret, and only a push to the branch starts the pipeline."""

import re

import pulumi

from components.pipeline.source import SourceOptions
from components.pipeline.webhook import Webhook
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

RECEIVER = "aws:codepipeline/webhook:Webhook"
SENDER = "github:index/repositoryWebhook:RepositoryWebhook"


def build(cloud: Cloud, signature: str = "signature", *, preview: bool = False, stack: str = "test") -> None:
    def program() -> None:
        source = SourceOptions(
            source="oauth",
            repository="example/site",
            github_token=pulumi.Output.from_input("token"),
            webhook_secret=pulumi.Output.from_input(signature),
        )
        Webhook("hook", {"context": CONTEXT, "source": source, "pipeline_name": "secure-site-test"})

    cloud.run(program, preview=preview, stack=stack)


def test_codepipeline_starts_for_a_signed_push_to_the_branch_of_the_source_action(cloud: Cloud) -> None:
    build(cloud)
    receiver = cloud.one(RECEIVER)
    assert (receiver["authentication"], receiver["authenticationConfiguration"]) == (
        "GITHUB_HMAC",
        {"secretToken": "signature"},
    )
    assert receiver["filters"] == [{"jsonPath": "$.ref", "matchEquals": "refs/heads/{Branch}"}]
    assert (receiver["targetPipeline"], receiver["targetAction"]) == ("secure-site-test", "GitHub")
    assert receiver["tags"] == CONTEXT.tags


def test_github_signs_its_pushes_with_the_same_secret_over_verified_tls(cloud: Cloud) -> None:
    build(cloud)
    sender = cloud.one(SENDER)
    assert (sender["repository"], sender["events"], sender["active"]) == ("site", ["push"], True)
    assert {key: sender["configuration"][key] for key in ("contentType", "insecureSsl", "secret")} == {
        "contentType": "json",
        "insecureSsl": False,
        "secret": "signature",
    }


def test_the_secret_and_the_address_are_secrets_in_the_state_even_when_they_come_in_plain(cloud: Cloud) -> None:
    build(cloud)
    assert "authenticationConfiguration" in cloud.one(RECEIVER).secrets
    assert "configuration" in cloud.one(SENDER).secrets


def test_the_token_is_part_of_neither_end(cloud: Cloud) -> None:
    build(cloud)
    assert "token" not in [value for resource in cloud.resources for value in resource.values()]


def test_a_new_secret_gives_the_receiver_another_name_and_an_unchanged_one_does_not(cloud: Cloud) -> None:
    for stack, signature in (("a", "signature"), ("b", "signature"), ("c", "signaturf")):
        build(cloud, signature, stack=stack)
    named = {receiver.urn.split(":")[2]: receiver["name"] for receiver in cloud.all(RECEIVER)}
    first, again, other = (named[stack] for stack in ("a", "b", "c"))
    assert first == again != other
    assert all(re.fullmatch(r"secure-site-test-[0-9a-f]{8}", name) for name in (first, other))


def test_the_name_is_known_at_preview_and_no_secret(cloud: Cloud) -> None:
    build(cloud, preview=True)
    receiver = cloud.one(RECEIVER)
    assert "name" not in receiver.unknowns() | receiver.secrets
