"""CloudFront and WAF."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.providers.validation.arns import arn
from sandbox.providers.validation.constraints import between
from sandbox.providers.validation.fact import (
    PROVIDER,
    Fact,
    Judge,
    an_object,
    count,
    each,
    items,
    length,
    matches,
    number,
    objects,
    unique,
    whole_number_of,
)

_DISTRIBUTION = f"{PROVIDER}cloudfront/distribution.go"
_API = "https://docs.aws.amazon.com/cloudfront/latest/APIReference/"
_WAF = "https://docs.aws.amazon.com/waf/latest/APIReference/"
_LIMITS = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"
_CERTIFICATES = ("acmCertificateArn", "cloudfrontDefaultCertificate", "iamCertificateId")
_ERRORS = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
_READS = frozenset({"GET", "HEAD"})
_OPTIONS = _READS | {"OPTIONS"}
_ALL = _OPTIONS | {"DELETE", "PATCH", "POST", "PUT"}
_HOST = r"(\*\.)?([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?\.)+[a-zA-Z0-9-]{2,63}"
_BEHAVIORS = ("defaultCacheBehavior", "orderedCacheBehaviors")


def _in_behaviors(path: str) -> tuple[str, ...]:
    return tuple(f"{behavior}.{path}" for behavior in _BEHAVIORS)


def _origins_exist(inputs: Any) -> Iterator[str]:
    """Every behavior names an origin, or a group of origins, of the distribution."""
    known = {one.get("originId") for key in ("origins", "originGroups") for one in objects(inputs.get(key))}
    if not known or not all(isinstance(name, str) for name in known):
        return
    names = ", ".join(sorted(map(repr, known)))
    for key in _BEHAVIORS:
        for behavior in objects(inputs.get(key)):
            target = behavior.get("targetOriginId")
            if isinstance(target, str) and target not in known:
                yield f"{key}.targetOriginId {target!r} must be the originId of one of the origins: {names}"


def _certificate_of_aliases(inputs: Any) -> Iterator[str]:
    """A name of one's own needs a certificate: CloudFront answers InvalidViewerCertificate."""
    certificate = an_object(inputs.get("viewerCertificate"))
    if inputs.get("aliases") and certificate.get("cloudfrontDefaultCertificate"):
        yield "aliases need a certificate: set viewerCertificate.acmCertificateArn, or remove the aliases"


def _one_certificate(value: Any) -> Iterator[str]:
    given = [key for key in _CERTIFICATES if an_object(value).get(key)]
    if len(given) > 1:
        yield f"must have one of {' and '.join(given)}"


def _countries(value: Any) -> Iterator[str]:
    """CloudFront answers InvalidGeoRestrictionParameter to countries without a kind of restriction, and to none."""
    restriction = an_object(value)
    kind, countries = restriction.get("restrictionType"), restriction.get("locations")
    if kind == "none" and countries:
        yield "must have no locations with restrictionType 'none'; send locations as an empty list"
    if kind in ("whitelist", "blacklist") and countries in (None, []):
        yield f"must have locations with restrictionType {kind!r}"


def _methods(*sets: frozenset[str]) -> Judge:
    """The methods are one of some sets."""

    def judge(value: Any) -> Iterator[str]:
        given = items(value)
        if all(isinstance(method, str) for method in given) and frozenset(given) not in sets:
            yield f"must be one of the sets {', or '.join(' '.join(sorted(one)) for one in sets)}"

    return judge


def _page_and_code(value: Any) -> Iterator[str]:
    """A page of one's own has a code to be answered with, and the other way round."""
    for response in objects(value):
        page, code = response.get("responsePagePath"), response.get("responseCode")
        if bool(page) != bool(code):
            yield f"must have both responsePagePath and responseCode, or neither, for {response.get('errorCode')}"
        if isinstance(page, str) and page and not page.startswith("/"):
            yield f"must have a responsePagePath that begins with '/', not {page!r}"


def _function_size(value: Any) -> Iterator[str]:
    """A function has at most 10 KB, in bytes."""
    yield from between(len(str(value).encode()), None, 10 * 1024, "bytes")


def _one_action(rules: Any) -> Iterator[str]:
    """A rule has an action, or for a group of rules an override; WAF answers WAFInvalidParameterException."""
    for rule in objects(rules):
        given = [key for key in ("action", "overrideAction") if rule.get(key) is not None]
        if len(given) != 1:
            yield f"must have either action or overrideAction in the rule {rule.get('name')!r}"


def _allow_or_block(value: Any) -> Iterator[str]:
    if len([key for key in ("allow", "block") if key in an_object(value)]) != 1:
        yield "must have either allow or block"


