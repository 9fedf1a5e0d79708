"""Every type of the CloudFront side on the real engine: one stack, from its creation to its end, the tests in order."""

import re
import ssl
from collections.abc import Iterator
from http.client import HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from pulumi import automation

from sandbox.emulator.cloud import ACCOUNT_ID
from tests.stacks.family_drift import CHANGES
from tests.stacks.family_parts import EAST, Wanted
from tests.stacks.family_program import site
from tests.stacks.trial import Trial, trial_of

_FORMS = {
    "access": (r"E[A-Z0-9]{13}", rf"arn:aws:cloudfront::{ACCOUNT_ID}:origin-access-control/E[A-Z0-9]+"),
    "acl": (r"[0-9a-f-]{36}", rf"arn:aws:wafv2:{EAST}:{ACCOUNT_ID}:global/webacl/families/[0-9a-f-]{{36}}"),
    "alarm": (r"families", rf"arn:aws:cloudwatch:{EAST}:{ACCOUNT_ID}:alarm:families"),
    "budget": (rf"{ACCOUNT_ID}:families-budget", rf"arn:aws:budgets::{ACCOUNT_ID}:budget/families-budget"),
    "certificate": (rf"arn:aws:acm:{EAST}:.*", rf"arn:aws:acm:{EAST}:{ACCOUNT_ID}:certificate/[0-9a-f-]{{36}}"),
    "distribution": (r"E[A-Z0-9]{13}", rf"arn:aws:cloudfront::{ACCOUNT_ID}:distribution/E[A-Z0-9]{{13}}"),
    "first": (r"[0-9a-f-]{36}", rf"arn:aws:kms:eu-west-1:{ACCOUNT_ID}:key/[0-9a-f-]{{36}}"),
    "function": (r"families", rf"arn:aws:cloudfront::{ACCOUNT_ID}:function/families"),
    "headers": (r"[0-9a-f-]{36}", rf"arn:aws:cloudfront::{ACCOUNT_ID}:response-headers-policy/[0-9a-f-]{{36}}"),
    "key-alias": (r"alias/families", rf"arn:aws:kms:eu-west-1:{ACCOUNT_ID}:alias/families"),
    "log-delivery": (r"[0-9a-zA-Z-]+", rf"arn:aws:logs:{EAST}:{ACCOUNT_ID}:delivery:[0-9a-zA-Z-]+"),
    "log-destination": (r"families", rf"arn:aws:logs:{EAST}:{ACCOUNT_ID}:delivery-destination:families"),
    "log-source": (r"families", rf"arn:aws:logs:{EAST}:{ACCOUNT_ID}:delivery-source:families"),
    "zone": (r"Z[A-Z0-9]+", r"arn:aws:route53:::hostedzone/Z[A-Z0-9]+"),
}
"""The form of a resource's id and of its ARN, by logical name."""


Answer = tuple[int, dict[str, str], str]
"""Status, headers by their names in small letters, and text."""


def get(trial: Trial, path: str, **headers: str) -> Answer:
    """What the local cloud answers."""
    trusted = ssl.create_default_context(cafile=trial.cloud.ca)
    connection = HTTPSConnection(urlsplit(trial.cloud.aws_url).netloc, context=trusted)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with connection.getresponse() as answer:
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


def states(trial: Trial) -> dict[str, dict[str, Any]]:
    """The outputs of every resource, its id among them, by logical name."""
    resources = [found for found in trial.resources() if "id" in found]
    return {found["urn"].rpartition("::")[2]: {**found["outputs"], "id": found["id"]} for found in resources}


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with trial_of(lambda: site(Wanted()), tmp_path_factory.mktemp("families")) as found:
        yield found


def test_every_resource_is_created_with_an_id_and_an_arn_in_the_form_of_aws(trial: Trial) -> None:
    assert set(trial.up().values()) == {"create"}
    made = states(trial)
    for name, (resource_id, arn) in _FORMS.items():
        assert re.fullmatch(resource_id, made[name]["id"]), name
        assert re.fullmatch(arn, made[name]["arn"]), name


def test_outputs_are_those_that_programs_build_on(trial: Trial) -> None:
    made = states(trial)
    distribution = made["distribution"]
    assert re.fullmatch(r"[a-z0-9]+\.cloudfront\.net", distribution["domainName"])
    assert distribution["hostedZoneId"] == "Z2FDTNDATAQYW2"
    assert distribution["status"] == "Deployed"
    assert distribution["etag"]
    assert made["function"]["liveStageEtag"]
    assert made["alias"]["fqdn"] == "example.com"
    assert made["text"]["fqdn"] == "note.example.com"
    assert made["text"]["id"] == f"{made['zone']['id']}_note_TXT"
    assert made["key-alias"]["targetKeyArn"] == made["first"]["arn"]


def test_a_name_and_its_wildcard_share_one_validation_record(trial: Trial) -> None:
    options = {found["domainName"]: found for found in trial.state("certificate")["domainValidationOptions"]}
    assert set(options) == {"example.com", "*.example.com", "www.example.com"}
    records = {name: found["resourceRecordName"] for name, found in options.items()}
    assert records["example.com"] == records["*.example.com"] != records["www.example.com"]


