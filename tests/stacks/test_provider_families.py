"""Every type of the CloudFront side on the real engine: one stack, from its creation to its end."""

import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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

CHANGED = Wanted(
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

Answer = tuple[int, dict[str, str], str]
"""Status, headers by their names in small letters, and text."""


def get(trial: Trial, path: str, **headers: str) -> Answer:
    """What the local cloud answers."""
    trusted = ssl.create_default_context(cafile=trial.cloud.ca)
    connection = HTTPSConnection(urlsplit(trial.cloud.aws_url).netloc, context=trusted)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with connection.getresponse() as answer:
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()


@dataclass(frozen=True)
class SiteLife:
    """What was seen of the stack from its creation to its end."""

    steps: Mapping[str, Mapping[str, str]]
    """What each operation did to which resource, by the operation's name."""
    made: Mapping[str, Mapping[str, Any]]
    """The outputs of every resource once it was made, by logical name."""
    views: Mapping[str, Answer]
    """What the distribution answered, by path; "http" is "/" without TLS."""
    past_the_distribution: Answer
    failure: str
    """What the engine printed while a certificate had no proof."""
    function_etags: tuple[str, str]
    """Of the live function, before its code was changed and after."""
    distribution: Mapping[str, Any]
    """The outputs of the distribution after the change of the program."""
    config: Mapping[str, Any]
    """The distribution's own, after the same."""
    tags: Mapping[str, str]
    """The distribution's own, after the same."""
    left: Mapping[str, Any]
    """What the cloud held after the end, by kind."""
    keys: Sequence[str]
    """The states of the keys after the end."""


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> SiteLife:
    with trial_of(lambda: site(Wanted()), tmp_path_factory.mktemp("families")) as trial:
        return live(trial)


def live(trial: Trial) -> SiteLife:
    steps = {"creation": trial.up()}
    made = trial.states()
    steps |= {"second update": trial.up(), "refresh": trial.refresh(), "update after refresh": trial.up()}
    views, past = _views(trial), get(trial, "/families-content/index.html")
    ids = trial.ids()
    for change in CHANGES.values():
        change(trial.cloud, ids)
    steps |= {"refresh after drift": trial.refresh(), "repair": trial.up()}
    failure = _failure(trial, lambda: site(Wanted(host="api.example.com", proven=False)))
    trial.program = lambda: site(Wanted(host="api.example.com"))
    steps |= {"proven": trial.up()}
    before = trial.state("function")["liveStageEtag"]
    trial.program = lambda: site(CHANGED)
    steps |= {"change": trial.up()}
    after = trial.state("function")["liveStageEtag"]
    steps |= {"update after change": trial.up(), "refresh after change": trial.refresh()}
    client, distribution = trial.cloud.client("cloudfront"), trial.state("distribution")
    config = client.get_distribution_config(Id=distribution["id"])["DistributionConfig"]
    tags = client.list_tags_for_resource(Resource=distribution["arn"])["Tags"]["Items"]
    keys = [trial.state(name)["id"] for name in ("first", "second")]
    steps |= {"end": trial.destroy()}
    kms = trial.cloud.client("kms")
    return SiteLife(
        steps,
        made,
        views,
        past,
        failure,
        (before, after),
        distribution,
        config,
        {tag["Key"]: tag["Value"] for tag in tags},
        _left(trial),
        [kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] for key in keys],
    )


def test_every_resource_is_created_with_an_id_and_an_arn_in_the_form_of_aws(life: SiteLife) -> None:
    assert set(life.steps["creation"].values()) == {"create"}
    for name, (resource_id, arn) in _FORMS.items():
        assert re.fullmatch(resource_id, life.made[name]["id"]), name
        assert re.fullmatch(arn, life.made[name]["arn"]), name


def test_outputs_are_those_that_programs_build_on(life: SiteLife) -> None:
    made = life.made
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


def test_a_name_and_its_wildcard_share_one_validation_record(life: SiteLife) -> None:
    options = {found["domainName"]: found for found in life.made["certificate"]["domainValidationOptions"]}
    assert set(options) == {"example.com", "*.example.com", "www.example.com"}
    records = {name: found["resourceRecordName"] for name, found in options.items()}
    assert records["example.com"] == records["*.example.com"] != records["www.example.com"]


def test_a_second_update_changes_nothing(life: SiteLife) -> None:
    assert life.steps["second update"] == {}


def test_a_refresh_finds_everything_as_it_was_made(life: SiteLife) -> None:
    assert life.steps["refresh"] == {}
    assert life.steps["update after refresh"] == {}


