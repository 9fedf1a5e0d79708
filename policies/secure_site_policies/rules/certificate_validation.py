"""Rule certificate-validation: a certificate is proven by DNS, so that ACM renews it, and the stack waits for it.

A reader of a domain's mailbox can approve a certificate by mail, and a person has to do so again every year. A
certificate that no record proves is never issued.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack

_CERTIFICATE, _VALIDATION = "aws:acm/certificate:Certificate", "aws:acm/certificateValidation:CertificateValidation"
_NOT_PUBLIC = ("certificateBody", "privateKey", "certificateAuthorityArn")
"""Properties of certificates that are imported, or issued by a private authority: no one validates these."""


def _judge(certificate: PolicyResource, stack: Stack) -> Iterator[Objection]:
    props = certificate.props
    if any(is_set(props, key) for key in _NOT_PUBLIC):
        return
    method = str(props.get("validationMethod"))
    if method != "DNS":
        yield Objection(method, f'validationMethod is {method!r}.\nWrite instead: validation_method="DNS".')
    elif not stack.beside(certificate, _VALIDATION, "certificateArn"):
        yield Objection(
            "CertificateValidation",
            "no 'CertificateValidation' of the stack waits until it is issued.\n"
            "Write instead: CertificateValidation(.., certificate_arn=certificate.arn, validation_record_fqdns=[..])",
        )


policy = stack_rule(
    About(
        name="certificate-validation",
        risk="The site goes down when a certificate was never issued, or when no one approved its renewal.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("ACM.1", "Imported and ACM-issued certificates should be renewed after a specified time period"),
        ),
        fix="Validate by DNS, with a record in the zone and a CertificateValidation that waits for it.",
        url="https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
    ),
    (_CERTIFICATE,),
    _judge,
)
"""Judges public certificates of ACM."""
