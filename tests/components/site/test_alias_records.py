"""Every name leads to the distribution, over IPv4 and IPv6."""

from components.site.alias_records import AliasRecords
from components.site.options import DomainOptions
from tests.mock_cloud import Cloud

ARGS = {
    "domain": DomainOptions(domain="example.com", aliases=("www.example.com", "example.com"), zone_id="Z123"),
    "target_domain": "d1.cloudfront.net",
    "target_zone_id": "Z2FDTNDATAQYW2",
}
RECORD = "aws:route53/record:Record"


def test_every_name_has_an_a_and_an_aaaa_record_once(cloud: Cloud) -> None:
    records = cloud.build(AliasRecords, "aliases", ARGS)
    assert sorted((record["name"], record["type"]) for record in cloud.all(RECORD)) == [
        ("example.com", "A"),
        ("example.com", "AAAA"),
        ("www.example.com", "A"),
        ("www.example.com", "AAAA"),
    ]
    assert records.names == ["example.com", "www.example.com"]


def test_every_record_is_an_alias_of_the_distribution_in_the_given_zone(cloud: Cloud) -> None:
    cloud.build(AliasRecords, "aliases", ARGS)
    target = {"name": "d1.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": False}
    assert [(record["zoneId"], record["aliases"]) for record in cloud.all(RECORD)] == [("Z123", [target])] * 4


def test_the_records_are_children_of_the_component_which_registers_its_names(cloud: Cloud) -> None:
    cloud.build(AliasRecords, "aliases", ARGS)
    component = cloud.one("secure-site:components:AliasRecords")
    assert cloud.children(component) == cloud.all(RECORD)
    assert component.outputs == {"names": ["example.com", "www.example.com"], "host": "example.com"}
