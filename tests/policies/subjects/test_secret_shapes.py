"""Shapes of credentials: real ones, look-alikes, and names that indicate a credential."""

import itertools
import string

import pytest

from secure_site_policies.subjects.secret_forms import SHAPES
from secure_site_policies.subjects.secret_names import names_a_credential
from secure_site_policies.subjects.secret_shapes import could_be_secret_key, kinds_in
from tests.policies.subjects.detectors import detectors


# Put together here, so that no scanner takes this file for a leak.
def letters(count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(itertools.islice(itertools.cycle(alphabet), 11, 11 + count))


BASE32 = string.ascii_uppercase + "234567"
KEY_ID = "AK" + "IA" + letters(16, BASE32)
SECRET_KEY = letters(38) + "/+"
CREDENTIALS: list[tuple[str, str]] = [
    *(("github-token", f"gh{kind}_{letters(36)}") for kind in "pousr"),
    ("github-token", "ghs_" + letters(200)),
    ("github-token", f"github_pat_{letters(22)}_{letters(59)}"),
    ("aws-access-key-id", KEY_ID),
    ("aws-access-key-id", "AS" + "IA" + letters(16, BASE32)),
    *(
        ("private-key", f"-----BEGIN {kind}PRIVATE KEY{block}-----")
        for kind, block in [
            ("", ""),
            *((f"{it} ", "") for it in ("RSA", "EC", "DSA", "OPENSSH", "ENCRYPTED")),
            ("PGP ", " BLOCK"),
        ]
    ),
    *(("slack-token", f"xox{kind}-{letters(12, string.digits)}-{letters(24)}") for kind in "bpares"),
    ("slack-token", f"xapp-1-A{letters(9)}-{letters(12)}-{letters(30)}"),
    ("slack-token", f"https://hooks.slack.com/services/T{letters(8, BASE32)}/B{letters(8, BASE32)}/{letters(24)}"),
    ("npm-token", "npm_" + letters(36)),
    ("pypi-token", "pypi-AgEIcHlwaS5vcmc" + letters(80)),
    *(("stripe-key", f"{kind}_{mode}_{letters(24)}") for kind in ("sk", "rk") for mode in ("live", "test")),
    ("stripe-key", "whsec_" + letters(32)),
]
NAMED = "aws-secret-access-key"


@pytest.mark.parametrize(("kind", "credential"), CREDENTIALS)
def test_a_credential_is_known_wherever_it_stands(kind: str, credential: str):
    for text in (
        credential,
        f"export TOKEN={credential}\n",
        f'{{"token": "{credential}"}}',
        f"run: |\\n{credential}\\n",  # inside a JSON string
        f"https://user:{credential}@example.com/",
        f"{'x ' * 1000}{credential}",
    ):
        assert kinds_in(text) == {kind}, text[:12]


def test_several_kinds_in_one_text_are_all_found():
    forms = [*CREDENTIALS, *((one.kind, one.example) for one in detectors() if one.kind in SHAPES)]
    assert kinds_in("\n".join(example for _, example in forms)) == set(SHAPES) - {NAMED, "url-password"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ghp_short",
        "ghp_" + "-" * 40,
        "AKIAIOSFODNN7EXAMPLE",  # AWS's own example
        "AIDA" + "A" * 16,  # ids of users and roles, which are not secret
        "AROA" + "A" * 16,
        "AKIA" + "A" * 15,
        "AKIA" + "A" * 17,
        "XAKIA" + "A" * 16,
        "AKIA" + "1" * 16,  # no digit of base32
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN RSA PUBLIC KEY-----",
        "the PRIVATE KEY is elsewhere",
        "xoxo-hugs-and-kisses",
        "npm_config_registry",
        "npm_" + "a" * 37,
        "pypi-mirror.example.com",
        "https://hooks.slack.com/services/",
        "pk_live_" + "a" * 24,  # Stripe's publishable keys
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-a1b2c3",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "secret_access_key=da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "secret_access_key=${SECRET}",
        "ASIAPACIFICSOUTHEAST",  # a word of twenty letters
        "AKIA" + "X" * 16,
        "ghp_" + "x" * 36,
        "ghp_" + "0" * 36,
        "glpat-xxxxxxxxxxxxxxxxxxxx",
        "AIza" + "X" * 35,
        "pul-" + "0" * 40,
        "https://user@example.com/site.git",
        "https://user:$PASSWORD@example.com/",
        "postgres://${USER}:${PASSWORD}@db/app",
        "postgres://<user>:<password>@db/app",
        "https://example.com:443/a@b",
        "docker://registry/site:v1@sha256:" + "a1" * 32,
        "docker://site:v1@sha256:" + "a1" * 32,
        "modules.abcdefghijklmnopqrstuvw1",
        "eyJ is how a token begins",
        "sk-learn-and-other-names-that-begin-alike",
        "-us1 and key- are no keys",
    ],
)
def test_what_only_looks_like_one_is_none(text: str):
    assert kinds_in(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        f"aws_secret_access_key = {SECRET_KEY}",
        f"AWS_SECRET_ACCESS_KEY={SECRET_KEY}",
        f'"SecretAccessKey": "{SECRET_KEY}"',
        f'\\"secretAccessKey\\":\\"{SECRET_KEY}\\"',
        f"aws-secret-access-key: '{SECRET_KEY}'",
    ],
)
def test_a_secret_key_is_known_by_the_name_before_it(text: str):
    assert kinds_in(text) == {NAMED}


