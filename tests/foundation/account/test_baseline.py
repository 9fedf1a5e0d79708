"""An account has its safeguards once, wherever AWS wants them, and nobody else can write to their records."""

import json
from dataclasses import replace
from typing import Any

import pytest
from pulumi_policy import ResourceValidationPolicy, StackValidationPolicy

from components.context import Context
from foundation.account.baseline import AccountBaseline
from secure_site_policies.data.tables import DATA
from secure_site_policies.rules import ALL
from tests import examples
from tests.mock_cloud import Cloud, Recorded
from tests.policies.judge import UNKNOWN, judge, judge_stack, resource

TAGS = {"Project": "secure-site", "Stack": "test", "ManagedBy": "Pulumi"}
CONTEXT = replace(examples.CONTEXT, tags=TAGS)
EVERYWHERE = {"ROOT_ACCOUNT_MFA_ENABLED", "IAM_ROOT_ACCESS_KEY_CHECK", "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC"}
BUCKETS = {"S3_BUCKET_PUBLIC_READ_PROHIBITED", "S3_BUCKET_PUBLIC_WRITE_PROHIBITED"}
HTTPS = {"CLOUDFRONT_VIEWER_POLICY_HTTPS"}
RECORDS = "arn:aws:s3:::secure-site-test-records-123456789012"
LOGS = "arn:aws:s3:::secure-site-test-logs-123456789012"


def build(cloud: Cloud, *, preview: bool = False, context: Context = CONTEXT, **more: Any) -> AccountBaseline:
    args = {"context": context, "security_email": "security@example.com", **more}
    return cloud.build(AccountBaseline, "account", args, preview=preview)


def rules(cloud: Cloud, region: str) -> set[str]:
    found = [rule for rule in cloud.all("aws:cfg/rule:Rule") if rule["region"] == region]
    assert {rule["source"]["owner"] for rule in found} == {"AWS"}
    return {rule["source"]["sourceIdentifier"] for rule in found}


def statements(cloud: Cloud, name: str) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in json.loads(cloud.named(name)["policy"])["Statement"]}


