"""The rules for configured values: predicates on plain values, each with the words that describe it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

_LOG_RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
_TEN_YEARS_DAYS = 3650
_COUNTRY_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRY_CODES.split())
"""The officially assigned ISO 3166-1 alpha-2 codes."""

_REFERRER_POLICIES = (
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
)

RESERVED_TAGS = frozenset({"ManagedBy", "Project", "Stack"})
"""Tags that the program sets itself."""
_RESERVED = frozenset(tag.lower() for tag in RESERVED_TAGS)
MOST_TAGS = 50 - len(RESERVED_TAGS)
"""The most tags beside those: AWS takes 50 of a resource.

AWS: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
"""

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])")
LONGEST_HOST = 253
_TLS_POLICY = re.compile(r"TLSv1\.(?P<minor>[0-9]+)_(?P<year>20[0-9]{2})")


@dataclass(frozen=True)
class Rule:
    """A predicate on a value, and the words for it, which complete "must be ..."."""

    allowed: str
    holds: Callable[[Any], bool]


def matching(pattern: str, allowed: str) -> Rule:
    """A rule that the whole text matches a pattern."""
    return Rule(allowed, lambda text: re.fullmatch(pattern, text) is not None)


def one_of(*choices: object) -> Rule:
    """A rule that the value is one of a closed set."""
    return Rule("one of " + ", ".join(str(choice) for choice in choices), choices.__contains__)


def between(lowest: int, highest: int) -> Rule:
    """A rule that the number is in a range, its ends included."""
    return Rule(f"a whole number from {lowest} to {highest}", lambda number: lowest <= number <= highest)


def _is_host(text: str) -> bool:
    return len(text) <= LONGEST_HOST and _HOST.fullmatch(text) is not None


def _is_host_or_wildcard(text: str) -> bool:
    return _is_host(text.removeprefix("*."))


def _is_recent_tls_policy(text: str) -> bool:
    """Whether the policy is TLSv1.2_2021 or a later one. Policies that AWS adds later need no change here."""
    policy = _TLS_POLICY.fullmatch(text)
    return policy is not None and (int(policy["minor"]), int(policy["year"])) >= (2, 2021)


def _is_branch(text: str) -> bool:
    """Whether both git and a webhook's filter accept the name.

    git: https://git-scm.com/docs/git-check-ref-format
    """
    parts = text.split("/")
    return (
        re.fullmatch(r"[A-Za-z0-9._/#@+-]+", text) is not None
        and not text.startswith("-")
        and ".." not in text
        and all(part and not part.startswith(".") and not part.endswith((".", ".lock")) for part in parts)
    )


def _is_inside(text: str) -> bool:
    """Whether a path stays inside the folder it starts from."""
    return (
        re.fullmatch(r"[A-Za-z0-9._/][A-Za-z0-9._/-]*", text) is not None
        and not text.startswith("/")
        and ".." not in PurePosixPath(text).parts
    )


def _is_line(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


def _is_tag(tag: tuple[str, str]) -> bool:
    name, value = tag
    return (
        re.fullmatch(r"[\w .:/=+@-]{1,127}", name) is not None
        and not name.lower().startswith("aws:")
        and name.lower() not in _RESERVED
        and re.fullmatch(r"[\w .:/=+@-]{0,255}", value) is not None
    )


LINE = Rule("one line of printable text", _is_line)
DAYS = between(1, _TEN_YEARS_DAYS)
LOG_RETENTION = one_of(*_LOG_RETENTION_DAYS)
"""The retentions that CloudWatch Logs offers.

