"""A program with every type of the CloudFront side, for test_provider_families."""

import pulumi
import pulumi_aws as aws

from tests.stacks.family_parts import EAST, Wanted, keys_and_watch, log_delivery, web_acl

_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
_INDEX = """
function handler(event) {
    var request = event.request;
    if (request.uri.endsWith('/')) request.uri += 'index.html';
    return request;
}
"""


def site(wanted: Wanted) -> None:
    bucket = aws.s3.Bucket("content", bucket="families-content", tags=wanted.tags, force_destroy=True)
    distribution = _distribution(wanted, bucket, _headers(wanted), _function(wanted))
    aws.s3.BucketPolicy("policy", bucket=bucket.bucket, policy=_only_for(bucket, distribution))
    log_delivery(wanted, bucket, distribution)
    for name, value in {"distribution": distribution.domain_name, "distributionId": distribution.id}.items():
        pulumi.export(name, value)
    dns(wanted, distribution)
    keys_and_watch(wanted)


def _headers(wanted: Wanted) -> aws.cloudfront.ResponseHeadersPolicy:
    return aws.cloudfront.ResponseHeadersPolicy(
        "headers",
        name="families",
        comment="headers",
        security_headers_config={
            "content_security_policy": {"content_security_policy": "default-src 'self'", "override": True},
            "content_type_options": {"override": True},
            "frame_options": {"frame_option": wanted.frame, "override": True},
            "referrer_policy": {"referrer_policy": "no-referrer", "override": True},
            "strict_transport_security": {
                "access_control_max_age_sec": 31536000,
                "include_subdomains": True,
                "override": True,
                "preload": True,
            },
        },
        custom_headers_config={"items": [{"header": "Permissions-Policy", "value": "camera=()", "override": True}]},
    )


def _function(wanted: Wanted) -> aws.cloudfront.Function:
    return aws.cloudfront.Function(
        "function",
        name="families",
        runtime="cloudfront-js-2.0",
        code=_INDEX + f"// {wanted.comment}\n",
        comment="directories",
    )


def _distribution(
    wanted: Wanted,
    bucket: aws.s3.Bucket,
    headers: aws.cloudfront.ResponseHeadersPolicy,
    function: aws.cloudfront.Function,
) -> aws.cloudfront.Distribution:
    acl, access = web_acl(wanted), _access(wanted)
    return aws.cloudfront.Distribution(
        "distribution",
        enabled=True,
        comment=wanted.comment,
        default_root_object="index.html",
        http_version="http2and3",
        is_ipv6_enabled=True,
        price_class="PriceClass_100",
        web_acl_id=acl.arn if wanted.acl else None,
        origins=[
            {
                "domain_name": bucket.bucket_regional_domain_name,
                "origin_id": "content",
                "origin_access_control_id": access.id,
                "custom_headers": [{"name": "X-From", "value": "families"}],
            }
        ],
        default_cache_behavior={
            "target_origin_id": "content",
            "viewer_protocol_policy": "redirect-to-https",
            "allowed_methods": ["GET", "HEAD", "OPTIONS"],
            "cached_methods": ["GET", "HEAD"],
            "cache_policy_id": _OPTIMIZED,
            "compress": True,
            "response_headers_policy_id": headers.id,
            "function_associations": [{"event_type": "viewer-request", "function_arn": function.arn}],
        },
        ordered_cache_behaviors=[
            {
                "path_pattern": "/assets/*",
                "target_origin_id": "content",
                "viewer_protocol_policy": "https-only",
                "allowed_methods": ["GET", "HEAD"],
                "cached_methods": ["GET", "HEAD"],
                "cache_policy_id": _OPTIMIZED,
            }
        ],
        custom_error_responses=[
            {"error_code": code, "response_code": 404, "response_page_path": "/404.html", "error_caching_min_ttl": 10}
            for code in (403, 404)
        ],
        restrictions={"geo_restriction": {"restriction_type": "blacklist", "locations": ["KP", "SY"]}},
        viewer_certificate={"cloudfront_default_certificate": True},
        tags=wanted.tags,
    )


def _access(wanted: Wanted) -> aws.cloudfront.OriginAccessControl:
    return aws.cloudfront.OriginAccessControl(
        "access",
        name="families",
        description=wanted.comment,
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
    )


def _only_for(bucket: aws.s3.Bucket, distribution: aws.cloudfront.Distribution) -> pulumi.Output[str]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": pulumi.Output.concat(bucket.arn, "/*"),
        "Condition": {"StringEquals": {"aws:SourceArn": distribution.arn}},
    }
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]})


def dns(wanted: Wanted, distribution: aws.cloudfront.Distribution) -> None:
    zone = aws.route53.Zone("zone", name="example.com", tags=wanted.tags, comment=wanted.comment)
    certificate = aws.acm.Certificate(
        "certificate",
        domain_name="example.com",
        subject_alternative_names=["*.example.com", wanted.host],
        validation_method="DNS",
        region=EAST,
        tags=wanted.tags,
    )

    def proof(host: str, member: str) -> pulumi.Output[str]:
        return certificate.domain_validation_options.apply(
            lambda options: next(getattr(option, member) for option in options if option.domain_name == host)
        )

    proofs = [
        aws.route53.Record(
            f"proof-{host}",
            zone_id=zone.zone_id,
            name=proof(host, "resource_record_name"),
            type=proof(host, "resource_record_type"),
            records=[proof(host, "resource_record_value")],
            ttl=300,
            allow_overwrite=True,
        )
        for host in ("example.com", wanted.host)
        if wanted.proven or host == "example.com"
    ]
    aws.acm.CertificateValidation(
        "validation",
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn for record in proofs] if wanted.proven else None,
        region=EAST,
    )
    aws.route53.Record(
        "alias",
        zone_id=zone.zone_id,
        name="example.com",
        type="A",
        aliases=[
            {
                "name": distribution.domain_name,
                "zone_id": distribution.hosted_zone_id,
                "evaluate_target_health": False,
            }
        ],
    )
    aws.route53.Record("text", zone_id=zone.zone_id, name=wanted.note, type="TXT", ttl=60, records=[wanted.text, "spf"])
