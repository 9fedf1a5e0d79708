"""The state machine that turns one distribution off, in Amazon States Language."""

from typing import Any

_CLOUDFRONT = "arn:aws:states:::aws-sdk:cloudfront"
ACTIONS = ("cloudfront:GetDistributionConfig", "cloudfront:UpdateDistribution")
"""What the machine's role may do, on the one distribution."""


def definition(distribution_id: str) -> dict[str, Any]:
    """Reads the configuration, and writes it back with `Enabled` false unless it is that already.

    An update of anyone else between the two is refused by the ETag, and then both have to be done again: so the retry
    is around them, for every error alike, since the names of the errors are the SDK's and not documented one by one.
    Six attempts take a little over a minute. After the last the execution fails, about which an alarm tells.

    AWS: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
    AWS: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    AWS: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html
    """
    read = {
        "Type": "Task",
        "Resource": f"{_CLOUDFRONT}:getDistributionConfig",
        "Arguments": {"Id": distribution_id},
        "Next": "IsOn",
    }
    is_on = {
        "Type": "Choice",
        "Choices": [{"Condition": "{% $states.input.DistributionConfig.Enabled %}", "Next": "Write"}],
        "Default": "IsOff",
    }
    write = {
        "Type": "Task",
        "Resource": f"{_CLOUDFRONT}:updateDistribution",
        "Arguments": {
            "Id": distribution_id,
            "IfMatch": "{% $states.input.ETag %}",
            "DistributionConfig": "{% $merge([$states.input.DistributionConfig, {'Enabled': false}]) %}",
        },
        "Output": "{% $states.input.ETag %}",
        "Next": "IsOff",
    }
    states = {"Read": read, "IsOn": is_on, "Write": write, "IsOff": {"Type": "Succeed"}}
    return {
        "Comment": f"Turns the distribution {distribution_id} off.",
        "QueryLanguage": "JSONata",
        "StartAt": "TurnOff",
        "States": {
            "TurnOff": {
                "Type": "Parallel",
                "Branches": [{"StartAt": "Read", "States": states}],
                "Retry": [
                    {
                        "ErrorEquals": ["States.ALL"],
                        "IntervalSeconds": 2,
                        "BackoffRate": 2,
                        "MaxAttempts": 5,
                        "MaxDelaySeconds": 30,
                    }
                ],
                "End": True,
            }
        },
    }
