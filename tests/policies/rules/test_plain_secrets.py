"""Rule plain-secrets: a credential is found wherever it is in plain, and never where it is a secret."""

import base64
import json
from typing import Any

import pulumi
import pytest

from secure_site_policies.rules.plain_secrets import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.passes import Passes, judged, secret
from tests.policies.subjects.test_secret_shapes import KEY_ID, SECRET_KEY

PARAMETER = "aws:ssm/parameter:Parameter"
TOKEN = "ghp_" + "x1Y2" * 9
PEM = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----"


def patterns(wire: dict[str, Any], resource_type: str = PARAMETER) -> list[str]:
    messages = judged(policy, resource_type, wire)
    assert all(leak not in "".join(messages) for leak in (TOKEN[4:12], KEY_ID[4:12], SECRET_KEY[:8], "b3Blbn"))
    return [message.split(f"it: {resource_type}: '")[1].split("'")[0] for message in messages]


def test_a_plain_token_is_blocked_with_its_kind_and_path_and_is_not_repeated():
    (message,) = judged(policy, PARAMETER, {"name": "token", "value": TOKEN})
    assert message.startswith(f"it: {PARAMETER}: 'github-token@value' is a GitHub token in plain text")
    assert "Write instead: pulumi.Config().require_secret(key)" in message
    assert TOKEN[4:12] not in message


@pytest.mark.parametrize("value", [secret(TOKEN), secret({"deep": [TOKEN]}), "token", "", None, 5, True, UNKNOWN])
def test_a_secret_passes_as_does_what_is_no_credential(value: Any):
    assert patterns({"value": value}) == []


@pytest.mark.parametrize(
    "resource_type",
    ["github:index/actionsVariable:ActionsVariable", "pulumi:providers:github", "secure-site:components:Part"],
)
def test_every_type_of_every_provider_is_judged(resource_type: str):
    assert patterns({"token": TOKEN}, resource_type) == ["github-token@token"]
    assert patterns({"token": secret(TOKEN)}, resource_type) == []


def test_every_depth_and_kind_is_named_by_its_path():
    wire = {
        "environment": {"variables": [{"value": "x"}, {"value": TOKEN}], "key": PEM},
        "covered": secret({"value": TOKEN}),
        "both": f"{TOKEN} {PEM}",
    }
    assert patterns(wire) == [
        "github-token@environment.variables[1].value",
        "private-key@environment.key",
        "github-token@both",
        "private-key@both",
    ]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"phases": {"build": {"commands": [f"curl -u {TOKEN}"]}}}),
        f"#!/bin/sh\nexport T={TOKEN}\n",
        f"a: {TOKEN}",
    ],
)
def test_text_within_text_is_read(text: str):
    assert patterns({"buildspec": text}) == ["github-token@buildspec"]


@pytest.mark.parametrize("key", ["userData", "userDataBase64", "contentBase64"])
def test_base64_is_read_where_it_is_usual(key: str):
    encoded = base64.b64encode(f"#!/bin/sh\nexport T={TOKEN}".encode()).decode()
    assert patterns({key: encoded}) == [f"github-token@{key}"]
    assert patterns({key: secret(encoded)}) == []
    assert patterns({"other": encoded, key: "#!/bin/sh"}) == []


def test_the_text_of_assets_is_read():
    archive = pulumi.AssetArchive({"index.py": pulumi.StringAsset(TOKEN), "data": pulumi.FileAsset("data.bin")})
    assert len(judge(policy, PARAMETER, {"source": pulumi.StringAsset(TOKEN)}).violations) == 1
    assert len(judge(policy, PARAMETER, {"code": archive}).violations) == 1
    assert judge(policy, PARAMETER, {"code": pulumi.FileArchive("folder")}).violations == []


def test_a_credential_as_a_key_is_found_and_not_repeated_in_the_path():
    assert patterns({"tags": {TOKEN: "me"}}) == ["github-token@tags.(a key)"]
    assert patterns({"tags": {TOKEN: TOKEN}}) == ["github-token@tags.(a key)"]


def test_an_access_key_id_makes_its_companion_known():
    assert patterns({"value": SECRET_KEY}) == []
    assert patterns(
        {"pair": [{"v": KEY_ID}, {"v": SECRET_KEY}], "sha": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}
    ) == [
        "aws-access-key-id@pair[0].v",
        "aws-secret-access-key@pair[1].v",
    ]
    assert patterns({"id": secret(KEY_ID), "v": SECRET_KEY}) == ["aws-secret-access-key@v"]


@pytest.mark.parametrize("key", ["secretKey", "secretAccessKey", "secret_access_key"])
def test_a_property_can_say_that_it_holds_a_secret_key(key: str):
    assert patterns({key: SECRET_KEY}, "pulumi:providers:aws") == [f"aws-secret-access-key@{key}"]
    assert patterns({key: secret(SECRET_KEY)}, "pulumi:providers:aws") == []


def test_unknown_values_leave_the_others_judged():
    assert patterns({"a": UNKNOWN, "b": [UNKNOWN, TOKEN], "c": {"d": UNKNOWN}}) == ["github-token@b[1]"]


def test_at_another_level_one_message_stands_for_all_that_may_be_secret():
    (message,) = Passes(policy, PARAMETER, {"a": secret(TOKEN), "b": TOKEN, "c": PEM}).judge().violations
    assert "enforcementLevel: remediate" in message
    assert Passes(policy, PARAMETER, {"a": "b"}).judge().violations == []


def test_ten_thousand_properties_are_each_judged():
    wire = {"items": [{"value": TOKEN if index % 2 else "fine"} for index in range(10_000)]}
    assert len(patterns(wire)) == 5_000
