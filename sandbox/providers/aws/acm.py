"""Certificate Manager: certificates for the web, and the wait for their validation.

https://docs.aws.amazon.com/acm/latest/APIReference/API_Operations.html
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sandbox.providers.aws.route53 import find_record
from sandbox.providers.aws.tags import changes
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.conversion.answer import plain_answer
from sandbox.providers.conversion.compare import in_order_of
from sandbox.providers.errors import ResourceError
from sandbox.providers.table import AwsEntry, Call, Item
from sandbox.providers.values import Props


def _describe(clients: AwsClients, item: Item) -> Props:
    """Returns the names, and the records that prove them, in the provider's form."""
    client = clients.client("acm", item.region)
    found = invoke(client, "describe_certificate", {"CertificateArn": item.id})["Certificate"]
    given = item.inputs.get("subjectAlternativeNames")
    names = {} if given is None else {"subjectAlternativeNames": _alternative_names(found, given)}
    return {"domainValidationOptions": list(_proofs(found)), **names}


def _alternative_names(certificate: Mapping[str, Any], given: Any) -> list[str]:
    """Returns the alternative names. The API always includes the domain itself, a program may leave it out."""
    domain = certificate["DomainName"]
    counted = isinstance(given, list) and domain in given
    live = [name for name in certificate.get("SubjectAlternativeNames", []) if counted or name != domain]
    return in_order_of(given, live)


def _proofs(certificate: Mapping[str, Any]) -> Iterator[Props]:
    for option in certificate.get("DomainValidationOptions", []):
        record = option.get("ResourceRecord")
        if record:
            yield {
                "domainName": option["DomainName"],
                "resourceRecordName": record["Name"],
                "resourceRecordType": record["Type"],
                "resourceRecordValue": record["Value"],
            }


def _retag(clients: AwsClients, item: Item) -> None:
    client = clients.client("acm", item.region)
    gone, fresh = changes(item)
    if gone:
        removed = [{"Key": key} for key in gone]
        invoke(client, "remove_tags_from_certificate", {"CertificateArn": item.id, "Tags": removed})
    if fresh:
        pairs = [{"Key": key, "Value": value} for key, value in fresh.items()]
        invoke(client, "add_tags_to_certificate", {"CertificateArn": item.id, "Tags": pairs})


def _validate(clients: AwsClients, item: Item) -> Props:
    """Checks the certificate against the hosted zones, as AWS does. The emulator issues it in any case.

    Raises ResourceError for missing proofs. On AWS the provider would wait until it times out.
    """
    client = clients.client("acm", item.region)
    arn = item.inputs["certificateArn"]
    certificate = invoke(client, "describe_certificate", {"CertificateArn": arn})["Certificate"]
    proofs = {proof["resourceRecordName"]: proof for proof in _proofs(certificate)}
    given = item.inputs.get("validationRecordFqdns")
    if given is not None:
        _reject_missing(set(map(_bare, proofs)) - set(map(_bare, given)), "validationRecordFqdns lacks")
    route53 = clients.client_of_aws("route53", item.region)
    unproven = [name for name, proof in proofs.items() if not _stands(route53, proof)]
    _reject_missing(unproven, "no hosted zone has the validation record")
    if certificate["Status"] != "ISSUED":
        raise ResourceError(f"the certificate is {certificate['Status']}, not ISSUED")
    return {"id": plain_answer(certificate["IssuedAt"])}


def _reject_missing(names: Iterable[str], reason: str) -> None:
    if names := sorted(names):
        raise ResourceError(f"{reason} {', '.join(names)}")


def _stands(route53: Any, proof: Props) -> bool:
    host = _bare(proof["resourceRecordName"])
    for page in route53.get_paginator("list_hosted_zones").paginate():
        for zone in page["HostedZones"]:
            if not f".{host}.".endswith(f".{zone['Name']}"):
                continue
            record = find_record(route53, zone["Id"], host, proof["resourceRecordType"]) or {}
            values = {_bare(value["Value"]) for value in record.get("ResourceRecords", [])}
            if _bare(proof["resourceRecordValue"]) in values:
                return True
    return False


def _bare(name: str) -> str:
    return name.rstrip(".").lower()


TABLE = {
    "aws:acm/certificate:Certificate": AwsEntry(
        service="acm",
        id="{arn}",
        create=[Call("request_certificate")],
        read=[
            Call("describe_certificate", result="Certificate", rename={"arn": "CertificateArn"}),
            _describe,
            Call("list_tags_for_certificate", rename={"arn": "CertificateArn"}),
        ],
        update=[Call("update_certificate_options", rename={"arn": "CertificateArn"}, when=("options",)), _retag],
        delete=[Call("delete_certificate", rename={"arn": "CertificateArn"})],
        outputs={
            "arn": "CertificateArn",
            "domainValidationOptions": "",
            "notAfter": "NotAfter",
            "notBefore": "NotBefore",
            "status": "Status",
            "type": "Type",
        },
        replace_on=frozenset({"domainName", "keyAlgorithm", "subjectAlternativeNames", "validationMethod"}),
    ),
    "aws:acm/certificateValidation:CertificateValidation": AwsEntry(
        service="acm",
        id="{id}",
        create=[_validate],
        read=[Call("describe_certificate")],
        update=[],
        delete=[],
        outputs={"id": "Certificate.IssuedAt"},
        handled=frozenset({"certificateArn", "validationRecordFqdns"}),
        replace_on=frozenset({"certificateArn", "validationRecordFqdns"}),
    ),
}
"""Entry by type token."""