def test_the_distribution_serves_the_private_bucket(life: SiteLife) -> None:
    status, headers, text = life.views["/"]
    assert (status, text) == (200, "home")
    assert headers["content-security-policy"] == "default-src 'self'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["permissions-policy"] == "camera=()"
    assert life.views["/docs/"][::2] == (200, "docs"), "the function completes a directory's name"
    assert life.views["/nothing"][::2] == (404, "lost")
    assert life.views["http"][0] == 301


def test_nobody_reads_the_bucket_past_the_distribution(life: SiteLife) -> None:
    assert life.past_the_distribution[0] == 403


def test_what_is_changed_behind_pulumis_back_is_found_and_put_right(life: SiteLife) -> None:
    assert life.steps["refresh after drift"] == dict.fromkeys(CHANGES, "update")
    assert life.steps["repair"] == dict.fromkeys(CHANGES, "update")


def test_a_certificate_waits_for_every_record_that_proves_it(life: SiteLife) -> None:
    missing = r"no hosted zone has the validation record _[0-9a-f]{32}\.api\.example\.com"
    assert re.search(missing, life.failure)
    assert life.steps["proven"] == {
        "certificate": "replace",
        "proof-api.example.com": "create",
        "proof-www.example.com": "delete",
        "validation": "replace",
    }


def test_a_change_is_made_in_place_where_aws_can_and_by_replacement_where_it_cannot(life: SiteLife) -> None:
    assert life.steps["change"] == {
        **dict.fromkeys([*CHANGES.keys() - {"alias"}, "content", "costs"], "update"),
        **dict.fromkeys(["certificate", "log-delivery", "text", "validation"], "replace"),
        "proof-app.example.com": "create",
        "proof-api.example.com": "delete",
    }
    before, after = life.function_etags
    assert before != after
    assert life.steps["update after change"] == {}
    assert life.steps["refresh after change"] == {}


def test_what_the_program_says_no_more_is_gone_from_the_cloud(life: SiteLife) -> None:
    assert life.config.get("WebACLId", "") == ""
    assert life.config["CallerReference"] == life.distribution["callerReference"]
    assert life.tags == {"Stack": "changed", "Owner": "edge"}


def test_destroy_leaves_nothing_behind(life: SiteLife) -> None:
    assert set(life.steps["end"].values()) == {"delete"}
    assert {kind: found for kind, found in life.left.items() if found} == {}
    assert life.keys == ["PendingDeletion", "PendingDeletion"]


def _views(trial: Trial) -> dict[str, Answer]:
    s3 = trial.cloud.client("s3")
    for key, text in {"index.html": "home", "docs/index.html": "docs", "404.html": "lost"}.items():
        s3.put_object(Bucket="families-content", Key=key, Body=text.encode(), ContentType="text/html")
    domain = trial.state("distribution")["domainName"]

    def view(path: str, scheme: str = "https") -> Answer:
        return get(trial, path, Host=domain, X_Forwarded_Proto=scheme)

    return {**{path: view(path) for path in ("/", "/docs/", "/nothing")}, "http": view("/", scheme="http")}


def _failure(trial: Trial, program: Callable[[], None]) -> str:
    """What the engine prints about an update that has to fail."""
    trial.program = program
    printed = len(trial.lines)
    with pytest.raises(automation.CommandError):
        trial.up()
    return "".join(trial.lines[printed:])


def _left(trial: Trial) -> dict[str, Any]:
    client = trial.cloud.client
    cloudfront, logs = client("cloudfront"), client("logs", region=EAST)
    policies = cloudfront.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"]
    return {
        "distributions": cloudfront.list_distributions()["DistributionList"].get("Items", []),
        "functions": cloudfront.list_functions()["FunctionList"].get("Items", []),
        "access controls": cloudfront.list_origin_access_controls()["OriginAccessControlList"].get("Items", []),
        "headers policies": policies.get("Items", []),
        "certificates": client("acm", region=EAST).list_certificates()["CertificateSummaryList"],
        "zones": client("route53").list_hosted_zones()["HostedZones"],
        "web ACLs": client("wafv2", region=EAST).list_web_acls(Scope="CLOUDFRONT")["WebACLs"],
        "alarms": client("cloudwatch", region=EAST).describe_alarms()["MetricAlarms"],
        "budgets": client("budgets").describe_budgets(AccountId=ACCOUNT_ID).get("Budgets", []),
        "deliveries": logs.describe_deliveries()["deliveries"],
        "delivery sources": logs.describe_delivery_sources()["deliverySources"],
        "delivery destinations": logs.describe_delivery_destinations()["deliveryDestinations"],
        "key aliases": client("kms").list_aliases()["Aliases"],
    }
