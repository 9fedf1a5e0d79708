"""The shapes of credentials: their documented forms, and the names under which programs keep them.

Only documented forms count: a guess by entropy would block the ids and digests that every stack has.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of one kind of credential."""

    title: str
    """The common name, with its article."""
    hints: tuple[str, ...]
    """Texts of which one occurs in every such credential: a fast check before the expression."""
    form: re.Pattern[str]
    """The expression. It has no unbounded repetition, so that a search takes time proportional to the text."""


AWS_ACCESS_KEY_ID = "aws-access-key-id"
AWS_SECRET_ACCESS_KEY = "aws-secret-access-key"  # noqa: S105 - the name of the kind

# Forty characters; neither a digest, which has as many, nor the key in AWS's examples.
_FORTY = r"(?<![A-Za-z0-9+/])(?![a-f0-9]{40})(?![A-Za-z0-9+/]{30}EXAMPLEKEY)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])"

SHAPES: Mapping[str, Shape] = {
    # https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available/
    "github-token": Shape(
        "a GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        re.compile(r"g(?:h[pousr]|ithub_pat)_[A-Za-z0-9_]{36}"),
    ),
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, without the id in AWS's examples.
    # It may follow `\n` in text that is itself inside JSON; elsewhere it begins a word.
    AWS_ACCESS_KEY_ID: Shape(
        "an AWS access key id",
        ("AKIA", "ASIA"),
        re.compile(
            r"A(?:(?<![A-Za-z0-9]A)|(?<=\\[nrt]A))[KS]IA(?!IOSFODNN7EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9])",
        ),
    ),
    AWS_SECRET_ACCESS_KEY: Shape(
        "an AWS secret access key",
        ("SECRET_ACCESS_KEY", "secret_access_key", "secret-access-key", "ecretAccessKey"),
        re.compile(r"secret[_-]?access[_-]?key[\\\"'\s]{0,6}[:=][\\\"'\s]{0,6}" + _FORTY, re.IGNORECASE),
    ),
    # https://www.rfc-editor.org/rfc/rfc7468#section-10; OpenSSH and OpenPGP use the same form.
    "private-key": Shape(
        "a private key",
        ("PRIVATE KEY",),
        re.compile(r"-----BEGIN (?:[A-Z0-9]{1,9} ){0,2}PRIVATE KEY(?: BLOCK)?-----"),
    ),
    # https://docs.slack.dev/authentication/tokens and /messaging/sending-messages-using-incoming-webhooks
    "slack-token": Shape(
        "a Slack token",
        ("xox", "xapp-", "hooks.slack.com"),
        re.compile(
            r"xox[abeoprs][.-][A-Za-z0-9.-]{20}|xapp-\d-[A-Za-z0-9-]{20}"
            r"|hooks\.slack\.com/services/T[A-Z0-9]{1,20}/B[A-Z0-9]{1,20}/[A-Za-z0-9]{20}"
        ),
    ),
    # https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
    "npm-token": Shape("an npm token", ("npm_",), re.compile(r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])")),
    # https://pypi.org/help/#apitoken; the letters are how "pypi.org" and "test.pypi.org" begin in every token
    "pypi-token": Shape(
        "a PyPI token",
        ("pypi-AgE",),
        re.compile(r"pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)[A-Za-z0-9_-]{20}"),
    ),
    # https://docs.stripe.com/keys
    "stripe-key": Shape(
        "a Stripe key",
        ("sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"),
        re.compile(r"[sr]k_(?:live|test)_[A-Za-z0-9]{24}|whsec_[A-Za-z0-9+/]{32}"),
    ),
}
"""Name of the kind, as in messages and exemptions -> its shape."""

_LONE_SECRET_KEY = re.compile(_FORTY)
_CREDENTIAL = re.compile(
    "(?:token|secrets?|password|passwd|passphrase|credentials?|accesskey|accesskeyid|apikey|privatekey|secretkey|sshkey"
    "|deploykey|signingkey)$"
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def kinds_in(text: str) -> set[str]:
    """The kinds of credential in a text, by their names in SHAPES. Linear in the length of the text."""
    return {
        kind for kind, shape in SHAPES.items() if any(hint in text for hint in shape.hints) and shape.form.search(text)
    }


def could_be_secret_key(text: str) -> bool:
    """Whether a text contains the form of an AWS secret access key.

    Forty letters and digits can be anything: call this only near an access key id, or where a name indicates a key.
    """
    return bool(_LONE_SECRET_KEY.search(text))


def names_a_credential(name: str) -> bool:
    """Whether a variable or property holds a credential, judged by the last word of its name: `GITHUB_TOKEN`."""
    words = _WORD.findall(name)
    return bool(words) and (words[-1].lower() == "pat" or bool(_CREDENTIAL.search("".join(words).lower())))