_ROOT_OBJECT = matches(r"[^/].*|", "a name without a leading '/'")
_ORIGIN_HOST = matches(r"[^/:]+", "a host name, without scheme and path")
_ORIGIN_PATH = matches(r"|/.*[^/]", "empty or '/path', without '/' at its end")
_COUNTRY = matches("[A-Z]{2}", "a country of ISO 3166-1, two capital letters such as 'DE'")

FACTS: Mapping[str, Sequence[Fact]] = {
    "aws:cloudfront/distribution:Distribution": [
        Fact(("comment",), length(0, 128), _DISTRIBUTION),
        Fact(("origins.connectionAttempts",), number(1, 3), _DISTRIBUTION),
        Fact(("origins.connectionTimeout",), number(1, 10), _DISTRIBUTION),
        Fact(("origins.customOriginConfig.originReadTimeout",), number(1, 180), _DISTRIBUTION),
        Fact(("origins.customOriginConfig.originKeepaliveTimeout",), number(1, 180), _DISTRIBUTION),
        Fact(("origins.originShield.originShieldRegion",), matches(r"[a-z]{2}-[a-z]+-\d", "a region"), _DISTRIBUTION),
        Fact(("originGroups.members",), count(2, 2), _DISTRIBUTION),
        Fact(_in_behaviors("functionAssociations"), count(None, 2), _DISTRIBUTION),
        Fact(_in_behaviors("lambdaFunctionAssociations"), count(None, 4), _DISTRIBUTION),
        Fact(
            (*_in_behaviors("functionAssociations"), *_in_behaviors("lambdaFunctionAssociations")),
            unique("eventType"),
            f"{_API}API_FunctionAssociation.html",
        ),
        Fact(_in_behaviors("lambdaFunctionAssociations.lambdaArn"), arn, _DISTRIBUTION),
        Fact(("viewerCertificate",), _one_certificate, _DISTRIBUTION),
        Fact(("restrictions.geoRestriction",), _countries, f"{_API}API_GeoRestriction.html"),
        Fact(("restrictions.geoRestriction.locations",), each(_COUNTRY), f"{_API}API_GeoRestriction.html"),
        Fact(("customErrorResponses",), _page_and_code, f"{_API}API_CustomErrorResponse.html"),
        Fact(("customErrorResponses.errorCode",), whole_number_of(_ERRORS), f"{_API}API_CustomErrorResponse.html"),
        Fact(
            ("customErrorResponses.responseCode",),
            whole_number_of((200, *_ERRORS)),
            f"{_API}API_CustomErrorResponse.html",
        ),
        Fact(_in_behaviors("allowedMethods"), _methods(_READS, _OPTIONS, _ALL), f"{_API}API_AllowedMethods.html"),
        Fact(_in_behaviors("cachedMethods"), _methods(_READS, _OPTIONS), f"{_API}API_CachedMethods.html"),
        Fact(("defaultRootObject",), _ROOT_OBJECT, f"{_API}API_DistributionConfig.html"),
        Fact(("origins.domainName",), _ORIGIN_HOST, f"{_API}API_Origin.html"),
        Fact(("origins.originPath",), _ORIGIN_PATH, f"{_API}API_Origin.html"),
        Fact(("aliases",), each(matches(_HOST, "a name such as 'www.example.com'")), _LIMITS),
        Fact(("customErrorResponses",), unique("errorCode"), f"{_API}API_CustomErrorResponses.html"),
        Fact(("",), _origins_exist, f"{_API}API_DefaultCacheBehavior.html"),
        Fact(("",), _certificate_of_aliases, f"{_API}API_ViewerCertificate.html"),
    ],
    "aws:cloudfront/function:Function": [
        Fact(("code",), _function_size, _LIMITS),
    ],
    "aws:cloudfront/originAccessControl:OriginAccessControl": [
        Fact(("name",), length(1, 64), f"{PROVIDER}cloudfront/origin_access_control.go"),
        Fact(("description",), length(0, 256), f"{PROVIDER}cloudfront/origin_access_control.go"),
    ],
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": [
        Fact(("name",), length(1, 128), f"{_API}API_ResponseHeadersPolicyConfig.html"),
        Fact(("comment",), length(0, 128), f"{_API}API_ResponseHeadersPolicyConfig.html"),
        Fact(
            ("serverTimingHeadersConfig.samplingRate",),
            number(0, 100),
            f"{_API}API_ResponseHeadersPolicyConfig.html",
        ),
        Fact(("customHeadersConfig.items", "removeHeadersConfig.items"), unique("header"), _LIMITS),
    ],
    "aws:wafv2/webAcl:WebAcl": [
        Fact(("rules",), unique("name"), f"{_WAF}API_Rule.html"),
        Fact(("rules",), unique("priority"), f"{_WAF}API_Rule.html"),
        Fact(("rules",), _one_action, f"{_WAF}API_Rule.html"),
        Fact(("defaultAction",), _allow_or_block, f"{_WAF}API_DefaultAction.html"),
    ],
}
"""Facts by type token."""