AWS: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""
REFERRER_POLICY = one_of(*_REFERRER_POLICIES)
"""The policies that a browser knows, without "unsafe-url"."""
RATE_LIMIT = between(10, 2_000_000_000)
"""Requests in five minutes: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html"""
HOST = Rule("a host name in lower case, such as example.com", _is_host)
HOST_OR_WILDCARD = Rule("a host name in lower case, such as www.example.com or *.example.com", _is_host_or_wildcard)
CERTIFICATE_ARN = matching(
    r"arn:aws:acm:us-east-1:[0-9]{12}:certificate/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "the ARN of a certificate in us-east-1, arn:aws:acm:us-east-1:ACCOUNT:certificate/ID",
)
ZONE_ID = matching(r"Z[A-Z0-9]{7,31}", "the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ")
FILE_NAME = matching(r"[A-Za-z0-9_][A-Za-z0-9._-]*", "a file name without a folder, such as index.html")
PAGE = Rule("a path inside the site without a leading slash, such as 404.html", _is_inside)
COUNTRY = Rule("an ISO 3166-1 country code of two capitals, such as DE", COUNTRIES.__contains__)
TLS_POLICY = Rule("TLSv1.2_2021 or a newer CloudFront security policy", _is_recent_tls_policy)
REPOSITORY = matching(
    r"[A-Za-z0-9]([A-Za-z0-9-]{0,37}[A-Za-z0-9])?/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}",
    "a GitHub repository as owner/name, such as example/site",
)
BRANCH = Rule("a branch name without spaces, such as main", _is_branch)
TOKEN = matching(r"[!-~]+", "a GitHub token, without spaces")
WEBHOOK_SECRET = matching(r"[A-Za-z0-9]{16,}", "at least 16 letters and digits, nothing else")
CONNECTION_ARN = matching(
    r"arn:aws:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection/[0-9a-f-]{36}",
    "the ARN of a connection, arn:aws:codeconnections:REGION:ACCOUNT:connection/ID",
)
FOLDER = Rule("a folder inside the repository, without a leading slash and without '..', such as public", _is_inside)
COMMAND = Rule("a command in one line", _is_line)
GITHUB_PROVIDER_ARN = matching(
    r"arn:aws:iam::[0-9]{12}:oidc-provider/token\.actions\.githubusercontent\.com",
    "the ARN of GitHub's provider, arn:aws:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com",
)
BUCKET_NAME = matching(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of a bucket, such as example-pulumi-state")
KMS_KEY_ARN = matching(
    r"arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-[0-9a-f]{32}|[0-9a-f-]{36})",
    "the ARN of a key, arn:aws:kms:REGION:ACCOUNT:key/ID",
)
BUILD_IMAGE = matching(
    r"[A-Za-z0-9][A-Za-z0-9._/:@-]*", "an image, such as aws/codebuild/amazonlinux-x86_64-standard:5.0"
)
EMAIL = matching(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "an email address, such as ops@example.com")
REGION = matching(r"(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-[0-9]+", "a commercial AWS region, such as us-east-1")
STACK_NAME = matching(
    r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", "lower-case letters, digits and hyphens, because bucket names contain it"
)
TAG = Rule(
    "a tag whose name has 1 to 127 characters, does not begin with aws: and is none of ManagedBy, Project, Stack, in "
    "capitals or not, and whose value has at most 255 characters; letters, digits, spaces and _ . : / = + - @ only",
    _is_tag,
)
"""What every service of the program takes: CodeBuild has the shortest names and values, and IAM ignores the case.

AWS: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Tag.html
"""
GITHUB_ID = Rule("an id of GitHub, a whole number above 0", lambda number: number > 0)


def fault_of_tags(tags: Mapping[str, str]) -> str | None:
    """What the tags have to be together, if they are not: few enough, and with names that differ in more than case."""
    if len(tags) > MOST_TAGS:
        return f"at most {MOST_TAGS} tags, because AWS takes 50 of a resource and the program sets the rest"
    if len({name.lower() for name in tags}) < len(tags):
        return "tags whose names differ in more than their case, which IAM ignores"
    return None


def is_within(host: str, domain: str) -> bool:
    """Whether a host or wildcard is the domain, its www twin or apex, or a name below one of them."""
    apex = domain.removeprefix("www.")
    return host == apex or host.endswith(f".{apex}")
