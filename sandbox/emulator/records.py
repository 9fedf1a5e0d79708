"""Rejects the records that Route 53 rejects: beside a CNAME there is no other record, and no name is out of its zone.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#CNAMEFormat
"""

from collections.abc import Sequence
from typing import Any

from sandbox.emulator.authorization.emulator import part

Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    """Replaces ministack's change of records: one that leaves a conflict is undone."""
    route53 = part("services.route53")
    change = route53._change_resource_record_sets

    def change_without_conflict(zone_id: str, body: bytes) -> Answer:
        before: Sequence[dict[str, Any]] = list(route53._records.get(zone_id, []))
        answer: Answer = change(zone_id, body)
        if answer[0] == 200 and (reason := conflict(route53._zones[zone_id]["name"], route53._records[zone_id])):
            route53._records[zone_id] = before
            return route53._error_response("InvalidChangeBatch", reason)
        return answer

    route53._change_resource_record_sets = change_without_conflict


def conflict(zone: str, records: Sequence[dict[str, Any]]) -> str | None:
    """The reason why a zone cannot hold these records, None if it can. Names end in a dot."""
    kinds: dict[str, set[str]] = {}
    for record in records:
        kinds.setdefault(record["Name"], set()).add(record["Type"])
    for name, found in kinds.items():
        if name != zone and not name.endswith(f".{zone}"):
            return f"RRSet with DNS name {name} is not permitted in zone {zone}"
        if "CNAME" in found and name == zone:
            return f"RRSet of type CNAME with DNS name {name} is not permitted at apex in zone {zone}"
        if "CNAME" in found and len(found) > 1:
            return (
                f"RRSet of type CNAME with DNS name {name} is not permitted as it conflicts with other records "
                f"with the same DNS name in zone {zone}"
            )
    return None
