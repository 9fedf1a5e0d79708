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


PLAIN = "correct-horse-battery"
VARIABLES = {"DB_PASSWORD": PLAIN}
PAIR = {"name": "DB_PASSWORD", "value": PLAIN}
NAMED: list[tuple[str, dict[str, Any], str]] = [
    ("aws:lambda/function:Function", {"environment": {"variables": VARIABLES}}, "environment.variables.DB_PASSWORD"),
    (
        "aws:ecs/taskDefinition:TaskDefinition",
        {"containerDefinitions": json.dumps([{"name": "app", "environment": [PAIR]}])},
        "containerDefinitions[0].environment[0].value",
    ),
    (
        "aws:batch/jobDefinition:JobDefinition",
        {"containerProperties": json.dumps({"environment": [PAIR]})},
        "containerProperties.environment[0].value",
    ),
    (
        "aws:elasticbeanstalk/environment:Environment",
        {"settings": [{"namespace": "aws:elasticbeanstalk:application:environment", **PAIR}]},
        "settings[0].value",
    ),
    ("aws:glue/job:Job", {"defaultArguments": {"--db-password": PLAIN}}, "defaultArguments.--db-password"),
    (
        "aws:apprunner/service:Service",
        {"imageConfiguration": {"runtimeEnvironmentVariables": VARIABLES}},
        "imageConfiguration.runtimeEnvironmentVariables.DB_PASSWORD",
    ),
    (
        "aws:sagemaker/model:Model",
        {"containers": [{"environment": VARIABLES}]},
        "containers[0].environment.DB_PASSWORD",
    ),
    ("aws:cloudformation/stack:Stack", {"parameters": {"DbPassword": PLAIN}}, "parameters.DbPassword"),
    (
        "aws:cloudfront/distribution:Distribution",
        {"origins": [{"customHeaders": [{"name": "Authorization", "value": f"Basic {PLAIN}"}]}]},
        "origins[0].customHeaders[0].value",
    ),
    (
        "kubernetes:apps/v1:Deployment",
        {"spec": {"template": {"spec": {"containers": [{"env": [PAIR]}]}}}},
        "spec.template.spec.containers[0].env[0].value",
    ),
    ("kubernetes:core/v1:ConfigMap", {"data": VARIABLES}, "data.DB_PASSWORD"),
    ("kubernetes:helm.sh/v3:Release", {"values": {"auth": {"password": PLAIN}}}, "values.auth.password"),
    (
        "gcp:cloudrunv2/service:Service",
        {"template": {"containers": [{"envs": [PAIR]}]}},
        "template.containers[0].envs[0].value",
    ),
    ("azure-native:web:WebApp", {"siteConfig": {"appSettings": [PAIR]}}, "siteConfig.appSettings[0].value"),
    ("docker:index/container:Container", {"envs": [f"DB_PASSWORD={PLAIN}"]}, "envs[0](DB_PASSWORD)"),
    ("command:local:Command", {"environment": {"api_key": PLAIN}}, "environment.api_key"),
    ("github:index/actionsVariable:ActionsVariable", {"variableName": "API_TOKEN", "value": PLAIN}, "value"),
    ("github:index/actionsSecret:ActionsSecret", {"secretName": "X", "plaintextValue": PLAIN}, "plaintextValue"),
    (
        "cloudflare:index/workerScript:WorkerScript",
        {"plainTextBindings": [{"name": "API_TOKEN", "text": PLAIN}]},
        "plainTextBindings[0].text",
    ),
    ("aws:rds/instance:Instance", {"password": PLAIN}, "password"),
    ("kubernetes:core/v1:Pod", {"data": {"text": f"db.password={PLAIN}\n"}}, "data.text(db.password)"),
    ("docker:index/image:Image", {"registry": {"password": PLAIN}}, "registry.password"),
    ("pulumi:providers:datadog", {"apiKey": PLAIN, "appKey": PLAIN}, "apiKey"),
    ("aws:ec2/instance:Instance", {"userData": f"#!/bin/sh\nexport API_TOKEN={PLAIN}\n"}, "userData(API_TOKEN)"),
    ("aws:ec2/instance:Instance", {"userData": f"password = '{PLAIN}'"}, "userData(password)"),
]


@pytest.mark.parametrize(("resource_type", "wire", "path"), NAMED)
def test_a_credential_by_its_name_is_found_in_every_kind_of_variables(
    resource_type: str, wire: dict[str, Any], path: str
):
    found = patterns(wire, resource_type)
    assert found[0] == f"named-credential@{path}"
    assert PLAIN not in "".join(judged(policy, resource_type, wire))
    hidden = {key: secret(value) for key, value in wire.items()}
    assert patterns(hidden, resource_type) == []


