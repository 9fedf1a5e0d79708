"""CloudFront's access logs reach the log bucket without an ACL, and only this distribution's."""

from typing import Any

from components.site.access_logs import AccessLogs, deliver_logs
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

DISTRIBUTION = "arn:aws:cloudfront::123456789012:distribution/E2EXAMPLE"
BUCKET = "arn:aws:s3:::logs"
SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"


def build(cloud: Cloud, **more: Any) -> None:
    args = {"context": CONTEXT, "distribution_arn": DISTRIBUTION, "log_bucket_arn": BUCKET, **more}
    cloud.build(AccessLogs, "logs", args)


def test_the_distributions_requests_are_delivered_to_the_bucket_as_json(cloud: Cloud) -> None:
    build(cloud)
    source, destination, delivery = cloud.one(SOURCE), cloud.one(DESTINATION), cloud.one(DELIVERY)
    assert (source["logType"], source["resourceArn"]) == ("ACCESS_LOGS", DISTRIBUTION)
    assert destination["deliveryDestinationConfiguration"] == {"destinationResourceArn": BUCKET}
    assert destination["outputFormat"] == "json"
    assert delivery["deliverySourceName"] == source["name"]
    assert delivery["deliveryDestinationArn"].endswith(destination["name"])


def test_the_delivery_is_set_up_where_cloudfront_is_configured_and_tagged(cloud: Cloud) -> None:
    build(cloud)
    for token in (SOURCE, DESTINATION, DELIVERY):
        assert cloud.one(token)["region"] == "us-east-1"
        assert cloud.one(token)["tags"] == CONTEXT.tags


def test_only_the_delivery_service_may_write_and_only_for_this_stacks_source(cloud: Cloud) -> None:
    build(cloud)
    source = f"arn:aws:logs:us-east-1:123456789012:delivery-source:{cloud.one(SOURCE)['name']}"
    both = {
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": ["arn:aws:s3:::logs/AWSLogs/123456789012/CloudFront/*"],
    }
    assert [one.as_dict() for one in deliver_logs(CONTEXT, BUCKET)] == [
        {
            "Sid": "AWSLogDeliveryWrite1",
            **both,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012", "s3:x-amz-acl": "bucket-owner-full-control"},
                "ArnLike": {"aws:SourceArn": source},
            },
        },
        {
            "Sid": "WithoutAcl",
            **both,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": source},
            },
        },
    ]


def test_visitors_addresses_are_logged_or_not_and_cookies_never(cloud: Cloud) -> None:
    build(cloud)
    logged = cloud.one(DELIVERY)["recordFields"]
    cloud.forget()
    build(cloud, visitor_address=False)
    assert set(logged) - set(cloud.one(DELIVERY)["recordFields"]) == {"c-ip", "c-port", "x-forwarded-for"}
    assert "cs(Cookie)" not in logged
    assert len(set(logged)) == len(logged) == 30


def test_a_second_distribution_of_the_stack_delivers_under_names_of_its_own() -> None:
    of_site, of_previews = deliver_logs(CONTEXT, BUCKET), deliver_logs(CONTEXT, BUCKET, "previews")
    sources = [one.as_dict()["Condition"]["ArnLike"]["aws:SourceArn"] for one in of_previews]
    assert {source.rpartition(":")[2] for source in sources} == {"secure-site-test-previews-access"}
    sids = [one.sid for one in (*of_site, *of_previews)]
    assert len(set(sids)) == len(sids)
    assert [one.as_dict()["Resource"] for one in of_previews] == [one.as_dict()["Resource"] for one in of_site]
