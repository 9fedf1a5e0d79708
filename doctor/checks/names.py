"""Checks of the site's names: the certificate, and that the names lead to the distribution."""

import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from components.context import CLOUDFRONT_REGION
from doctor.deployed import Deployed
from doctor.model import Check

_RENEWED_BEFORE = timedelta(days=30)
"""ACM renews a certificate 60 days before it ends: https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html"""


def _certificate(stack: Deployed) -> Sequence[str]:
    problems: list[str] = []
    arns = {str(one["viewerCertificate"].get("acmCertificateArn") or "") for one in stack.distributions}
    for arn in sorted(arns - {""}):
        answer = stack.account.ask("acm:DescribeCertificate", region=CLOUDFRONT_REGION, CertificateArn=arn)
        problems += _of_certificate(answer["Certificate"], datetime.now(UTC))
    return problems


def _of_certificate(found: dict[str, Any], now: datetime) -> list[str]:
    domain = found["DomainName"]
    if found["Status"] != "ISSUED":
        return [f"the certificate of {domain} is {found['Status']}"]
    unproven = [
        one["DomainName"]
        for one in found.get("RenewalSummary", {}).get("DomainValidationOptions", [])
        if one.get("ValidationStatus") == "FAILED"
    ]
    problems = [f"the certificate of {domain} cannot be renewed: the proof of {name} is gone" for name in unproven]
    end = found.get("NotAfter")
    if end and end - now < _RENEWED_BEFORE:
        problems.append(f"the certificate of {domain} ends on {end.date()} and was not renewed")
    return problems


def _lead_here(stack: Deployed) -> Sequence[str]:
    problems: list[str] = []
    for address in stack.addresses:
        host = urlsplit(address).hostname or ""
        try:
            socket.getaddrinfo(host, None)
        except OSError:
            problems.append(f"{host} has no address{_name_servers(stack)}")
    return problems


def _name_servers(stack: Deployed) -> str:
    """The name servers that the domain's registrar must name, if the stack knows the zone."""
    zones = {one.outputs.get("zoneId") for one in stack.all("aws:route53/record:Record")}
    servers = [
        server
        for zone in sorted(filter(None, zones))
        for server in stack.account.ask("route53:GetHostedZone", Id=zone)
        .get("DelegationSet", {})
        .get("NameServers", [])
    ]
    return f"; the name servers of its zone are {', '.join(sorted(set(servers)))}" if servers else ""


CHECKS: tuple[Check[Deployed], ...] = (
    Check(
        "certificate",
        "the certificate is issued and renews itself",
        "ACM finds the proof in DNS: write the proof records again (pulumi up --refresh), and delegate the zone: "
        "https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-DNS-validation.html",
        _certificate,
    ),
    Check(
        "dns",
        "the site's names have addresses",
        "Name the zone's servers at the domain's registrar; with dns false, write the records that the outputs name: "
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/domain-name-servers-glue-records.html",
        _lead_here,
    ),
)