@pytest.mark.parametrize(
    "command",
    [
        f"docker login -u me -p {PLAIN} registry.example.com",
        f"docker login --username me --password={PLAIN}",
        f"echo {PLAIN} | docker login --password-stdin",
        f"curl -u me:{PLAIN} https://example.com",
        f"curl -H 'Authorization: Bearer {PLAIN}' https://example.com",
        f"npm config set //registry.npmjs.org/:_authToken={PLAIN}",
        f"sshpass -p {PLAIN} ssh host",
        f"mysql -h db -u root -p{PLAIN} app",
        f"aws configure set aws_secret_access_key {PLAIN}",
        f"argocd login --auth-token {PLAIN}",
        f"PGPASSWORD={PLAIN} psql",
        f"echo 'root:{PLAIN}' | chpasswd",
    ],
)
def test_a_credential_in_a_command_is_found(command: str):
    (found,) = patterns({"userData": f"#!/bin/sh\n{command}\n"})
    assert found.split("@")[0] in ("command-line-credential", "named-credential")


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "true",
            "false",
            "none",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-Ab12Cd",
            "${DB_PASSWORD}",
        ),
        *(
            "$DB_PASSWORD",
            "$(get-secret)",
            "{{resolve:secretsmanager:db:SecretString:password}}",
            "<token>",
            "CHANGEME",
        ),
        *(
            "CHANGEME?",
            "change-me",
            "ghp_xxxx",
            "xxxxxxxx",
            "****",
            "your-token-here",
            "/prod/db/password",
            "12",
            "!Ref X",
        ),
        *("prod/db/password", "ssm:/db", "op://vault/db/password", "https://example.com/token", "#{variables.TOKEN}"),
        *(
            "method.request.header.Authorization",
            "@Microsoft.KeyVault(SecretUri=x)",
            "projects/x/secrets/y",
            "REPLACE_ME",
        ),
    ],
)
def test_a_value_that_says_that_it_is_none_passes(value: str):
    assert patterns({"environment": {"variables": {"DB_PASSWORD": value}}}) == []
    assert patterns({"environment": [{"name": "DB_PASSWORD", "value": value}]}) == []


@pytest.mark.parametrize(
    "wire",
    [
        {
            "environment": {
                "variables": {"SECRET_NAME": "db", "TOKEN_URL": "https://a.example.com", "PASSWORD_LENGTH": "20"}
            }
        },
        {"environment": [{"name": "DB_PASSWORD", "value": "db:password::", "type": "SECRETS_MANAGER"}]},
        {"name": "/app/db/password", "type": "SecureString", "value": PLAIN},
        {"containerDefinitions": json.dumps([{"secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:x"}]}])},
        {"tokenValidityUnits": {"accessToken": "hours", "idToken": "minutes"}},
        {"requestParameters": {"integration.request.header.Authorization": "method.request.header.Authorization"}},
        {"credentials": "arn:aws:iam::123456789012:role/api"},
        {"userData": "TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token)\necho $TOKEN"},
        {"userData": "docker login -u AWS --password-stdin $REGISTRY\ncurl -u $USER:$PASS x\nexport TOKEN=$X"},
        {"code": "const token = request.headers['token']; const password = getPassword(event.password);"},
        {"policy": json.dumps({"Statement": [{"Action": "secretsmanager:GetSecretValue", "Sid": "Token"}]})},
        {"description": "Rotates the password: once a day, by token. Region ASIAPACIFICSOUTHEAST"},
        {"name": "auth-token.example.com", "type": "A", "value": "192.0.2.1"},
        {"tags": [{"key": "Secret", "value": "no"}]},
        {"spec": {"data": [{"secretKey": "password", "remoteRef": {"key": "prod/db"}}]}},
        {"buildspec": "env:\n  parameter-store:\n    NPM_TOKEN: /ci/npm\n"},
    ],
)
def test_what_only_speaks_of_a_credential_passes(wire: dict[str, Any]):
    assert patterns(wire) == []


@pytest.mark.parametrize(
    "command",
    [
        "aws s3api list-objects --next-token eyJNYXJrZXIiOiBudWxsfQ",
        "aws ec2 run-instances --client-token 550e8400-e29b-41d4-a716-446655440000",
        "tool login --password PASSWORD --access-token ACCESS_TOKEN",
        "docker build --secret id=npm,src=.npmrc .",
        "curl -u $USER: https://example.com",
        "mysql -p -u root",
        "echo done | tee log",
    ],
)
def test_a_command_without_one_passes(command: str):
    assert patterns({"userData": f"#!/bin/sh\n{command}\n"}) == []


def test_an_argument_of_a_container_is_a_command():
    assert patterns({"args": ["serve", f"--db-password={PLAIN}"]}) == ["command-line-credential@args[1]"]
    assert patterns({"args": ["serve", "--db-password=$(DB_PASSWORD)", "--token-file=/run/token"]}) == []


def test_a_build_and_a_pipeline_are_judged_by_form_alone():
    wire = {"environment": {"environmentVariables": [PAIR, {"name": "X", "value": TOKEN}]}}
    assert patterns(wire, "aws:codebuild/project:Project") == ["github-token@environment.environmentVariables[1].value"]