def test_the_account_is_judged_at_home_and_cloudfront_in_us_east_1(cloud: Cloud) -> None:
    build(cloud)
    assert rules(cloud, "eu-west-1") == EVERYWHERE | BUCKETS
    assert rules(cloud, "us-east-1") == HTTPS
    recorded = {each["region"]: each["recordingGroup"] for each in cloud.all("aws:cfg/recorder:Recorder")}
    assert recorded == {
        "eu-west-1": {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket"]},
        "us-east-1": {"allSupported": False, "resourceTypes": ["AWS::CloudFront::Distribution"]},
    }


def test_a_stack_in_us_east_1_has_one_recorder_for_all_of_it(cloud: Cloud) -> None:
    build(cloud, context=replace(CONTEXT, region="us-east-1"))
    assert rules(cloud, "us-east-1") == EVERYWHERE | BUCKETS | HTTPS
    group = cloud.one("aws:cfg/recorder:Recorder")["recordingGroup"]
    assert group["resourceTypes"] == ["AWS::CloudFront::Distribution", "AWS::S3::Bucket"]


def test_a_recorder_starts_when_it_has_a_channel_and_the_channel_a_bucket_that_lets_it_write(cloud: Cloud) -> None:
    build(cloud)
    policy = cloud.named("account-records-records-policy")
    role = cloud.one("aws:iam/serviceLinkedRole:ServiceLinkedRole")
    assert role["awsServiceName"] == "config.amazonaws.com"
    for region in ("eu-west-1", "us-east-1"):
        recorder, channel, recording = (
            cloud.named(f"account-config-{region}-{part}") for part in ("recorder", "channel", "recording")
        )
        assert {each["region"] for each in (recorder, channel, recording)} == {region}
        assert role.urn in recorder.depends_on
        assert channel.depends_on >= {recorder.urn, policy.urn}
        assert channel["s3BucketName"] == RECORDS.rpartition(":")[2]
        assert channel.urn in recording.depends_on
        assert recording["isEnabled"] is True


def test_only_this_accounts_config_and_only_this_trail_write_to_the_records(cloud: Cloud) -> None:
    build(cloud)
    found = statements(cloud, "account-records-records-policy")
    account, mine = {"aws:SourceAccount": "123456789012"}, {"s3:x-amz-acl": "bucket-owner-full-control"}
    trail = {**account, "aws:SourceArn": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/secure-site-test"}
    folder = f"{RECORDS}/AWSLogs/123456789012"
    assert {
        sid: (each["Principal"]["Service"], each["Action"], each["Resource"], each["Condition"]["StringEquals"])
        for sid, each in found.items()
        if each["Effect"] == "Allow"
    } == {
        "ConfigLooks": ("config.amazonaws.com", ["s3:GetBucketAcl", "s3:ListBucket"], [RECORDS], account),
        "ConfigWrites": ("config.amazonaws.com", ["s3:PutObject"], [f"{folder}/Config/*"], {**account, **mine}),
        "TrailLooks": ("cloudtrail.amazonaws.com", ["s3:GetBucketAcl"], [RECORDS], trail),
        "TrailWrites": (
            "cloudtrail.amazonaws.com",
            ["s3:PutObject"],
            [f"{folder}/*"],
            {**trail, **mine},
        ),
    }


def test_requests_to_the_records_are_written_down_in_a_bucket_that_takes_no_other_logs(cloud: Cloud) -> None:
    build(cloud)
    logging = cloud.one("aws:s3/bucketLogging:BucketLogging")
    assert f"{LOGS}/{logging['targetPrefix']}*" == f"{LOGS}/s3/records/*"
    allowed = statements(cloud, "account-records-logs-policy")["S3AccessLogs"]
    assert allowed["Resource"] == [f"{LOGS}/s3/records/*"]
    assert allowed["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {"aws:SourceArn": RECORDS},
    }


def test_a_trail_logs_in_every_region_so_that_eventbridge_hears_of_root_in_us_east_1(cloud: Cloud) -> None:
    build(cloud)
    trail = cloud.one("aws:cloudtrail/trail:Trail")
    flags = ("isMultiRegionTrail", "includeGlobalServiceEvents", "enableLogging", "enableLogFileValidation")
    assert [trail[flag] for flag in flags] == [True] * 4
    assert cloud.named("account-records-records-policy").urn in trail.depends_on


def test_root_is_told_of_when_it_signs_in_and_when_it_calls_but_not_when_a_service_does(cloud: Cloud) -> None:
    build(cloud)
    rule = cloud.one("aws:cloudwatch/eventRule:EventRule")
    assert rule["region"] == "us-east-1"
    assert json.loads(rule["eventPattern"]) == {
        "detail-type": ["AWS Console Sign In via CloudTrail", "AWS API Call via CloudTrail"],
        "detail": {
            "userIdentity": {"type": ["Root"], "invokedBy": [{"exists": False}]},
            "eventType": [{"anything-but": ["AwsServiceEvent"]}],
        },
    }


def test_the_message_names_every_value_that_it_takes_from_the_event(cloud: Cloud) -> None:
    build(cloud)
    transformer = cloud.one("aws:cloudwatch/eventTarget:EventTarget")["inputTransformer"]
    sentence = json.loads(transformer["inputTemplate"])
    assert [key for key in transformer["inputPaths"] if f"<{key}>" not in sentence] == []
    assert sentence.count("<") == len(transformer["inputPaths"])


def test_only_the_rule_on_root_can_publish_and_the_person_in_charge_is_mailed(cloud: Cloud) -> None:
    build(cloud)
    topic = "arn:aws:sns:us-east-1:123456789012:secure-site-test-root-activity"
    found = statements(cloud, "account-root-topic-policy")
    role = cloud.named("account-root-sender-role")
    assert {sid for sid, each in found.items() if each["Effect"] == "Allow"} == {"Events", "Alarms"}
    assert found["Events"]["Resource"] == [topic]
    assert found["Events"]["Principal"] == {"AWS": f"arn:aws:iam::123456789012:role/{role['name']}"}
    assert found["Alarms"]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {
            "aws:SourceArn": [
                "arn:aws:cloudwatch:us-east-1:123456789012:alarm:secure-site-test-root-activity-undelivered"
            ]
        },
    }
    assert json.loads(role["assumeRolePolicy"])["Statement"][0]["Condition"]["StringEquals"]["aws:SourceArn"] == [
        "arn:aws:events:us-east-1:123456789012:rule/secure-site-test-root-activity"
    ]
    (most,) = json.loads(cloud.named("account-root-boundary")["policy"])["Statement"]
    assert (most["Action"], most["Resource"]) == (["sns:Publish"], [topic])
    subscription = cloud.one("aws:sns/topicSubscription:TopicSubscription")
    assert (subscription["endpoint"], subscription["topic"]) == ("security@example.com", topic)


def test_public_access_is_shut_off_for_the_whole_account(cloud: Cloud) -> None:
    build(cloud)
    block = cloud.one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")
    assert block == {
        "accountId": "123456789012",
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_passwords_are_long_varied_and_not_used_again(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one("aws:iam/accountPasswordPolicy:AccountPasswordPolicy") == {
        "allowUsersToChangePassword": True,
        "minimumPasswordLength": 14,
        "passwordReusePrevention": 24,
        "requireLowercaseCharacters": True,
        "requireNumbers": True,
        "requireSymbols": True,
        "requireUppercaseCharacters": True,
    }


def test_the_analyzer_takes_the_account_as_what_is_inside(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one("aws:accessanalyzer/analyzer:Analyzer")["type"] == "ACCOUNT"


def test_records_are_kept_for_a_year_unless_told_otherwise(cloud: Cloud) -> None:
    build(cloud, retention_days=90, protect=True)
    for each in cloud.all("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"):
        expiry = next(rule for rule in each["rules"] if rule["id"] == "objects")
        assert expiry["expiration"] == {"days": 90}
    assert all(bucket.protect for bucket in cloud.all("aws:s3/bucket:Bucket"))


def test_records_that_are_kept_for_no_day_are_refused(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="retention_days must be at least 1, got 0"):
        build(cloud, retention_days=0)


def test_everything_that_takes_tags_has_the_stacks(cloud: Cloud) -> None:
    build(cloud)
    takers = set(json.loads((DATA / "taggable.json").read_text()))
    untagged = [each.name for each in cloud.resources if each.type in takers and each.get("tags") != TAGS]
    assert untagged == []


@pytest.mark.parametrize("preview", [False, True])
def test_no_rule_of_the_pack_objects(cloud: Cloud, preview: bool) -> None:
    build(cloud, preview=preview)
    made = [each for each in cloud.resources if each.type.startswith("aws:")]
    assert len(made) > 30
    seen = [resource(each.type, known(each), name=each.name) for each in made]
    found: list[object] = []
    for rule in ALL:
        if isinstance(rule, ResourceValidationPolicy):
            judgements = [judge(rule, each.type, known(each), name=each.name) for each in made]
        else:
            assert isinstance(rule, StackValidationPolicy)
            judgements = [judge_stack(rule, *seen)]
        found += [(rule.name, each) for each in judgements if each.violations or each.advice]
    assert found == []


def known(recorded: Recorded) -> dict[str, Any]:
    """The properties of a resource, as a policy rule gets them."""
    return {key: UNKNOWN if key in recorded.unknowns() else value for key, value in recorded.items()}
