"""What belongs to the pipeline and to readers: the pages, the releases, the logs, what keys keep."""

from collections.abc import Mapping

from tests.stacks.refusals.calls import (
    ACCOUNT,
    ARTIFACTS,
    CONTENT,
    LOGS,
    OTHER,
    PREFIX,
    STRANGER,
    Call,
    arn,
    call,
    delete_object,
    edge,
    get_object,
    put_object,
    s3,
)
from tests.stacks.refusals.own import GROUP, PROJECT, TOPIC

CONTENT_OF_THE_SITE: Mapping[str, Call] = {
    "publish a page": put_object(CONTENT, "index.html"),
    "delete a page": delete_object(CONTENT, "index.html"),
    "destroy a page's version": call(
        "s3.delete_object",
        {"s3:DeleteObjectVersion": s3(f"{CONTENT}/index.html")},
        Bucket=CONTENT,
        Key="index.html",
        VersionId="1",
    ),
    "delete all pages": call(
        "s3.delete_objects",
        {"s3:DeleteObject": s3(f"{CONTENT}/index.html")},
        Bucket=CONTENT,
        Delete={"Objects": [{"Key": "index.html"}]},
    ),
    "make a page public": call(
        "s3.put_object_acl",
        {"s3:PutObjectAcl": s3(f"{CONTENT}/index.html")},
        Bucket=CONTENT,
        Key="index.html",
        ACL="public-read",
    ),
    "slip a source to the pipeline": put_object(ARTIFACTS, f"{PREFIX}/source/1.zip"),
    "read what the pipeline built": get_object(ARTIFACTS, f"{PREFIX}/source/1.zip"),
    "read the access log": get_object(LOGS, "cloudfront/1.gz"),
    "forge the access log": put_object(LOGS, "cloudfront/1.gz"),
    "erase the access log": delete_object(LOGS, "cloudfront/1.gz"),
    "copy all pages elsewhere": call(
        "s3.put_bucket_replication",
        {"s3:PutReplicationConfiguration": s3(CONTENT)},
        Bucket=CONTENT,
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{ACCOUNT}:role/{PREFIX}-publish",
            "Rules": [{"Status": "Enabled", "Prefix": "", "Destination": {"Bucket": s3(STRANGER)}}],
        },
    ),
    "hear of every upload": call(
        "s3.put_bucket_notification_configuration",
        {"s3:PutBucketNotification": s3(CONTENT)},
        Bucket=CONTENT,
        NotificationConfiguration={"EventBridgeConfiguration": {}},
    ),
    "let a bucket's access list open it": call(
        "s3.put_bucket_acl", {"s3:PutBucketAcl": s3(CONTENT)}, Bucket=CONTENT, ACL="public-read"
    ),
    "serve a bucket past CloudFront": call(
        "s3.put_bucket_website",
        {"s3:PutBucketWebsite": s3(CONTENT)},
        Bucket=CONTENT,
        WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}},
    ),
    "drop what CloudFront has cached": call(
        "cloudfront.create_invalidation",
        {"cloudfront:CreateInvalidation": edge("distribution/{distribution}")},
        DistributionId="{distribution}",
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "mallory"},
    ),
    "start a build": call(
        "codebuild.start_build",
        {"codebuild:StartBuild": arn("codebuild", f"project/{PROJECT}")},
        projectName=PROJECT,
        buildspecOverride="version: 0.2",
    ),
    "begin a build's log": call(
        "logs.create_log_stream",
        {"logs:CreateLogStream": arn("logs", f"log-group:{GROUP}")},
        logGroupName=GROUP,
        logStreamName="1",
    ),
    "send a build's log elsewhere": call(
        "logs.put_subscription_filter",
        {"logs:PutSubscriptionFilter": arn("logs", f"log-group:{GROUP}")},
        logGroupName=GROUP,
        filterName="all",
        filterPattern="",
        destinationArn=arn("lambda", "function:more"),
    ),
    "encrypt with the stack's key": call(
        "kms.encrypt", {"kms:Encrypt": arn("kms", "key/{key}")}, KeyId="{key}", Plaintext=b"any"
    ),
    "draw a data key past S3": call(
        "kms.generate_data_key",
        {"kms:GenerateDataKey": arn("kms", "key/{key}")},
        KeyId="{key}",
        KeySpec="AES_256",
    ),
    "lend the stack's key": call(
        "kms.create_grant",
        {"kms:CreateGrant": arn("kms", "key/{key}")},
        KeyId="{key}",
        GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:role/{PREFIX}-deploy",
        Operations=["Decrypt"],
    ),
    "disable the stack's key": call("kms.disable_key", {"kms:DisableKey": arn("kms", "key/{key}")}, KeyId="{key}"),
    "ring a false alarm": call("sns.publish", {"sns:Publish": TOPIC}, TopicArn=TOPIC, Message="all is well"),
}

WITHOUT_AN_EMULATOR: Mapping[str, tuple[str, str]] = {
    "start a release": ("codepipeline:StartPipelineExecution", arn("codepipeline", PREFIX)),
    "approve a release": ("codepipeline:PutApprovalResult", arn("codepipeline", f"{PREFIX}/Approve/Approve")),
    "go back to an older release": ("codepipeline:RollbackStage", arn("codepipeline", f"{PREFIX}/Publish")),
    "open a stage again": ("codepipeline:EnableStageTransition", arn("codepipeline", f"{PREFIX}/Publish")),
    "change the other stack's pipeline": ("codepipeline:UpdatePipeline", arn("codepipeline", OTHER)),
    "delete the other stack's pipeline": ("codepipeline:DeletePipeline", arn("codepipeline", OTHER)),
    "clone with a connection": ("codeconnections:UseConnection", arn("codeconnections", "connection/1")),
    "make a build public": ("codebuild:UpdateProjectVisibility", arn("codebuild", f"project/{PROJECT}")),
}
"""Action and ARN of what no local AWS can be asked to do."""
