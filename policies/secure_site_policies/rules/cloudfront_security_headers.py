"""Rule cloudfront-security-headers: every response has the headers by which a browser restricts a page.

Each cache behavior names a response headers policy. Each such policy of the stack sets all five headers and overrides
the origin's. An AWS-managed policy passes, except the two without any of these headers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import Place, is_set, places_of
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.subjects.distributions import BEHAVIORS
from secure_site_policies.subjects.security_headers import required

DEFAULT_HSTS_DAYS = 365
"""The term that OWASP's standard requires of every site (ASVS 5.0, 3.4.1), and that AWS's own policy sets.

https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/0x12-V3-Web-Frontend-Security.md
"""

_POLICY = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
_ID = "responseHeadersPolicyId"
_WITHOUT_THEM = {
    "60669652-455b-4ae9-85a4-c4c02393f86c": "SimpleCORS",
    "5cc3b908-e619-4b99-88e5-2cf7f45965bd": "CORS-With-Preflight",
}
"""AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html"""

_behaviors = places_of(BEHAVIORS)
_settings = places_of({_POLICY: "securityHeadersConfig"}, absent=True)


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    yield from _behaviors(args)
    yield from _settings(args)


def _judge(value: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.resource_type == _POLICY:
        days = args.get_config().get("minimumHstsDays", DEFAULT_HSTS_DAYS)
        yield from _headers(the_object(value), int(days))
    else:
        yield from _behavior(the_object(value))


def _behavior(behavior: Mapping[str, Any]) -> Iterator[Objection]:
    instead = "Write instead: response_headers_policy_id=ResponseHeadersPolicy(..).id"
    if not is_set(behavior, _ID):
        yield Objection(_ID, f"{_ID!r} is missing, so pages have no security headers.\n{instead}")
    elif name := _without_them(behavior):
        yield Objection(name, f"AWS-managed policy {name!r} has no security headers.\n{instead}")


def _without_them(behavior: Mapping[str, Any]) -> str | None:
    try:
        return _WITHOUT_THEM.get(str(behavior[_ID]))
    except UnknownValueError:
        return None  # a policy that this update creates, judged as a resource of its own


def _headers(settings: Mapping[str, Any], hsts_days: int) -> Iterator[Objection]:
    for header in required(hsts_days):
        setting = the_object(settings.get(header.key))
        if not setting:
            faults = [(header.name, f"{header.name!r} is missing")]
        else:
            faults = list(header.faults(setting))
            if setting.get("override") not in (True, "true"):
                faults.append(
                    ("override", f"{header.name} does not replace the origin's header, because 'override' is not true")
                )
        for pattern, fault in faults:
            yield Objection(pattern, f"{fault}.\nWrite instead: {header.instead}")


policy = resource_rule(
    About(
        name="cloudfront-security-headers",
        risk="Without these headers a browser accepts plain HTTP, injected scripts and frames of other sites.",
        severity=Severity.MEDIUM,
        controls=(well_architected("SEC09-BP02", "Enforce encryption in transit"),),
        fix="Attach a ResponseHeadersPolicy with all five headers to every behavior.",
        url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
        "understanding-response-headers-policies.html",
        config={
            "minimumHstsDays": {
                "type": "integer",
                "minimum": 1,
                "default": DEFAULT_HSTS_DAYS,
                "description": "The shortest time, in days, for which a browser must insist on HTTPS.",
            }
        },
    ),
    _places,
    _judge,
)
