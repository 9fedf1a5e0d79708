"""The properties that are sets in the official provider's schema: their order means nothing, and is no difference.

The SDKs type sets and lists alike, so this is a table. Its source, by type, is the schema in
https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service (TypeSet, and SetAttribute and
SetNestedBlock of the newer framework) and https://github.com/integrations/terraform-provider-github/tree/main/github.
"""

from collections.abc import Mapping

_BEHAVIOR = (
    "allowedMethods",
    "cachedMethods",
    "forwardedValues.cookies.whitelistedNames",
    "forwardedValues.headers",
    "functionAssociations",
    "lambdaFunctionAssociations",
)
_CORS = ("accessControlAllowHeaders", "accessControlAllowMethods", "accessControlAllowOrigins")

SETS: Mapping[str, frozenset[str]] = {
    # acm/certificate.go, acm/certificate_validation.go
    "aws:acm/certificate:Certificate": frozenset({"subjectAlternativeNames", "validationOptions"}),
    "aws:acm/certificateValidation:CertificateValidation": frozenset({"validationRecordFqdns"}),
    # budgets/budget.go
    "aws:budgets/budget:Budget": frozenset(
        {
            "costFilters",
            "notifications",
            "notifications.subscriberEmailAddresses",
            "notifications.subscriberSnsTopicArns",
            "plannedLimits",
        }
    ),
    # configservice/configuration_recorder.go, configservice/config_rule.go
    "aws:cfg/recorder:Recorder": frozenset(
        {
            "recordingGroup.exclusionByResourceTypes.resourceTypes",
            "recordingGroup.resourceTypes",
            "recordingMode.recordingModeOverride.resourceTypes",
        }
    ),
    "aws:cfg/rule:Rule": frozenset({"evaluationModes", "scope.complianceResourceTypes", "source.sourceDetails"}),
    # cloudfront/distribution.go
    "aws:cloudfront/distribution:Distribution": frozenset(
        {
            "aliases",
            "customErrorResponses",
            "originGroups",
            "originGroups.failoverCriteria.statusCodes",
            "origins",
            "origins.customHeaders",
            "origins.customOriginConfig.originSslProtocols",
            "restrictions.geoRestriction.locations",
            *(f"{kind}.{name}" for kind in ("defaultCacheBehavior", "orderedCacheBehaviors") for name in _BEHAVIOR),
        }
    ),
    # cloudfront/response_headers_policy.go
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": frozenset(
        {
            *(f"corsConfig.{name}.items" for name in (*_CORS, "accessControlExposeHeaders")),
            "customHeadersConfig.items",
            "removeHeadersConfig.items",
        }
    ),
    # cloudtrail/trail.go
    "aws:cloudtrail/trail:Trail": frozenset(
        {"advancedEventSelectors", "advancedEventSelectors.fieldSelectors", "insightSelectors"}
    ),
    # cloudwatch/metric_alarm.go
    "aws:cloudwatch/metricAlarm:MetricAlarm": frozenset(
        {"alarmActions", "insufficientDataActions", "metricQueries", "okActions"}
    ),
    # codebuild/project.go
    "aws:codebuild/project:Project": frozenset(
        {
            "fileSystemLocations",
            "secondaryArtifacts",
            "secondarySourceVersions",
            "secondarySources",
            "vpcConfig.securityGroupIds",
            "vpcConfig.subnets",
        }
    ),
    # codepipeline/codepipeline.go, codepipeline/webhook.go
    "aws:codepipeline/pipeline:Pipeline": frozenset({"artifactStores"}),
    "aws:codepipeline/webhook:Webhook": frozenset({"filters"}),
    # iam/openid_connect_provider.go, iam/role.go
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": frozenset({"clientIdLists"}),
    "aws:iam/role:Role": frozenset({"inlinePolicies", "managedPolicyArns"}),
    # route53/record.go, route53/zone.go
    "aws:route53/record:Record": frozenset({"records"}),
    "aws:route53/zone:Zone": frozenset({"vpcs"}),
    # s3/bucket_lifecycle_configuration.go, s3/bucket_logging.go, s3/bucket_server_side_encryption_configuration.go
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": frozenset(
        {"rules.noncurrentVersionTransitions", "rules.transitions"}
    ),
    "aws:s3/bucketLogging:BucketLogging": frozenset({"targetGrants"}),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": frozenset({"rules"}),
    # wafv2/web_acl.go, wafv2/schemas.go
    "aws:wafv2/webAcl:WebAcl": frozenset({"customResponseBodies", "rules", "rules.ruleLabels", "tokenDomains"}),
    # resource_github_actions_repository_permissions.go
    "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": frozenset(
        {"allowedActionsConfig.patternsAlloweds"}
    ),
    # resource_github_repository_environment.go, ..._repository_ruleset.go, ..._repository_webhook.go
    "github:index/repositoryEnvironment:RepositoryEnvironment": frozenset({"reviewers.teams", "reviewers.users"}),
    "github:index/repositoryRuleset:RepositoryRuleset": frozenset({"rules.requiredStatusChecks.requiredChecks"}),
    "github:index/repositoryWebhook:RepositoryWebhook": frozenset({"events"}),
}
"""Dotted paths without list indexes, by type token."""


def sets_of(token: str) -> frozenset[str]:
    """Returns the paths of a type's sets. None of its other lists is one."""
    return SETS.get(token, frozenset())
