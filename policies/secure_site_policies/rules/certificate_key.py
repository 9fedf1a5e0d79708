"""Rule certificate-key: a certificate has a key that no one can compute, and stands in the public logs.

RSA keys of 1,024 bits can be factored. Certificate transparency shows the owner of a domain every certificate for it;
browsers do not trust one that is in no log.
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.aspects import aspects_rule
from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.rule import About, Objection, fsbp

_CERTIFICATE = "aws:acm/certificate:Certificate"
_WEAK = ("RSA_1024",)
_LOGGING = "certificateTransparencyLoggingPreference"


def _algorithm(args: ResourceValidationArgs) -> Iterator[Objection]:
    found = args.props.get("keyAlgorithm")
    if found in _WEAK:
        yield Objection(str(found), f'{str(found)!r} can be factored.\nWrite instead: key_algorithm="RSA_2048".')


def _transparency(args: ResourceValidationArgs) -> Iterator[Objection]:
    if the_object(args.props.get("options")).get(_LOGGING) == "DISABLED":
        yield Objection(
            _LOGGING,
            f"{_LOGGING!r} is DISABLED, so browsers do not trust the certificate.\nWrite instead: nothing; it is on.",
        )


policy = aspects_rule(
    About(
        name="certificate-key",
        risk="An attacker who computes the key of a certificate answers in the site's name.",
        severity=Severity.HIGH,
        controls=(fsbp("ACM.2", "RSA certificates managed by ACM should use a key length of at least 2,048 bits"),),
        fix="Use an RSA key of 2,048 bits or more, or an elliptic curve, and leave transparency on.",
        url="https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html",
    ),
    [_CERTIFICATE],
    {"keyAlgorithm": _algorithm, "options": _transparency},
)
"""Judges certificates of ACM, imported ones as well."""
