"""A setting that is taken back leaves nothing behind at the provider: what it fills in by itself is always sent.

tests/stacks/test_settings_taken_back.py does the same on the engine.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest

from components.settings.setting import settings_of
from components.stack_settings import Settings
from tests.components.settings.setting_values import FIRST, LEAST, SECOND
from tests.mock_cloud import Cloud
from tests.sdk_schema import kept_when_left_out, sent
from tests.test_main import run

MAPS = ("tags", "configuration")
"""Inputs whose members are the user's or a service's, and which are sent whole."""
_CERTIFICATE = "aws:cloudfront/distribution:Distribution viewerCertificate"
_ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration rules[]"
_SENT_WHOLE = "the call replaces the whole configuration, and the provider has a default of its own"
MAY_COME_AND_GO: Mapping[str, str] = {
    f"{_CERTIFICATE}.acmCertificateArn": _SENT_WHOLE,
    f"{_CERTIFICATE}.cloudfrontDefaultCertificate": _SENT_WHOLE,
    f"{_CERTIFICATE}.minimumProtocolVersion": _SENT_WHOLE,
    f"{_CERTIFICATE}.sslSupportMethod": _SENT_WHOLE,
    f"{_ENCRYPTION}.applyServerSideEncryptionByDefault.kmsMasterKeyId": "a rule is sent whole: no key, none is kept",
    f"{_ENCRYPTION}.bucketKeyEnabled": "a rule is sent whole",
    "aws:wafv2/webAcl:WebAcl rules[].overrideAction.count": "an action is sent whole: it is one of two",
    "aws:wafv2/webAcl:WebAcl rules[].overrideAction.none": "an action is sent whole: it is one of two",
    "aws:codepipeline/pipeline:Pipeline artifactStores[].encryptionKey": "a store is sent whole",
}
"""Nested inputs that are sent under some settings alone -> why the provider forgets them without being told."""


def test_every_setting_has_a_value_to_be_tried() -> None:
    settings = {one.key for one in settings_of(Settings) if not one.namespace}
    assert {*LEAST, *FIRST, *SECOND} == settings
    assert not set(LEAST) & set(FIRST)


@pytest.fixture
def shapes(cloud: Cloud) -> Mapping[str, Sequence[frozenset[str]]]:
    """Resource -> the paths of its inputs, in every shape of the stack that has it."""
    found: dict[str, list[frozenset[str]]] = defaultdict(list)
    for config in (LEAST, {**LEAST, **FIRST}, {**LEAST, **SECOND}):
        secrets = {key: key * 2 for key in ("githubToken", "webhookSecret") if config["source"] == "oauth"}
        values = {"aws:region": "us-east-1"}
        values |= {f"secure-site:{key}": value for key, value in {**secrets, **config}.items()}
        cloud.forget()
        run(cloud, "test", values)
        for resource in cloud.resources:
            if resource.type.startswith("aws:"):
                found[f"{resource.type} {resource.name}"].append(frozenset(sent(dict(resource))))
    return found


def test_what_the_provider_fills_in_is_always_sent_or_never(shapes: Mapping[str, Sequence[frozenset[str]]]) -> None:
    come_and_go = {
        f"{resource} {path}"
        for resource, sent_paths in shapes.items()
        for path in coming_and_going(sent_paths) & kept_when_left_out(resource.partition(" ")[0])
    }
    assert come_and_go == set()


def test_of_a_nested_input_that_comes_and_goes_it_is_known_that_the_provider_forgets_it(
    shapes: Mapping[str, Sequence[frozenset[str]]],
) -> None:
    come_and_go = {
        f"{resource.partition(' ')[0]} {path}"
        for resource, sent_paths in shapes.items()
        for path in coming_and_going(sent_paths)
        if "." in path and not path.rpartition(".")[0].endswith(MAPS)
    }
    assert come_and_go == MAY_COME_AND_GO.keys()


def coming_and_going(shapes: Sequence[frozenset[str]]) -> set[str]:
    """The paths that some shapes have and others do not, though they have the object that the input is in."""
    return {path for path in frozenset[str]().union(*shapes) if len({path in one for one in owning(shapes, path)}) > 1}


def owning(shapes: Sequence[frozenset[str]], path: str) -> list[frozenset[str]]:
    """The shapes that have the object that an input is in."""
    owner = path.rpartition(".")[0].removesuffix("[]")
    return [one for one in shapes if not owner or owner in one]
