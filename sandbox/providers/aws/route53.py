"""Route 53: hosted zones and their records.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53.html
"""

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.providers.aws.tags import changes
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.conversion.compare import in_order_of, same
from sandbox.providers.errors import GoneError
from sandbox.providers.table import AwsEntry, Call, Hook, Item
from sandbox.providers.values import Props

_QUOTED = frozenset({"TXT", "SPF"})
"""Types whose values are quoted strings. The provider adds and removes the quotation marks."""


def find_record(client: Any, zone_id: str, name: str, kind: str) -> dict[str, Any] | None:
    """Returns the record set of a name and a type in a zone, or None. Raises GoneError for a missing zone."""
    wanted = name.rstrip(".").lower()
    start = {"StartRecordName": wanted, "StartRecordType": kind, "MaxItems": "1"}
    found = invoke(client, "list_resource_record_sets", {"HostedZoneId": zone_id, **start})["ResourceRecordSets"]
    for record in found:
        # Route 53 writes the asterisk of a wildcard as an octal code.
        if record["Type"] == kind and record["Name"].rstrip(".").replace("\\052", "*") == wanted:
            return record
    return None


def _full_name(client: Any, properties: Mapping[str, Any]) -> str:
    zone: str = invoke(client, "get_hosted_zone", {"Id": properties["zoneId"]})["HostedZone"]["Name"].rstrip(".")
    name = str(properties["name"]).rstrip(".").lower()
    return name if name == zone or name.endswith(f".{zone}") else f"{name}.{zone}".lstrip(".")


def _change(client: Any, zone_id: str, action: str, record: Mapping[str, Any]) -> None:
    batch = {"Comment": "Managed by Pulumi", "Changes": [{"Action": action, "ResourceRecordSet": record}]}
    invoke(client, "change_resource_record_sets", {"HostedZoneId": zone_id, "ChangeBatch": batch})


