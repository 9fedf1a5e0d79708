"""Secretness: what the remediation pass has noted decides the judgement, and nothing of a value is kept."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pulumi_policy import ResourceValidationArgs, ResourceValidationPolicy, Severity

from secure_site_policies.frame.places import the_resource
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects import secretness
from secure_site_policies.subjects.secretness import LEVEL, Path, noting, shown, steps, unless_secret
from tests.policies.judge import UNKNOWN
from tests.policies.passes import Passes, judged, secret

VAULT = "aws:vault/vault:Vault"
PATHS: list[Path] = [("key",), ("doors", 0, "key"), ("doors", 1, "key")]
ABOUT = About(
    "no-plain-key", "Risk.", Severity.LOW, (fsbp("S3.1", "Block"),), "Fix.", "https://example.com", level=LEVEL
)


def say(properties: Mapping[str, Any], args: ResourceValidationArgs) -> Iterator[Objection]:
    return unless_secret(args, [(path, Objection("key", f"{shown(path)} is plain.")) for path in PATHS])


def rule(*noted: str) -> ResourceValidationPolicy:
    return resource_rule(ABOUT, the_resource(VAULT), say, noting(*noted))


NO_PLAIN_KEY = rule()
PLAIN: dict[str, Any] = {"key": "k", "doors": [{"key": "k"}, {"key": "k"}]}


def plain(wire: Mapping[str, Any]) -> list[str]:
    return [message.split(": ")[2] for message in judged(NO_PLAIN_KEY, VAULT, wire)]


def test_what_is_no_secret_is_found():
    assert plain(PLAIN) == ["key is plain.", "doors[0].key is plain.", "doors[1].key is plain."]


@pytest.mark.parametrize("key", [secret("k"), secret(UNKNOWN), secret(None), secret({"deep": secret("k")})])
def test_a_secret_is_not(key: Any):
    assert plain({**PLAIN, "key": key}) == ["doors[0].key is plain.", "doors[1].key is plain."]


def test_all_beneath_a_secret_is_secret():
    assert plain({"key": "k", "doors": secret([{"key": "k"}, {"key": "k"}])}) == ["key is plain."]
    assert plain({"key": "k", "doors": [secret({"key": "k"}), {"key": "k"}]}) == [
        "key is plain.",
        "doors[1].key is plain.",
    ]


def test_a_secret_beneath_or_beside_covers_nothing():
    wire = {
        "key": {"deep": secret("k")},
        "keys": secret("k"),
        "doors": [{"key": "k", "lock": secret("k")}, {"key": "k"}],
    }
    assert len(plain(wire)) == 3


def test_without_the_remediation_pass_one_message_says_what_to_configure():
    (message,) = Passes(NO_PLAIN_KEY, VAULT, {"key": secret("k")}).judge().violations
    assert message.startswith(f"it: {VAULT}: 'remediate' is not the level of this rule")
    assert "Write instead: enforcementLevel: remediate in the config of this rule" in message


def test_without_the_remediation_pass_what_holds_nothing_still_passes():
    no_keys = resource_rule(ABOUT, the_resource(VAULT), lambda value, args: unless_secret(args, []), noting())
    assert Passes(no_keys, VAULT, {}).judge().violations == []


def test_the_note_is_that_of_the_last_pass():
    passes = Passes(NO_PLAIN_KEY, VAULT, {"key": secret("k")})
    passes.remediate()
    passes.wire = {"key": "k"}
    passes.remediate()
    assert any("it: " in message and message.endswith(": key is plain.") for message in passes.judge().violations)


def test_one_rule_notes_for_another():
    noted = Passes(NO_PLAIN_KEY, VAULT, {"key": secret("k")})
    noted.remediate()
    noted.policy = rule("aws:s3/bucket:Bucket")
    noted.remediate()
    assert len(noted.judge().violations) == 2


def test_only_the_named_types_are_noted():
    passes = Passes(rule("aws:s3/bucket:Bucket"), VAULT, {"key": secret("k")})
    passes.remediate()
    assert "is not the level of this rule" in passes.judge().violations[0]


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> OrderedDict[str, frozenset[Path]]:
    fresh: OrderedDict[str, frozenset[Path]] = OrderedDict()
    monkeypatch.setattr(secretness, "_noted", fresh)
    return fresh


def test_paths_are_kept_and_no_values(notes: OrderedDict[str, frozenset[Path]]):
    Passes(NO_PLAIN_KEY, VAULT, {"key": secret({"deep": secret("hunter2")}), "doors": [{"key": "hunter2"}]}).remediate()
    assert list(notes.values()) == [frozenset({("key",)})]


def test_the_oldest_notes_are_forgotten(notes: OrderedDict[str, frozenset[Path]], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(secretness, "_MOST", 2)
    for _ in range(3):
        Passes(NO_PLAIN_KEY, VAULT, {"key": secret("k")}).remediate()
    assert len(notes) == 2


@pytest.mark.parametrize("path", [(), ("a",), ("a", 0, "b"), ("a", 0, 12, "b", "c")])
def test_a_path_is_read_as_it_is_shown(path: Path):
    assert steps(shown(path)) == path


def test_a_path_is_shown_as_places_are():
    assert shown(("stages", 0, "actions", 1, "name")) == "stages[0].actions[1].name"
