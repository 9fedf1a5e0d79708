"""Rule pipeline-no-polling: an event starts a pipeline, never polling.

By default CodePipeline polls GitHub, S3 and CodeCommit sources. Beside a webhook this starts every execution twice, and
it continues without the webhook, its signature and its filter.
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import places_of
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected

_POLL = "PollForSourceChanges"
_POLLING_PROVIDERS = {"GitHub", "S3", "CodeCommit"}


def _judge(found: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    action = the_object(found)
    if action.get("category") != "Source" or str(action.get("provider")) not in _POLLING_PROVIDERS:
        return
    if str(the_object(action.get("configuration")).get(_POLL)).lower() != "false":
        yield Objection(
            _POLL,
            f'{_POLL!r} is not "false", so this {action["provider"]} source is polled.\n'
            f'Write instead: "{_POLL}": "false" in the configuration of this action.',
        )


policy = resource_rule(
    About(
        name="pipeline-no-polling",
        risk="Polling starts the pipeline without the webhook, its signature and its filter.",
        severity=Severity.MEDIUM,
        controls=(well_architected("SEC11-BP07", "Regularly assess security properties of the pipelines"),),
        fix="Turn polling off and let a webhook, an event rule or a trigger start the pipeline.",
        url="https://docs.aws.amazon.com/codepipeline/latest/userguide/PollForSourceChanges-defaults.html",
    ),
    places_of({"aws:codepipeline/pipeline:Pipeline": "stages.*.actions.*"}),
    _judge,
)
"""Judges source actions that can poll; connections and registries send events by themselves."""