def _record_set(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {"Name": name, "Type": properties["type"]}
    if properties.get("aliases"):
        (alias,) = properties["aliases"]
        record["AliasTarget"] = {
            "HostedZoneId": alias["zoneId"],
            "DNSName": alias["name"],
            "EvaluateTargetHealth": alias["evaluateTargetHealth"],
        }
    if "ttl" in properties:
        record["TTL"] = int(properties["ttl"])
    if "records" in properties:
        mark = '"' if properties["type"] in _QUOTED else ""
        values = [value if value.startswith('"') else f"{mark}{value}{mark}" for value in properties["records"]]
        record["ResourceRecords"] = [{"Value": value} for value in values]
    if "healthCheckId" in properties:
        record["HealthCheckId"] = properties["healthCheckId"]
    return record


def _create_record(clients: AwsClients, item: Item) -> Props:
    client = clients.client("route53", item.region)
    name = _full_name(client, item.inputs)
    action = "UPSERT" if item.inputs.get("allowOverwrite") else "CREATE"
    _change(client, item.inputs["zoneId"], action, _record_set(name, item.inputs))
    return {"fqdn": name}


def _update_record(clients: AwsClients, item: Item) -> None:
    client = clients.client("route53", item.region)
    _change(client, item.inputs["zoneId"], "UPSERT", _record_set(item.state["fqdn"], item.inputs))


def _read_record(clients: AwsClients, item: Item) -> Props:
    client = clients.client("route53", item.region)
    known = item.state
    name = _full_name(client, known)
    record = find_record(client, known["zoneId"], name, known["type"])
    if record is None:
        raise GoneError(f"{known['zoneId']} has no {known['type']} record {name}")
    found: Props = {"fqdn": name}
    if target := record.get("AliasTarget"):
        name, zone_id, health = target["DNSName"].rstrip("."), target["HostedZoneId"], target["EvaluateTargetHealth"]
        found["aliases"] = [{"name": name, "zoneId": zone_id, "evaluateTargetHealth": health}]
    if "ResourceRecords" in record:
        values = [value["Value"] for value in record["ResourceRecords"]]
        values = [value.strip('"') for value in values] if record["Type"] in _QUOTED else values
        found["records"] = in_order_of(known.get("records"), values)
    for key, member in (("ttl", "TTL"), ("healthCheckId", "HealthCheckId")):
        if member in record:
            found[key] = record[member]
    return found


def _delete_record(clients: AwsClients, item: Item) -> None:
    client = clients.client("route53", item.region)
    record = find_record(client, item.state["zoneId"], item.state["fqdn"], item.state["type"])
    if record is not None:
        _change(client, item.state["zoneId"], "DELETE", record)


def _create_zone(clients: AwsClients, item: Item) -> Props:
    client = clients.client("route53", item.region)
    config = {"Comment": item.inputs["comment"], "PrivateZone": False}
    request = {"Name": item.inputs["name"], "CallerReference": f"pulumi-{uuid.uuid4()}", "HostedZoneConfig": config}
    zone_id = invoke(client, "create_hosted_zone", request)["HostedZone"]["Id"].rpartition("/")[2]
    return {"zoneId": zone_id}


def _comment_on_zone(clients: AwsClients, item: Item) -> None:
    if not same(item.inputs["comment"], item.state.get("comment")):
        client = clients.client("route53", item.region)
        invoke(client, "update_hosted_zone_comment", {"Id": item.id, "Comment": item.inputs["comment"]})


def _retag_zone(clients: AwsClients, item: Item) -> None:
    client = clients.client("route53", item.region)
    gone, fresh = changes(item)
    change: dict[str, Any] = {}
    if gone:
        change["RemoveTagKeys"] = gone
    if fresh:
        change["AddTags"] = [{"Key": key, "Value": value} for key, value in fresh.items()]
    if change:
        invoke(client, "change_tags_for_resource", {"ResourceType": "hostedzone", "ResourceId": item.id, **change})


def _read_zone(clients: AwsClients, item: Item) -> Props:
    client = clients.client("route53", item.region)
    found = invoke(client, "get_hosted_zone", {"Id": item.id})
    servers = sorted(found["DelegationSet"]["NameServers"])
    tags = invoke(client, "list_tags_for_resource", {"ResourceType": "hostedzone", "ResourceId": item.id})
    return {
        "name": found["HostedZone"]["Name"].rstrip("."),
        "comment": found["HostedZone"]["Config"].get("Comment", ""),
        "tags": {tag["Key"]: tag["Value"] for tag in tags["ResourceTagSet"]["Tags"]},
        "nameServers": servers,
    }


def _delete_zone(clients: AwsClients, item: Item) -> None:
    """Deletes the zone, and before it its records, if the program allows that."""
    client = clients.client("route53", item.region)
    if item.state.get("forceDestroy"):
        apex = invoke(client, "get_hosted_zone", {"Id": item.id})["HostedZone"]["Name"]
        for page in client.get_paginator("list_resource_record_sets").paginate(HostedZoneId=item.id):
            for record in page["ResourceRecordSets"]:
                if record["Name"] != apex or record["Type"] not in ("NS", "SOA"):
                    _change(client, item.id, "DELETE", record)
    invoke(client, "delete_hosted_zone", {"Id": item.id})


_RETAG: Hook = _retag_zone

TABLE = {
    "aws:route53/record:Record": AwsEntry(
        service="route53",
        id="{zoneId}_{name}_{type}",
        create=[_create_record],
        read=[_read_record],
        update=[_update_record],
        delete=[_delete_record],
        modelled_by=[
            Call(
                "change_resource_record_sets",
                inside="ChangeBatch.Changes.ResourceRecordSet",
                rename={"aliases": "AliasTarget", "records": "ResourceRecords"},
            )
        ],
        outputs={"fqdn": ""},
        handled=frozenset({"aliases", "allowOverwrite", "healthCheckId", "name", "records", "ttl", "type", "zoneId"}),
        replace_on=frozenset({"name", "type", "zoneId"}),
        identity=("name", "type", "zoneId"),
    ),
    "aws:route53/zone:Zone": AwsEntry(
        service="route53",
        id="{zoneId}",
        create=[_create_zone, _RETAG],
        read=[_read_zone],
        update=[_comment_on_zone, _RETAG],
        delete=[_delete_zone],
        outputs={
            "zoneId": "",
            "arn": "arn:aws:route53:::hostedzone/{zoneId}",
            "nameServers": "",
            "primaryNameServer": lambda properties: properties["nameServers"][0],
        },
        defaults={"comment": "Managed by Pulumi", "forceDestroy": False},
        handled=frozenset({"comment", "forceDestroy", "name", "tags"}),
        replace_on=frozenset({"name"}),
        auto_name="name",
    ),
}
"""Entry by type token."""
