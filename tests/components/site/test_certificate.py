"""A certificate is usable only once every name is proven, and each proof is given once."""

from typing import Any

import pytest

from components.site.certificate import Certificate, hosts_to_prove
from components.site.options import DomainOptions
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

RECORD = "aws:route53/record:Record"


def args(*aliases: str) -> dict[str, Any]:
    return {"context": CONTEXT, "domain": DomainOptions(domain="example.com", aliases=aliases, zone_id="Z123")}


@pytest.mark.parametrize(
    ("names", "hosts"),
    [
        (["example.com"], ["example.com"]),
        (["example.com", "*.example.com"], ["example.com"]),
        (["*.example.com", "www.example.com", "example.com"], ["example.com", "www.example.com"]),
        (["example.com", "*.shop.example.com"], ["example.com", "shop.example.com"]),
    ],
)
def test_a_name_and_its_wildcard_are_proven_by_one_record(names: list[str], hosts: list[str]) -> None:
    assert hosts_to_prove(names) == hosts


def test_the_certificate_is_made_where_cloudfront_looks_for_it_and_names_everything(cloud: Cloud) -> None:
    cloud.build(Certificate, "certificate", args("www.example.com", "*.example.com"))
    certificate = cloud.one("aws:acm/certificate:Certificate")
    assert certificate["region"] == "us-east-1"
    assert certificate["domainName"] == "example.com"
    assert certificate["subjectAlternativeNames"] == ["example.com", "www.example.com", "*.example.com"]
    assert (certificate["validationMethod"], certificate["tags"]) == ("DNS", CONTEXT.tags)


def test_a_certificate_for_one_name_lists_it_so_that_an_alias_can_be_taken_away(cloud: Cloud) -> None:
    cloud.build(Certificate, "certificate", args())
    assert cloud.one("aws:acm/certificate:Certificate")["subjectAlternativeNames"] == ["example.com"]


def test_a_certificate_is_issued_to_the_first_name_that_acm_takes_for_that(cloud: Cloud) -> None:
    long = f"{'a' * 60}.example.com"
    domain = DomainOptions(domain=long, aliases=("example.com",), zone_id="Z123")
    cloud.build(Certificate, "certificate", {"context": CONTEXT, "domain": domain})
    certificate = cloud.one("aws:acm/certificate:Certificate")
    assert (certificate["domainName"], certificate["subjectAlternativeNames"]) == ("example.com", [long, "example.com"])


def test_a_certificate_needs_a_zone_to_be_proven_in(cloud: Cloud) -> None:
    domain = DomainOptions(domain="example.com", certificate_arn="arn:aws:acm:us-east-1:123456789012:certificate/1")
    with pytest.raises(ValueError, match=r"zone_id of example\.com is not set"):
        cloud.build(Certificate, "certificate", {"context": CONTEXT, "domain": domain})


def test_the_proofs_stay_for_other_certificates_of_the_host(cloud: Cloud) -> None:
    cloud.build(Certificate, "certificate", args("www.example.com"))
    assert [record.retain_on_delete for record in cloud.all(RECORD)] == [True, True]
    assert not cloud.one("aws:acm/certificate:Certificate").retain_on_delete


def test_each_host_gets_the_record_that_acm_asks_for_in_the_zone(cloud: Cloud) -> None:
    cloud.build(Certificate, "certificate", args("www.example.com", "*.example.com"))
    assert {(r["zoneId"], r["name"], r["type"], *r["records"]) for r in cloud.all(RECORD)} == {
        ("Z123", "_check.example.com.", "CNAME", "_proof.example.com.acm-validations.aws."),
        ("Z123", "_check.www.example.com.", "CNAME", "_proof.www.example.com.acm-validations.aws."),
    }


def test_the_arn_is_that_of_the_validated_certificate_so_that_its_users_wait(cloud: Cloud) -> None:
    certificate = cloud.build(Certificate, "certificate", args("www.example.com"))
    validation = cloud.one("aws:acm/certificateValidation:CertificateValidation")
    assert validation["region"] == "us-east-1"
    assert len(validation["validationRecordFqdns"]) == 2
    waits_for = cloud.dependencies(certificate.arn)
    assert any("CertificateValidation" in urn for urn in waits_for), waits_for


def test_the_records_to_make_are_decided_at_preview_from_the_known_names(cloud: Cloud) -> None:
    cloud.build(Certificate, "certificate", args("www.example.com"), preview=True)
    names = {record.name for record in cloud.all(RECORD)}
    assert names == {"certificate-proof-example.com", "certificate-proof-www.example.com"}
    assert cloud.one("aws:acm/certificate:Certificate").unknowns() == set()


def test_everything_is_a_child_of_the_component(cloud: Cloud) -> None:
    cloud.build(Certificate, "certificate", args())
    component = cloud.one("secure-site:components:Certificate")
    assert {child.name for child in cloud.children(component)} == {
        *("certificate-certificate", "certificate-proof-example.com", "certificate-validation")
    }
    assert component.outputs["arn"].startswith("arn:aws:acm:us-east-1:123456789012:certificate/")
