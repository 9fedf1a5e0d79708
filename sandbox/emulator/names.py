"""Lets a name belong to one distribution, proves it by one record, and holds the certificates that distributions use.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html (CNAMEAlreadyExists)
https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html (ResourceInUseException)
"""

import hashlib
from collections.abc import Callable
from typing import Any

from sandbox.emulator.authorization.emulator import part

Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Replaces ministack's creation and update of distributions, and ACM's proofs and deletion of certificates."""
    cloudfront, acm = part("services.cloudfront"), part("services.acm")
    create, update = cloudfront._create_distribution, cloudfront._update_distribution
    delete, shape = acm._delete_certificate, acm._cert_shape

    def create_alone(headers: dict[str, str], body: bytes) -> Answer:
        return _taken(body, "") or create(headers, body)

    def update_alone(distribution: str, headers: dict[str, str], body: bytes) -> Answer:
        return _taken(body, distribution) or update(distribution, headers, body)

    def delete_unused(data: dict[str, Any]) -> Any:
        arn = data.get("CertificateArn", "")
        if _users(arn):
            account = part("core.responses").get_account_id()
            message = f"Certificate {arn} in account {account} is in use."
            return part("core.responses").error_response_json("ResourceInUseException", message, 400)
        return delete(data)

    def used_shape(found: dict[str, Any]) -> dict[str, Any]:
        return {**shape(found), "InUseBy": _users(found["CertificateArn"])}

    cloudfront._create_distribution, cloudfront._update_distribution = create_alone, update_alone
    acm._delete_certificate = delete_unused
    acm._validation_options = _proving(acm._validation_options)
    acm._cert_shape = used_shape


def proof(account: str, name: str) -> dict[str, str]:
    """The record by which an account proves a host: the same for each of its certificates, and for `*.` the host.

    >>> proof("123456789012", "*.example.com") == proof("123456789012", "example.com")
    True
    """
    host = name.removeprefix("*.").lower()
    label, value = (hashlib.sha256(f"{kind} {account} {host}".encode()).hexdigest()[:32] for kind in ("name", "value"))
    return {"Name": f"_{label}.{host}.", "Type": "CNAME", "Value": f"_{value}.acm-validations.aws."}


def _proving(options: Callable[[str, str], dict[str, Any]]) -> Callable[[str, str], dict[str, Any]]:
    def prove(domain: str, method: str) -> dict[str, Any]:
        found = options(domain, method)
        return {**found, "ResourceRecord": proof(part("core.responses").get_account_id(), domain)}

    return prove


def _taken(body: bytes, own: str) -> Answer | None:
    """The error of CloudFront if another distribution has one of a configuration's names, else None."""
    cloudfront = part("services.cloudfront")
    root = cloudfront._parse_body(body)
    names = [] if root is None else [found.text or "" for found in root.iter() if found.tag.endswith("CNAME")]
    for name in names:
        if any(owner != own for _, owner in cloudfront._domain_owners(name)):
            message = "One or more of the CNAMEs you provided are already associated with a different resource."
            return cloudfront._error("CNAMEAlreadyExists", message, 409)
    return None


def _users(arn: str) -> list[str]:
    """The ARNs of the distributions that use a certificate."""
    found = part("services.cloudfront")._distributions.values()
    return sorted(distribution["ARN"] for distribution in found if arn and arn in distribution["config_xml"])
