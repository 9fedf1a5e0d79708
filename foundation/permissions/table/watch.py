"""Logs, events, alarms, notifications and the budget."""

from collections.abc import Mapping

from foundation.permissions.calls import Calls

_LOGS = "arn:aws:logs:{region}:{account}:"
_CLOUDFRONT = "arn:aws:cloudfront::{account}:"

WATCH: Mapping[str, Calls] = {
    "aws:budgets/budget:Budget": Calls(
        file="budgets/budget.go",
        arns="arn:aws:budgets::{account}:budget/{name}",
        read="budgets:ViewBudget budgets:ListTagsForResource",
        create="budgets:ModifyBudget budgets:TagResource",
        update="budgets:ModifyBudget budgets:TagResource budgets:UntagResource",
        delete="budgets:ModifyBudget",
    ),
    "aws:cloudwatch/eventRule:EventRule": Calls(
        file="events/rule.go",
        arns="arn:aws:events:{region}:{account}:rule/{name}",
        read="events:DescribeRule events:ListTagsForResource",
        create="events:PutRule events:TagResource",
        update="events:PutRule events:TagResource events:UntagResource",
        delete="events:DeleteRule",
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Calls(
        file="events/target.go",
        arns="arn:aws:events:{region}:{account}:rule/{rule}",
        read="events:ListTargetsByRule",
        create="events:PutTargets iam:PassRole",
        update="events:PutTargets iam:PassRole",
        delete="events:RemoveTargets",
        elsewhere={"{roleArn}": "iam:PassRole"},
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": Calls(
        file="logs/delivery.go",
        arns=f"{_LOGS}delivery:*",
        read="logs:GetDelivery logs:ListTagsForResource",
        create="logs:CreateDelivery logs:TagResource",
        update="logs:UpdateDeliveryConfiguration logs:TagResource logs:UntagResource",
        delete="logs:DeleteDelivery",
        elsewhere={
            f"{_LOGS}delivery:* {_LOGS}delivery-source:{{deliverySourceName}} {{deliveryDestinationArn}}": (
                "logs:CreateDelivery logs:UpdateDeliveryConfiguration"
            ),
        },
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Calls(
        file="logs/delivery_destination.go",
        arns=f"{_LOGS}delivery-destination:{{name}}",
        read="logs:GetDeliveryDestination logs:ListTagsForResource",
        create="logs:PutDeliveryDestination logs:TagResource",
        update="logs:PutDeliveryDestination logs:TagResource logs:UntagResource",
        delete="logs:DeleteDeliveryDestination",
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Calls(
        file="logs/delivery_source.go",
        arns=f"{_LOGS}delivery-source:{{name}}",
        read="logs:GetDeliverySource logs:ListTagsForResource",
        create="logs:PutDeliverySource logs:TagResource cloudfront:AllowVendedLogDeliveryForResource",
        update="logs:TagResource logs:UntagResource",
        delete="logs:DeleteDeliverySource",
        elsewhere={f"{_CLOUDFRONT}distribution/*": "cloudfront:AllowVendedLogDeliveryForResource"},
    ),
    "aws:cloudwatch/logGroup:LogGroup": Calls(
        file="logs/group.go",
        arns=f"{_LOGS}log-group:{{name}} {_LOGS}log-group:{{name}}:*",
        read="logs:DescribeLogGroups logs:ListTagsForResource",
        create="logs:CreateLogGroup logs:PutRetentionPolicy logs:TagResource",
        update="logs:PutRetentionPolicy logs:TagResource logs:UntagResource",
        delete="logs:DeleteLogGroup",
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Calls(
        file="cloudwatch/metric_alarm.go",
        arns="arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
        read="cloudwatch:DescribeAlarms cloudwatch:ListTagsForResource",
        create="cloudwatch:PutMetricAlarm cloudwatch:TagResource",
        update="cloudwatch:PutMetricAlarm cloudwatch:TagResource cloudwatch:UntagResource",
        delete="cloudwatch:DeleteAlarms",
    ),
    "aws:sfn/stateMachine:StateMachine": Calls(
        file="sfn/state_machine.go",
        arns="arn:aws:states:{region}:{account}:stateMachine:{name}",
        read=(
            "states:DescribeStateMachine states:ListStateMachineVersions states:ListTagsForResource "
            "states:ValidateStateMachineDefinition"
        ),
        create="states:CreateStateMachine states:TagResource iam:PassRole",
        update="states:UpdateStateMachine states:TagResource states:UntagResource iam:PassRole",
        delete="states:DeleteStateMachine",
        elsewhere={"{roleArn}": "iam:PassRole"},
    ),
    "aws:sns/topic:Topic": Calls(
        file="sns/topic.go",
        arns="arn:aws:sns:{region}:{account}:{name}",
        read="sns:GetTopicAttributes sns:ListTagsForResource",
        create="sns:CreateTopic sns:SetTopicAttributes sns:TagResource",
        update="sns:SetTopicAttributes sns:TagResource sns:UntagResource",
        delete="sns:DeleteTopic",
    ),
    "aws:sns/topicPolicy:TopicPolicy": Calls(
        file="sns/topic_policy.go",
        arns="{arn}",
        read="sns:GetTopicAttributes",
        create="sns:SetTopicAttributes",
        update="sns:SetTopicAttributes",
        delete="sns:SetTopicAttributes",
    ),
    "aws:sns/topicSubscription:TopicSubscription": Calls(
        file="sns/topic_subscription.go",
        arns="{topic}",
        read="sns:GetSubscriptionAttributes",
        create="sns:Subscribe",
        # Another topic, protocol or endpoint is another subscription. The program does not change attributes of an
        # existing one, such as a filter: without resource-level permission, the grant would cover every subscription.
        delete="sns:Unsubscribe",
    ),
}
"""Type token -> its calls."""
