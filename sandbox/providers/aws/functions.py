"""The functions of the aws package that programs call ("invokes")."""

from collections.abc import Callable, Mapping

from sandbox.providers.clients import AwsClients
from sandbox.providers.clients import invoke as call
from sandbox.providers.errors import ResourceError
from sandbox.providers.values import Props

Function = Callable[[AwsClients, str, Props], Props]


def invoke(clients: AwsClients, token: str, region: str, args: Props) -> Props:
    """Returns the result of a function by its token. Raises ResourceError."""
    function = _FUNCTIONS.get(token)
    if function is None:
        raise ResourceError(f"the sandbox has no function {token}; add it to sandbox/providers/aws/functions.py")
    try:
        return function(clients, region, args)
    except ResourceError as error:
        raise ResourceError(f"{token}: {error}") from None


def _caller_identity(clients: AwsClients, region: str, args: Props) -> Props:
    del args
    found = call(clients.client("sts", region), "get_caller_identity", {})
    return {"accountId": found["Account"], "arn": found["Arn"], "userId": found["UserId"], "id": found["Account"]}


def _region(clients: AwsClients, region: str, args: Props) -> Props:
    del clients, args
    return {
        "id": region,
        "name": region,
        "region": region,
        "description": region,
        "endpoint": f"ec2.{region}.amazonaws.com",
    }


def _partition(clients: AwsClients, region: str, args: Props) -> Props:
    del clients, region, args
    return {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"}


def _zone(clients: AwsClients, region: str, args: Props) -> Props:
    """Returns the one hosted zone with the given id or name."""
    client = clients.client("route53", region)
    if args.get("zoneId"):
        zone = call(client, "get_hosted_zone", {"Id": args["zoneId"]})["HostedZone"]
    else:
        zone = _zone_named(client, str(args.get("name", "")), bool(args.get("privateZone", False)))
    zone_id = zone["Id"].rpartition("/")[2]
    found = call(client, "get_hosted_zone", {"Id": zone_id})
    servers = found.get("DelegationSet", {}).get("NameServers", [])
    return {
        "id": zone_id,
        "zoneId": zone_id,
        "arn": f"arn:aws:route53:::hostedzone/{zone_id}",
        "name": zone["Name"].rstrip("."),
        "callerReference": zone.get("CallerReference", ""),
        "comment": zone.get("Config", {}).get("Comment", ""),
        "privateZone": zone.get("Config", {}).get("PrivateZone", False),
        "nameServers": servers,
        "primaryNameServer": servers[0] if servers else "",
        "resourceRecordSetCount": zone.get("ResourceRecordSetCount", 0),
        "tags": args.get("tags", {}),
    }


def _zone_named(client: object, name: str, private: bool) -> Props:
    zones = call(client, "list_hosted_zones_by_name", {"DNSName": name})["HostedZones"]
    found = [
        zone
        for zone in zones
        if zone["Name"].rstrip(".") == name.rstrip(".") and zone.get("Config", {}).get("PrivateZone", False) == private
    ]
    if len(found) != 1:
        raise ResourceError(f"{len(found)} hosted zones are named {name!r}, expected exactly one")
    return found[0]


def _distribution(clients: AwsClients, region: str, args: Props) -> Props:
    found = call(clients.client("cloudfront", region), "get_distribution", {"Id": args["id"]})
    live = found["Distribution"]
    return {
        "id": live["Id"],
        "arn": live["ARN"],
        "domainName": live["DomainName"],
        "enabled": live["DistributionConfig"]["Enabled"],
        "etag": found["ETag"],
        "status": live["Status"],
    }


_FUNCTIONS: Mapping[str, Function] = {
    "aws:cloudfront/getDistribution:getDistribution": _distribution,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:route53/getZone:getZone": _zone,
}
