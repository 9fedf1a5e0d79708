"""Values that say that they are no secret: references, switches and placeholders."""

import re

from secure_site_policies.frame.wording import words_of

_SWITCHES = words_of(
    "true false yes no on off enabled disabled enable disable none null nil undefined required optional auto "
    "automatic default always never plain plaintext secret seconds minutes hours days weeks months basic bearer "
    "iam oauth oidc saml jwt prompt stdin interactive string text empty unset n/a na"
)
_REFERENCE = re.compile(
    r"arn:[a-z-]+:"
    # Variables and templates: $X, ${X}, $(x), #{x}, {{x}}, <x>, %x%, @x@, !Ref x, `x`
    r"|[$#%@!`({<\[]"
    # Addresses of a secret, by scheme or as a path.
    r"|(?:https?|file|env|op|vault|ssm|sm|secret|secrets|secretsmanager|awssm|awsps|gcpsm|akv|ref\+[a-z]+|keyring)://"
    r"|(?:env|ssm|ssm-secure|vault|file|secretsmanager|secret|sops)[:.]"
    r"|~?/|\.{1,2}/|projects/|alias/|[A-Za-z]:\\"
    # Expressions of API Gateway, GitHub and programs.
    r"|(?:method|integration|context|request|stageVariables|process|os|env|secrets|vars|config|var|local|data|module|"
    r"self|this|event|settings)[.\[]",
)
_PATH = re.compile(r"[a-z][a-z0-9._-]*(?:/[a-z0-9._-]+)+")
_PLACEHOLDER = re.compile(
    r"x{4}|\*{3}|\.{3}|change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|placeholder|redacted|masked|dummy|"
    r"(?<![a-z])(?:todo|tbd|fixme|fake|sample)(?![a-z])|your[-_ ]|(?:insert|enter|put|set)[-_ ](?:here|your|the|me)|"
    r"example(?![a-z])|not[-_ ]?a[-_ ]?(?:real|secret)|goes[-_ ]here|secret[-_ ]?manager",
    re.IGNORECASE,
)
_SMALL_NUMBER = re.compile(r"-?\d{1,3}")


def is_placeholder(text: str) -> bool:
    """Whether a text only shows where a secret belongs: "ghp_xxxx..", "CHANGEME", "your-token-here"."""
    return bool(_PLACEHOLDER.search(text))


def is_one_letter(text: str) -> bool:
    """Whether a text repeats one character."""
    return len(set(text)) <= 1


def says_no_secret(text: str) -> bool:
    """Whether a value under the name of a secret is none: a reference, a switch, a small number, a placeholder."""
    value = text.strip().strip("\"'").strip()
    return (
        not any(map(str.isalnum, value))
        or value.lower() in _SWITCHES
        or bool(_REFERENCE.match(value) or _PATH.fullmatch(value) or _SMALL_NUMBER.fullmatch(value))
        or (len(value) > 1 and is_one_letter(value.lower()) and not value.isdigit())
        or is_placeholder(value)
    )
