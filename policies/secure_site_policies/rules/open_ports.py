"""Rule open-ports: no security group opens a port of administration or of a database to the internet.

Ports for everyone, such as 80 and 443, pass; so does every port for networks that one owner can have.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_network
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import Place, places_of
from secure_site_policies.frame.rule import About, Objection, cis, fsbp, resource_rule
from secure_site_policies.frame.wording import listed

_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_ALONE = (_GROUP_RULE, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
_INLINE = places_of(
    {
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "ingress.*",
        "aws:ec2/securityGroup:SecurityGroup": ("ingress.*", "ingresses.*"),  # the plural in packages of Terraform's
        "aws:lightsail/instancePublicPorts:InstancePublicPorts": "portInfos.*",
    }
)
_SOURCES = ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6", "cidrs", "ipv6Cidrs")
_ALL_PROTOCOLS = {"-1", "all"}
_WITH_PORTS = {"tcp", "udp", "6", "17", *_ALL_PROTOCOLS}
_LARGEST_NETWORK = {4: 8, 6: 16}
"""IP version -> the prefix of the largest network that one owner has."""

_LISTENERS = {
    "FTP": (20, 21),
    "SSH": (22,),
    "Telnet": (23,),
    "SMTP": (25,),
    "POP3": (110,),
    "RPC": (135,),
    "IMAP": (143,),
    "CIFS": (445,),
    "SQL Server": (1433, 1434),
    "web development": (3000, 5000),
    "MySQL": (3306,),
    "RDP": (3389,),
    "ahsp": (4333,),
    "PostgreSQL": (5432,),
    "fcp": (5500,),
    "OpenSearch Dashboards": (5601,),
    "HTTP proxy": (8080, 8088, 8888),
    "OpenSearch": (9200, 9300),
}
PORTS: Mapping[int, str] = {port: name for name, ports in _LISTENERS.items() for port in ports}
"""The ports of FSBP EC2.19 with what listens there.

AWS: https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19
"""


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    yield from _INLINE(args)
    if args.resource_type in _ALONE:
        yield Place("ingress", lambda: args.props)


def _judge(rule: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if not isinstance(rule, Mapping):
        return
    held = cast(Mapping[str, Any], rule)
    if args.resource_type == _GROUP_RULE and held.get("type") != "ingress":
        return
    protocol = str(held.get("protocol") or held.get("ipProtocol")).lower()
    if protocol not in _WITH_PORTS or not (open_to := [one for one in _sources(held) if _is_internet(one)]):
        return
    if opened := sorted(_opened(held, protocol)):
        names = listed((f"{port} ({PORTS[port]})" for port in opened), 3)
        yield Objection(
            open_to[0],
            f"{open_to[0]!r}, the internet, may connect to port {names}.\n"
            "Write instead the networks of those who connect, or a security group; for SSH and RDP, Session Manager.",
        )


def _opened(rule: Mapping[str, Any], protocol: str) -> Iterable[int]:
    first, last = (_port(rule.get(key)) for key in ("fromPort", "toPort"))
    if protocol in _ALL_PROTOCOLS or first is None or last is None or first < 0:
        return PORTS
    return [port for port in PORTS if first <= port <= last]


def _port(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def _sources(rule: Mapping[str, Any]) -> Sequence[str]:
    values = [rule.get(key) for key in _SOURCES]
    lists = [cast(Sequence[object], value) for value in values if isinstance(value, Sequence)]
    return [str(one) for value in lists for one in ([value] if isinstance(value, str) else value)]


def _is_internet(source: str) -> bool:
    try:
        network = ip_network(source, strict=False)
    except ValueError:
        return False
    return network.prefixlen < _LARGEST_NETWORK[network.version]


policy = resource_rule(
    About(
        name="open-ports",
        risk="A port of administration or of a database that answers the internet is tried by everyone, all the time.",
        severity=Severity.HIGH,
        controls=(
            fsbp("EC2.19", "Security groups should not allow unrestricted access to ports with high risk"),
            fsbp("EC2.13", "Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 22"),
            fsbp("EC2.14", "Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 3389"),
            cis("5.2", "Ensure no security groups allow ingress from 0.0.0.0/0 to remote server administration ports"),
        ),
        fix="Name the networks or the security groups that connect.",
        url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    ),
    _places,
    _judge,
)