def test_a_second_update_changes_nothing(trial: Trial) -> None:
    assert trial.up() == {}


def test_a_refresh_finds_everything_as_it_was_made(trial: Trial) -> None:
    assert trial.refresh() == {}
    assert trial.up() == {}


def test_the_distribution_serves_the_private_bucket(trial: Trial) -> None:
    s3 = trial.cloud.client("s3")
    for key, text in {"index.html": "home", "docs/index.html": "docs", "404.html": "lost"}.items():
        s3.put_object(Bucket="families-content", Key=key, Body=text.encode(), ContentType="text/html")
    domain = trial.state("distribution")["domainName"]

    def view(path: str, scheme: str = "https") -> Answer:
        return get(trial, path, Host=domain, X_Forwarded_Proto=scheme)

    status, headers, text = view("/")
    assert (status, text) == (200, "home")
    assert headers["content-security-policy"] == "default-src 'self'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["permissions-policy"] == "camera=()"
    assert view("/docs/")[::2] == (200, "docs"), "the function completes a directory's name"
    assert view("/nothing")[::2] == (404, "lost")
    assert view("/", scheme="http")[0] == 301


def test_nobody_reads_the_bucket_past_the_distribution(trial: Trial) -> None:
    assert get(trial, "/families-content/index.html")[0] == 403


def test_what_is_changed_behind_pulumis_back_is_found_and_put_right(trial: Trial) -> None:
    ids = trial.ids()
    for change in CHANGES.values():
        change(trial.cloud, ids)
    assert trial.refresh() == dict.fromkeys(CHANGES, "update")
    assert trial.up() == dict.fromkeys(CHANGES, "update")


def test_a_certificate_waits_for_every_record_that_proves_it(trial: Trial) -> None:
    trial.program = lambda: site(Wanted(host="api.example.com", proven=False))
    with pytest.raises(automation.CommandError):
        trial.up()
    missing = r"no hosted zone has the validation record _[0-9a-f]{32}\.api\.example\.com"
    assert re.search(missing, "".join(trial.lines))
    trial.program = lambda: site(Wanted(host="api.example.com"))
    assert trial.up() == {
        "certificate": "replace",
        "proof-api.example.com": "create",
        "proof-www.example.com": "delete",
        "validation": "replace",
    }


def test_a_change_is_made_in_place_where_aws_can_and_by_replacement_where_it_cannot(trial: Trial) -> None:
    before = trial.state("function")["liveStageEtag"]
    wanted = Wanted(
        acl=False,
        comment="changed",
        days=20,
        email="other@example.com",
        fields=("date",),
        frame="SAMEORIGIN",
        host="app.example.com",
        limit=900,
        note="memo",
        tags={"Stack": "changed", "Owner": "edge"},
        target="second",
        threshold=7,
        text="two",
    )
    trial.program = lambda: site(wanted)
    assert trial.up() == {
        **dict.fromkeys([*CHANGES.keys() - {"alias"}, "content", "costs"], "update"),
        **dict.fromkeys(["certificate", "log-delivery", "text", "validation"], "replace"),
        "proof-app.example.com": "create",
        "proof-api.example.com": "delete",
    }
    assert trial.state("function")["liveStageEtag"] != before
    assert trial.up() == {}
    assert trial.refresh() == {}


def test_what_the_program_says_no_more_is_gone_from_the_cloud(trial: Trial) -> None:
    client, distribution = trial.cloud.client("cloudfront"), trial.state("distribution")
    config = client.get_distribution_config(Id=distribution["id"])["DistributionConfig"]
    assert config.get("WebACLId", "") == ""
    assert config["CallerReference"] == distribution["callerReference"]
    tags = client.list_tags_for_resource(Resource=distribution["arn"])["Tags"]["Items"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"Stack": "changed", "Owner": "edge"}


def test_destroy_leaves_nothing_behind(trial: Trial) -> None:
    keys = [trial.state(name)["id"] for name in ("first", "second")]
    assert set(trial.destroy().values()) == {"delete"}
    client = trial.cloud.client
    assert client("cloudfront").list_distributions()["DistributionList"].get("Items", []) == []
    assert client("cloudfront").list_functions()["FunctionList"].get("Items", []) == []
    assert client("cloudfront").list_origin_access_controls()["OriginAccessControlList"].get("Items", []) == []
    policies = client("cloudfront").list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]
    assert policies.get("Items", []) == []
    assert client("acm", region=EAST).list_certificates()["CertificateSummaryList"] == []
    assert client("route53").list_hosted_zones()["HostedZones"] == []
    assert client("wafv2", region=EAST).list_web_acls(Scope="CLOUDFRONT")["WebACLs"] == []
    assert client("cloudwatch", region=EAST).describe_alarms()["MetricAlarms"] == []
    assert client("budgets").describe_budgets(AccountId=ACCOUNT_ID).get("Budgets", []) == []
    logs = client("logs", region=EAST)
    assert logs.describe_deliveries()["deliveries"] == []
    assert logs.describe_delivery_sources()["deliverySources"] == []
    assert logs.describe_delivery_destinations()["deliveryDestinations"] == []
    assert client("kms").list_aliases()["Aliases"] == []
    states = [client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"] for key in keys]
    assert states == ["PendingDeletion", "PendingDeletion"]