def test_a_lone_secret_key_is_possible_and_a_digest_is_not():
    assert could_be_secret_key(SECRET_KEY)
    assert could_be_secret_key(f"{KEY_ID}\n{SECRET_KEY}\n")
    assert not could_be_secret_key("a" * 40)
    assert not could_be_secret_key(SECRET_KEY + "x")
    assert not could_be_secret_key("arn:aws:iam::123456789012:role/secure-site")


@pytest.mark.parametrize(
    "repeated", ["ghp_", "xox-", "AKIA", "-----BEGIN ", "hooks.slack.com/services/T", "secret_access_key:", "whsec_ "]
)
def test_megabytes_of_beginnings_are_read_to_the_end(repeated: str):
    text = " ".join([repeated] * 200_000)
    assert kinds_in(f"{text} {KEY_ID}") >= {"aws-access-key-id"}


@pytest.mark.parametrize(
    "name",
    [
        *("token", "OAuthToken", "AWS_ACCESS_KEY_ID", "secretToken", "githubtoken", "GH_PAT", "TOKEN2"),
        *("DB_PASS", "MYSQL_PWD", "SECRET_KEY_BASE", "PGPASSWORD", "DJANGO_SECRET_KEY", "APP_KEY", "PASSWORD_PROD"),
        *(
            "db-password",
            "clientSecret",
            "ENCRYPTION_KEY",
            "JWT_SECRET_CURRENT",
            "API_KEY_V2",
            "Authorization",
            "--password",
        ),
        *("spring.datasource.password", "/app/db/password", "SNYK_TOKEN_OLD", "VAULT_TOKEN"),
        *("ADMIN_PW", "SSHPASS", "NPM_AUTH", "GOOGLE_CREDENTIALS_JSON", "DOCKER_AUTH_CONFIG"),
    ],
)
def test_a_name_says_that_it_is_a_credential(name: str):
    assert names_a_credential(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "123", "TokenUrl", "SECRET_NAME", "compat", "path", "PollForSourceChanges", "Owner", "KMS_KEY"),
        *("SECRET_ARN", "PASSWORD_LENGTH", "MAX_TOKENS", "TOKEN_EXPIRY", "PASS_THROUGH", "BYPASS", "TOKENIZER"),
        *("PASSWORD_RESET_URL", "SECRETS_MANAGER_ENDPOINT", "tokenValidityUnits", "API_KEY_NAME", "PUBLIC_TOKEN"),
        *("auth-token.example.com", "COMPASS", "DB_SECRET_ID", "manageMasterUserPasswordRotation", "SSH_KEY_NAME"),
    ],
)
def test_other_names_say_nothing(name: str):
    assert not names_a_credential(name)
