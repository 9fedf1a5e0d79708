"""A setting that is set and taken back leaves a stack as it was before, or is refused with what to write instead.

One stack lives through it. Its settings go in by groups that do not exclude each other, and come out together.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError
from pulumi import automation

from publish.errors import error_code
from sandbox.project import ensure_zone
from sandbox.stack import StackError
from tests.components.settings.setting_values import FIRST, SECOND, SECRETS
from tests.stacks.conftest import Sandbox, rehearsed

PROJECT = "secure-site"
BEFORE = {
    "aws:region": "us-east-1",
    "source": "oauth",
    "repository": "example/site",
    "githubToken": "ghp_theFirstTokenOfTheStack",
    "webhookSecret": "hook0hook0hook0hook0",
}
"""What a stack cannot be without."""
FRESH: Mapping[str, frozenset[str]] = {
    "boundary-policy": frozenset({"policyId"}),
    "delivery-publish-tool-archive": frozenset({"etag", "versionId"}),
    "delivery-webhook-receiver": frozenset({"url"}),
    "delivery-webhook-sender": frozenset({"configuration", "etag", "id", "inputs", "url"}),
    "site-access-logs-delivery": frozenset({"arn", "id"}),
    "site-distribution": frozenset({"etag", "lastModifiedTime"}),
    "site-headers-policy": frozenset({"etag"}),
    "site-viewer-request-function": frozenset({"etag", "liveStageEtag"}),
}
"""Resource -> properties that AWS and GitHub make anew whenever something is changed or made again."""
ZONES = {"zoneId": "domain", "previewZoneId": "previewDomain"}
"""Setting -> the domain of the zone, whose id the cloud chooses."""
TEAM = "tags.team: 'edge' became None"
_SECRET = "4dabf18193072939515e22adb298388d"
"""The key of every secret in a state: https://www.pulumi.com/docs/iac/concepts/secrets/"""

Properties = Mapping[str, Mapping[str, Any]]
"""Resource -> its properties."""


@dataclass(frozen=True)
class Turns:
    """What was seen of a stack that had settings and has them no more."""

    before: Properties
    with_first: Properties
    after_first: Properties
    with_second: Properties
    after_second: Properties
    refused: str
    """What the engine printed when customerKey was taken back without a word about the keys."""
    kept: Properties
    keys_kept: list[str]
    """The states of the keys, once they were said to stay."""
    keys_deleted: list[str]
    read_when_kept: str
    """A page that was encrypted before, as its reader gets it."""
    read_when_deleted: str
    moved: str
    """What the engine printed about another region."""


@dataclass(frozen=True)
class Stack:
    """The stack and its configuration."""

    sandbox: Sandbox

    def set(self, config: Mapping[str, str]) -> None:
        values = {
            _full(path): automation.ConfigValue(value, path in SECRETS)
            for key, text in config.items()
            for path, value in _paths(key, text)
        }
        self.sandbox.stack.automation.set_all_config(values, path=True)

    def take(self, *keys: str) -> None:
        self.sandbox.stack.automation.remove_all_config([_full(key) for key in keys])

    def up(self, **config: str) -> None:
        self.set(config)
        self.sandbox.stack.up()

    def refusal(self) -> str:
        """What the engine prints against an update."""
        printed = len(self.sandbox.lines)
        with pytest.raises(StackError):
            self.sandbox.stack.up()
        return "\n".join(self.sandbox.lines[printed:])

    def properties(self) -> Properties:
        """What the cloud has."""
        self.sandbox.stack.refresh()
        made = [one for one in self.sandbox.stack.resources() if one["custom"] and "::pulumi:" not in one["urn"]]
        found = {one["urn"].rpartition("::")[2]: {**one["outputs"], "inputs": one["inputs"]} for one in made}
        return {
            name: {key: _shown(value) for key, value in one.items() if key not in FRESH.get(name, frozenset())}
            for name, one in found.items()
        }

    def write(self) -> None:
        """Writes a page, encrypted as the bucket says now."""
        self._s3.put_object(Bucket=self._bucket, Key="page.html", Body=b"a page")

    def read(self) -> str:
        """The page, or the code of the error."""
        try:
            return self._s3.get_object(Bucket=self._bucket, Key="page.html")["Body"].read().decode()
        except ClientError as error:
            return error_code(error)

    @property
    def _s3(self) -> Any:
        return self.sandbox.cloud.client("s3")

    @property
    def _bucket(self) -> str:
        return self.sandbox.outputs["contentBucket"]

    def key_states(self) -> list[str]:
        kms = self.sandbox.cloud.client("kms")
        return sorted(
            kms.describe_key(KeyId=one["KeyId"])["KeyMetadata"]["KeyState"] for one in kms.list_keys()["Keys"]
        )


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Turns]:
    with rehearsed("dev", tmp_path_factory.mktemp("settings")) as sandbox:
        yield live(Stack(sandbox))


