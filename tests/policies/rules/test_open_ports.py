"""Rule open-ports: ports of administration and of databases, wherever a security group's rule is written."""

from collections.abc import Mapping
from typing import Any

import pytest

from secure_site_policies.rules.open_ports import PORTS, policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

GROUP, RULE = "aws:ec2/securityGroup:SecurityGroup", "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SSH: Mapping[str, Any] = {"protocol": "tcp", "fromPort": 22, "toPort": 22}
ANYONE = {"cidrBlocks": ["0.0.0.0/0"]}

OPEN: list[tuple[str, Mapping[str, Any]]] = [
    (GROUP, {"ingress": [{**SSH, **ANYONE}]}),
    (GROUP, {"ingress": [{**SSH, "ipv6CidrBlocks": ["::/0"]}]}),
    (GROUP, {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, **ANYONE}]}),
    (GROUP, {"ingress": [{"protocol": "tcp", "fromPort": 0, "toPort": 65535, **ANYONE}]}),
    (GROUP, {"ingress": [{"protocol": "6", "fromPort": "22", "toPort": "22", **ANYONE}]}),
    (GROUP, {"ingress": [{**SSH, "cidrBlocks": ["10.0.0.0/8", "0.0.0.0/1"]}]}),
    ("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {"ingress": [{**SSH, **ANYONE}]}),
    (RULE, {"type": "ingress", **SSH, **ANYONE}),
    (INGRESS, {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "0.0.0.0/0"}),
    (INGRESS, {"ipProtocol": "-1", "cidrIpv6": "::/0"}),
    ("aws:lightsail/instancePublicPorts:InstancePublicPorts", {"portInfos": [{**SSH, "cidrs": ["0.0.0.0/0"]}]}),
    (
        "aws-native:ec2:SecurityGroup",
        {"securityGroupIngress": [{"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIp": "0.0.0.0/0"}]},
    ),
    ("aws:index/securityGroup:SecurityGroup", {"ingresses": [{**SSH, **ANYONE}]}),
    ("aws:index/securityGroupRule:SecurityGroupRule", {"type": "ingress", **SSH, **ANYONE}),
]


@pytest.mark.parametrize(("kind", "properties"), OPEN)
def test_ssh_is_not_open_to_the_internet(kind: str, properties: Mapping[str, Any]):
    (message,) = judge(policy, kind, properties).violations
    assert ", the internet, may connect to port 2" in message


@pytest.mark.parametrize("port", PORTS)
def test_each_port_of_the_list_is_known(port: int):
    rule = {"protocol": "tcp", "fromPort": port, "toPort": port, **ANYONE}
    (message,) = judge(policy, GROUP, {"ingress": [rule]}).violations
    assert message.startswith(f"it: ingress[0]: '0.0.0.0/0', the internet, may connect to port {port} ({PORTS[port]}).")


SAFE: list[tuple[str, Mapping[str, Any]]] = [
    (GROUP, {}),
    (GROUP, {"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, **ANYONE}]}),
    (GROUP, {"ingress": [{"protocol": "icmp", "fromPort": -1, "toPort": -1, **ANYONE}]}),
    (GROUP, {"ingress": [{**SSH, "cidrBlocks": ["198.51.100.0/24"]}, {**SSH, "securityGroups": ["sg-1"]}, None]}),
    (GROUP, {"egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, **ANYONE}]}),
    (RULE, {"type": "egress", "protocol": "-1", "fromPort": 0, "toPort": 0, **ANYONE}),
    (INGRESS, {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, "referencedSecurityGroupId": "sg-1"}),
    (INGRESS, {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "no network"}),
]


@pytest.mark.parametrize(("kind", "properties"), SAFE)
def test_the_web_and_known_networks_pass(kind: str, properties: Mapping[str, Any]):
    assert judge(policy, kind, properties) == FINE


def test_an_unknown_network_fails_closed():
    (message,) = judge(policy, INGRESS, {"ipProtocol": "tcp", "fromPort": 22, "cidrIpv4": UNKNOWN}).violations
    assert message.startswith("it: cidrIpv4: this cannot be decided at preview")
