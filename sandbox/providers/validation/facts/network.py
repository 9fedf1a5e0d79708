"""Certificate Manager and Route 53."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.providers.validation.constraints import between
from sandbox.providers.validation.fact import PROVIDER, Fact, conflict, count, each, length, matches

_RECORD = f"{PROVIDER}route53/record.go"
_ACM = "https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html"
_HOST = r"(\*\.)?([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9-]{2,63}"
_A_HOST = "a name such as 'www.example.com' or '*.example.com'"


def _target(inputs: Any) -> Iterator[str]:
    """A record has values and a time to live, or it is an alias."""
    alias, records = inputs.get("aliases"), inputs.get("records")
    if alias and records:
        yield "aliases conflicts with records; give one of them"
    if alias and inputs.get("ttl") is not None:
        yield "aliases conflicts with ttl: an alias has its target's; remove ttl"
    if records and inputs.get("ttl") is None:
        yield "records need ttl"
    if not alias and not records:
        yield "must have records or aliases"


FACTS: Mapping[str, Sequence[Fact]] = {
    "aws:acm/certificate:Certificate": [
        # The first name becomes the common name, which X.509 limits.
        Fact(("domainName",), length(1, 64), _ACM),
        Fact(("domainName",), matches(_HOST, _A_HOST), _ACM),
        Fact(("subjectAlternativeNames",), each(matches(_HOST, _A_HOST)), _ACM),
    ],
    "aws:route53/record:Record": [
        Fact(("",), _target, _RECORD),
        Fact(("aliases",), count(None, 1), _RECORD),
        Fact(("records",), each(lambda value: between(len(str(value)), 1, 4000, "characters")), _RECORD),
    ],
    "aws:route53/zone:Zone": [
        Fact(("name",), length(1, 1024), f"{PROVIDER}route53/zone.go"),
        Fact(("comment",), length(0, 256), f"{PROVIDER}route53/zone.go"),
        Fact(("",), conflict("delegationSetId", "vpcs"), f"{PROVIDER}route53/zone.go"),
    ],
}
"""Facts by type token."""
