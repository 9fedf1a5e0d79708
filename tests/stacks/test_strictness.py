"""Local AWS refuses, keeps and shares what AWS does: keys, names, certificates, events and tags."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator.cloud import ACCOUNT_ID, Cloud, LocalCloud
from sandbox.environment import forget_own_account

_PLAIN = {"Service": "events.amazonaws.com"}


@dataclass
class Local:
    """A cloud, and the process that it runs in."""

    cloud: Cloud
    process: LocalCloud


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    forget_own_account()
    process = LocalCloud(tmp_path_factory.mktemp("strict"))
    try:
        yield Local(process.start("eu-west-1"), process)
    finally:
        process.stop()


@pytest.fixture
def key(local: Local) -> str:
    """The ARN of a key that encrypts the bucket "sealed" from now on."""
    cloud = local.cloud
    arn = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="sealed", CreateBucketConfiguration={"LocationConstraint": cloud.region})
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn}
    rules: Any = [{"ApplyServerSideEncryptionByDefault": default}]
    s3.put_bucket_encryption(Bucket="sealed", ServerSideEncryptionConfiguration={"Rules": rules})
    s3.put_object(Bucket="sealed", Key="index.html", Body=b"page")
    return arn


def code(call: Any, **arguments: Any) -> str:
    """The error code that a call is answered with, "" for success."""
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response.get("Error", {}).get("Code"))
    return ""


@pytest.mark.parametrize(
    ("end", "undo", "expected"),
    [
        ("schedule_key_deletion", "cancel_key_deletion", "KMS.KMSInvalidStateException"),
        ("disable_key", "enable_key", "KMS.DisabledException"),
    ],
)
def test_an_object_needs_its_key(local: Local, key: str, end: str, undo: str, expected: str) -> None:
    s3, kms = local.cloud.client("s3"), local.cloud.client("kms")
    index = {"Bucket": "sealed", "Key": "index.html"}
    try:
        assert code(s3.get_object, **index) == ""
        getattr(kms, end)(KeyId=key)
        assert code(kms.generate_data_key, KeyId=key, KeySpec="AES_256") == expected.removeprefix("KMS.")
        assert code(s3.get_object, **index) == expected
        assert code(s3.put_object, **index, Body=b"new") == expected
        assert code(s3.copy_object, **{**index, "Key": "copy"}, CopySource=index) == expected
        assert code(s3.head_object, **index) == ""  # what is not encrypted
        getattr(kms, undo)(KeyId=key)
        kms.enable_key(KeyId=key)
        assert s3.get_object(**index)["Body"].read() == b"page"
    finally:
        _empty(s3, "sealed")


def test_an_object_keeps_the_key_that_it_was_written_with(local: Local, key: str) -> None:
    s3, kms = local.cloud.client("s3"), local.cloud.client("kms")
    try:
        s3.delete_bucket_encryption(Bucket="sealed")
        s3.put_object(Bucket="sealed", Key="later.html", Body=b"later")
        kms.schedule_key_deletion(KeyId=key)
        assert code(s3.get_object, Bucket="sealed", Key="index.html") == "KMS.KMSInvalidStateException"
        assert code(s3.get_object, Bucket="sealed", Key="later.html") == ""
    finally:
        _empty(s3, "sealed")


def test_a_host_is_proved_by_one_record_for_all_certificates(local: Local) -> None:
    acm = local.cloud.client("acm", region="us-east-1")

    def proofs(*names: str) -> list[dict[str, str]]:
        arn = acm.request_certificate(DomainName=names[0], SubjectAlternativeNames=list(names), ValidationMethod="DNS")[
            "CertificateArn"
        ]
        found = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
        return [option["ResourceRecord"] for option in found]

    first, second = proofs("a.example", "*.a.example"), proofs("*.a.example", "b.example")
    assert first[0] == first[1] == second[0] != second[1]
    assert first[0]["Name"].endswith(".a.example.")
    assert len(first[0]["Name"].partition(".")[0]) == 33
    assert first[0]["Value"].endswith(".acm-validations.aws.")


def _distribution(*names: str, certificate: str = "", reference: str = "r") -> dict[str, Any]:
    viewer: dict[str, Any] = {"CloudFrontDefaultCertificate": True}
    if certificate:
        viewer = {"ACMCertificateArn": certificate, "SSLSupportMethod": "sni-only"}
    origin = {"Id": "o", "DomainName": "b.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    return {
        "CallerReference": reference,
        "Comment": "",
        "Enabled": True,
        "Aliases": {"Quantity": len(names), "Items": list(names)},
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only"},
        "ViewerCertificate": viewer,
    }


def test_a_name_belongs_to_one_distribution_and_its_certificate_stays(local: Local) -> None:
    front, acm = local.cloud.client("cloudfront"), local.cloud.client("acm", region="us-east-1")
    certificate = acm.request_certificate(DomainName="c.example")["CertificateArn"]
    made = front.create_distribution(DistributionConfig=_distribution("c.example", certificate=certificate))
    one = made["Distribution"]["Id"]
    assert code(front.create_distribution, DistributionConfig=_distribution("c.example", reference="s")) == (
        "CNAMEAlreadyExists"
    )
    other = front.create_distribution(DistributionConfig=_distribution("d.example", reference="t"))
    moved = {"Id": other["Distribution"]["Id"], "IfMatch": other["ETag"]}
    assert (
        code(front.update_distribution, **moved, DistributionConfig=_distribution("C.example", reference="t"))
        == "CNAMEAlreadyExists"
    )
    assert code(acm.delete_certificate, CertificateArn=certificate) == "ResourceInUseException"
    kept = front.update_distribution(Id=one, IfMatch=made["ETag"], DistributionConfig=_distribution("c.example"))
    assert kept["Distribution"]["Id"] == one
    assert code(acm.delete_certificate, CertificateArn=certificate) == ""


@pytest.mark.parametrize(
    ("statement", "role", "delivered"),
    [
        ({"Principal": _PLAIN}, False, True),
        ({"Principal": _PLAIN, "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}}, False, False),
        ({"Principal": {"Service": "cloudwatch.amazonaws.com"}}, False, False),
        ({"Principal": {"Service": "cloudwatch.amazonaws.com"}}, True, True),
    ],
)
def test_eventbridge_publishes_where_it_may(
    local: Local, request: pytest.FixtureRequest, statement: dict[str, Any], role: bool, delivered: bool
) -> None:
    cloud = local.cloud
    sns, sqs, events, iam = (cloud.client(name) for name in ("sns", "sqs", "events", "iam"))
    name = f"events-{request.node.callspec.id.replace('_', '-')}"[:40]
    topic = sns.create_topic(Name=name)["TopicArn"]
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    to_queue = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    receives = json.dumps({"Version": "2012-10-17", "Statement": [{**to_queue, "Resource": queue_arn}]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": receives})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
    published = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**published, **statement}]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    target = {"Id": "topic", "Arn": topic}
    if role:
        trust = {"Effect": "Allow", "Principal": _PLAIN, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        target["RoleArn"] = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
        own = json.dumps({"Version": "2012-10-17", "Statement": [published]})
        iam.put_role_policy(RoleName=name, PolicyName="publish", PolicyDocument=own)
    events.put_targets(Rule=name, Targets=[target])
    events.put_events(Entries=[{"Source": name, "DetailType": "test", "Detail": "{}"}])
    found = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", [])
    assert bool(found) is delivered


def test_a_record_takes_no_other_over(local: Local) -> None:
    route53 = local.cloud.client("route53")
    zone = route53.create_hosted_zone(Name="e.example", CallerReference="e")["HostedZone"]["Id"]

    def put(action: str, name: str, kind: str, value: str) -> str:
        record = {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}
        changes: Any = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
        return code(route53.change_resource_record_sets, HostedZoneId=zone, ChangeBatch=changes)

    assert put("CREATE", "www.e.example", "CNAME", "old.example") == ""
    assert put("CREATE", "www.e.example", "CNAME", "new.example") == "InvalidChangeBatch"
    assert put("UPSERT", "www.e.example", "A", "192.0.2.1") == "InvalidChangeBatch"
    assert put("CREATE", "e.example", "CNAME", "old.example") == "InvalidChangeBatch"
    assert put("CREATE", "www.other.example", "A", "192.0.2.1") == "InvalidChangeBatch"
    assert put("UPSERT", "www.e.example", "CNAME", "new.example") == ""
    assert put("CREATE", "*.e.example", "A", "192.0.2.1") == ""


def test_tags_count_later_while_the_switch_is_on(local: Local) -> None:
    cloud = local.cloud
    iam, kms, sts = cloud.client("iam"), cloud.client("kms"), cloud.client("sts")
    key = kms.create_key(Tags=[{"TagKey": "Stack", "TagValue": "dev"}])["KeyMetadata"]["Arn"]
    owner = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    trusts = {"Effect": "Allow", "Principal": owner, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [trusts]})
    role = iam.create_role(RoleName="tagged", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    same = {"StringEquals": {"aws:ResourceTag/Stack": "dev"}}
    allowed = {"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*", "Condition": same}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_role_policy(RoleName="tagged", PolicyName="own", PolicyDocument=document)
    credentials = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session = cloud.client("kms", credentials)
    assert code(session.describe_key, KeyId=key) == ""
    local.process.late_tags.touch()
    assert code(session.describe_key, KeyId=key) == "AccessDeniedException"
    local.process.late_tags.unlink()
    assert code(session.describe_key, KeyId=key) == ""


def _empty(s3: Any, bucket: str) -> None:
    for found in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        s3.delete_object(Bucket=bucket, Key=found["Key"])
    s3.delete_bucket(Bucket=bucket)