def live(stack: Stack) -> Turns:
    cloud = stack.sandbox.cloud
    stack.take("branch")
    stack.up(**BEFORE)
    before = stack.properties()
    zones = {key: ensure_zone(cloud, FIRST[name]) for key, name in ZONES.items()}
    stack.up(**{**FIRST, **zones})
    stack.write()
    with_first = stack.properties()
    stack.take(*(FIRST.keys() - BEFORE.keys()))
    stack.set(BEFORE)
    refused = stack.refusal()
    stack.up(formerKeys="keep")
    kept, keys_kept, read_when_kept = stack.properties(), stack.key_states(), stack.read()
    stack.up(formerKeys="delete")
    keys_deleted, read_when_deleted = stack.key_states(), stack.read()
    stack.take("formerKeys")
    after_first = stack.properties()
    cloud.client("iam").create_policy(
        PolicyName=f"{PROJECT}-dev-service-boundary",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
        ),
    )
    stack.take(*SECRETS)
    stack.up(**{key: value for key, value in SECOND.items() if key != "formerKeys"})
    with_second = stack.properties()
    # The web ACL has to outlive the plan.
    stack.take("pricingPlan")
    stack.up()
    stack.take(*(SECOND.keys() - BEFORE.keys() - {"pricingPlan"}))
    stack.up(**BEFORE)
    after_second = stack.properties()
    stack.set({"aws:region": "eu-west-1"})
    return Turns(
        before,
        with_first,
        after_first,
        with_second,
        after_second,
        refused,
        kept,
        keys_kept,
        keys_deleted,
        read_when_kept,
        read_when_deleted,
        stack.refusal(),
    )


def test_the_settings_make_a_difference(turns: Turns) -> None:
    assert turns.with_first != turns.before
    assert turns.with_second != turns.before


def test_every_setting_of_the_first_group_is_taken_back(turns: Turns) -> None:
    assert "\n".join(differences(turns.before, turns.after_first)) == ""


def test_every_setting_of_the_second_group_is_taken_back(turns: Turns) -> None:
    assert "\n".join(differences(turns.before, turns.after_second)) == ""


def test_keys_do_not_go_with_the_setting_that_made_them(turns: Turns) -> None:
    assert "customerKey: false would delete the keys" in turns.refused
    assert "run: pulumi config set formerKeys keep" in turns.refused


def test_keys_that_are_kept_stay_as_they_were_and_encrypt_nothing_more(turns: Turns) -> None:
    assert turns.keys_kept == ["Enabled", "Enabled", "PendingDeletion"]  # the third is that of the alarms
    for name in ("site-encryption-key", "site-encryption-policy", "delivery-encryption-key"):
        assert differences(turns.with_first[name]["inputs"], turns.kept[name]["inputs"]) in ([], [TEAM])
    for name in ("site-content-encryption", "delivery-artifacts-encryption"):
        assert turns.with_first[name]["rules"] != turns.kept[name]["rules"] == turns.before[name]["rules"]


def test_what_a_kept_key_encrypted_is_read_and_with_the_key_it_is_gone(turns: Turns) -> None:
    assert turns.read_when_kept == "a page"
    assert turns.read_when_deleted.startswith("KMS")


def test_keys_are_deleted_on_purpose(turns: Turns) -> None:
    assert turns.keys_deleted == ["PendingDeletion"] * 3


def test_a_stack_stays_in_its_region(turns: Turns) -> None:
    assert "aws:region: 'eu-west-1' must be us-east-1, where the stack's buckets are" in turns.moved
    assert "run: pulumi config set aws:region us-east-1" in turns.moved


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """Where two states differ, in words."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        old, new = cast("Mapping[str, Any]", before), cast("Mapping[str, Any]", after)
        return [
            one
            for key in sorted({*old, *new})
            for one in differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)
        ]
    return [] if before == after else [f"{path}: {before!r:.80} became {after!r:.80}"]


def _shown(value: Any) -> Any:
    """A value of the state without secrets and what encrypts them anew each time."""
    if isinstance(value, dict):
        if _SECRET in value:
            return "[secret]"
        return {key: _shown(inner) for key, inner in cast("dict[str, Any]", value).items()}
    return [_shown(inner) for inner in cast("list[Any]", value)] if isinstance(value, list) else value


def _full(path: str) -> str:
    return path if path.startswith("aws:") else f"{PROJECT}:{path}"


def _paths(key: str, text: str) -> Iterator[tuple[str, str]]:
    """A value as `pulumi config set --path` takes it: item by item, member by member."""
    value = json.loads(text) if text.startswith(("[", "{")) else text
    yield from _leaves(key, value)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for number, item in enumerate(cast("list[Any]", value)):
            yield from _leaves(f"{path}[{number}]", item)
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield from _leaves(f"{path}.{key}", item)
    else:
        yield path, str(value)
