"""The schema of the package, from which Pulumi writes the SDK of every language: names, what is required, words."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from components.package import COMPONENTS, NAME, SECRETS
from components.package.provider import PackageProvider

NAMED = {
    "AliasRecords": (
        {"domain", "targetDomain", "targetZoneId"},
        set[str](),
        {"host", "names"},
        set[str](),
    ),
    "Certificate": ({"domain"}, {"names"}, {"arn"}, set[str]()),
    "DeliveryPipeline": (
        {
            "boundaryArn",
            "contentSecurityPolicy",
            "distributionArn",
            "distributionId",
            "logBucket",
            "siteUrl",
            "source",
        },
        {"contentKeyArn", "names", "pipeline", "site", "storage"},
        {"artifactBucket", "pipelineArn", "pipelineName"},
        {"connectionArn", "connectionStatus", "keyArn", "topicArn"},
    ),
    "PermissionsBoundary": (set[str](), {"connectionArn", "names"}, {"arn"}, set[str]()),
    "SecureBucket": (
        {"purpose"},
        {"expireDays", "keyArn", "logBucket", "names", "noncurrentDays", "protect", "readers", "versioned"},
        {"arn", "bucket", "regionalDomainName"},
        set[str](),
    ),
    "StaticSite": (
        set[str](),
        {"certificateArn", "domain", "headers", "names", "site", "storage"},
        {
            "bucketArn",
            "bucketName",
            "contentSecurityPolicy",
            "distributionArn",
            "distributionId",
            "domainName",
            "hostedZoneId",
            "logBucketName",
        },
        {"keyArn"},
    ),
    "Watch": ({"alerts", "distributionId"}, {"names"}, set[str](), {"topicArn"}),
}
"""Component -> inputs that are required, other inputs, outputs that are always there, other outputs. A change here is
one that users of the package see."""


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(PackageProvider(COMPONENTS, NAME, "1.2.3", SECRETS).schema or "{}")


def described(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that a user reads about: components, types, and the properties of both."""
    for token, part in {**schema["resources"], **schema["types"]}.items():
        yield token, part
        for kind in ("inputProperties", "properties"):
            properties: dict[str, dict[str, Any]] = part.get(kind) or {}
            for key, one in properties.items():
                yield f"{token} {kind} {key}", one


def test_each_component_has_these_inputs_and_outputs(schema: dict[str, Any]) -> None:
    found = {
        token.rpartition(":")[2]: (
            set(one["requiredInputs"]),
            one["inputProperties"].keys() - set(one["requiredInputs"]),
            set(one["required"]),
            one["properties"].keys() - set(one["required"]),
        )
        for token, one in schema["resources"].items()
    }
    assert found == NAMED


def test_everything_has_a_description_of_whole_sentences(schema: dict[str, Any]) -> None:
    wrong = {
        name: one.get("description")
        for name, one in described(schema)
        if not (text := one.get("description") or "").endswith(".") or not text[:1].isupper() or "\n " in text
    }
    assert wrong == {}


def test_a_description_names_no_command_and_no_setting_of_this_repositorys_program(schema: dict[str, Any]) -> None:
    wrong = {
        name for name, one in described(schema) if "pulumi config" in one["description"] or "--" in one["description"]
    }
    assert wrong == set()


def test_the_secrets_of_a_source_are_secret_and_may_be_outputs(schema: dict[str, Any]) -> None:
    properties = schema["types"]["secure-site:index:Source"]["properties"]
    assert {key for key, one in properties.items() if one.get("secret")} == {"githubToken", "webhookSecret"}
    assert {key for key, one in properties.items() if not one.get("plain")} == {"githubToken", "webhookSecret"}


def test_the_redirects_of_a_site_have_the_keys_of_the_configuration(schema: dict[str, Any]) -> None:
    redirect = schema["types"]["secure-site:index:Redirect"]
    assert redirect["properties"].keys() == {"from", "to", "status"}
    assert redirect["required"] == ["from", "to"]


def test_the_version_is_that_of_the_package(schema: dict[str, Any]) -> None:
    assert (schema["name"], schema["version"]) == ("secure-site", "1.2.3")
