"""Resources that viewers reach: certificates, distributions, DNS records, the firewall."""

from collections.abc import Mapping

from foundation.permissions.calls import Calls

_ZONE = "arn:aws:route53:::hostedzone/{zoneId}"
_CLOUDFRONT = "arn:aws:cloudfront::{account}:"
_WAF = "arn:aws:wafv2:{region}:{account}:global/"
_WEB_ACL = f"{_WAF}webacl/{{name}}/*"
_READ_RECORDS = "route53:GetHostedZone route53:ListResourceRecordSets"

EDGE: Mapping[str, Calls] = {
    "aws:acm/certificate:Certificate": Calls(
        file="acm/certificate.go",
        arns="arn:aws:acm:{region}:{account}:certificate/*",
        read="acm:DescribeCertificate acm:ListTagsForCertificate",
        create="acm:RequestCertificate acm:AddTagsToCertificate",
        update="acm:AddTagsToCertificate acm:RemoveTagsFromCertificate",
        delete="acm:DeleteCertificate",
    ),
    "aws:acm/certificateValidation:CertificateValidation": Calls(
        file="acm/certificate_validation.go",
        arns="arn:aws:acm:{region}:{account}:certificate/*",
        read="acm:DescribeCertificate",
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": Calls(
        file="cloudfront/cache_policy.go",
        arns=f"{_CLOUDFRONT}cache-policy/*",
        read="cloudfront:GetCachePolicy",
        create="cloudfront:CreateCachePolicy",
        update="cloudfront:UpdateCachePolicy",
        delete="cloudfront:DeleteCachePolicy",
    ),
    "aws:cloudfront/distribution:Distribution": Calls(
        file="cloudfront/distribution.go",
        arns=f"{_CLOUDFRONT}distribution/*",
        read="cloudfront:GetDistribution cloudfront:ListTagsForResource",
        create="cloudfront:CreateDistribution cloudfront:TagResource",
        update="cloudfront:UpdateDistribution cloudfront:TagResource cloudfront:UntagResource",
        delete="cloudfront:UpdateDistribution cloudfront:DeleteDistribution",
    ),
    "aws:cloudfront/function:Function": Calls(
        file="cloudfront/function.go",
        arns=f"{_CLOUDFRONT}function/{{name}}",
        read="cloudfront:DescribeFunction cloudfront:GetFunction cloudfront:ListTagsForResource",
        create="cloudfront:CreateFunction cloudfront:PublishFunction cloudfront:TagResource",
        update="cloudfront:UpdateFunction cloudfront:PublishFunction cloudfront:TagResource cloudfront:UntagResource",
        delete="cloudfront:DeleteFunction",
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Calls(
        file="cloudfront/origin_access_control.go",
        arns=f"{_CLOUDFRONT}origin-access-control/*",
        read="cloudfront:GetOriginAccessControl",
        create="cloudfront:CreateOriginAccessControl",
        update="cloudfront:UpdateOriginAccessControl",
        delete="cloudfront:DeleteOriginAccessControl",
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Calls(
        file="cloudfront/response_headers_policy.go",
        arns=f"{_CLOUDFRONT}response-headers-policy/*",
        read="cloudfront:GetResponseHeadersPolicy",
        create="cloudfront:CreateResponseHeadersPolicy",
        update="cloudfront:UpdateResponseHeadersPolicy",
        delete="cloudfront:DeleteResponseHeadersPolicy",
    ),
    "aws:pricingplanmanager/subscription:Subscription": Calls(
        file="pricingplanmanager/subscription.go",
        arns="arn:aws:pricingplanmanager::{account}:subscription:*",
        read="pricingplanmanager:GetSubscription",
        create="pricingplanmanager:CreateSubscription",
        update=(
            "pricingplanmanager:AssociateResourcesToSubscription pricingplanmanager:CancelSubscriptionChange "
            "pricingplanmanager:DisassociateResourcesFromSubscription pricingplanmanager:UpdateSubscription"
        ),
        delete="pricingplanmanager:CancelSubscription pricingplanmanager:CancelSubscriptionChange",
    ),
    "aws:route53/record:Record": Calls(
        file="route53/record.go",
        arns=_ZONE,
        read=_READ_RECORDS,
        create="route53:ChangeResourceRecordSets route53:GetChange",
        update="route53:ChangeResourceRecordSets route53:GetChange",
        delete="route53:ChangeResourceRecordSets route53:GetChange",
        elsewhere={"arn:aws:route53:::change/*": "route53:GetChange"},
    ),
    "aws:route53/zone:Zone": Calls(
        file="route53/zone.go",
        arns="arn:aws:route53:::hostedzone/*",
        read=f"{_READ_RECORDS} route53:ListTagsForResource",
        create="route53:CreateHostedZone route53:GetChange route53:ChangeTagsForResource",
        update="route53:UpdateHostedZoneComment route53:ChangeTagsForResource",
        delete="route53:DeleteHostedZone route53:GetChange",
        elsewhere={"arn:aws:route53:::change/*": "route53:GetChange"},
    ),
    "aws:wafv2/webAcl:WebAcl": Calls(
        file="wafv2/web_acl.go",
        arns=_WEB_ACL,
        read="wafv2:GetWebACL wafv2:ListTagsForResource",
        create="wafv2:CreateWebACL wafv2:TagResource",
        update="wafv2:UpdateWebACL wafv2:TagResource wafv2:UntagResource",
        delete="wafv2:DeleteWebACL",
        elsewhere={f"{_WEB_ACL} {_WAF}managedruleset/*/*": "wafv2:CreateWebACL wafv2:UpdateWebACL"},
    ),
}
"""Type token -> its calls."""
