"""CodePipeline and CodeBuild."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.providers.validation.arns import arn, role_arn
from sandbox.providers.validation.fact import PROVIDER, Fact, an_object, count, items, objects, unique
from sandbox.providers.values import Unknown

_PIPELINE = f"{PROVIDER}codepipeline/codepipeline.go"
_PROJECT = f"{PROVIDER}codebuild/project.go"
_LOCATED = ("BITBUCKET", "CODECOMMIT", "GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "GITLAB_SELF_MANAGED", "S3")
_STRUCTURE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html"


def _stores(value: Any) -> Iterator[str]:
    """A single store has no region, several have one each."""
    stores = objects(value)
    regions = [store.get("region") for store in stores]
    if len(stores) == 1 and regions[0]:
        yield "must have no region in a single store: it is the pipeline's own; remove region"
    if len(stores) > 1 and not all(regions):
        yield "must have a region in each of several stores"
    elif len(stores) > 1 and not any(isinstance(region, Unknown) for region in regions):
        yield from unique("region")(value)


def _sources_first(stages: Any) -> Iterator[str]:
    """Source actions are in the first stage alone, and it has no others; CodePipeline refuses another structure."""
    for index, stage in enumerate(objects(stages)):
        categories = {action.get("category") for action in objects(stage.get("actions"))}
        if any(isinstance(category, Unknown) for category in categories) or not categories:
            continue
        if index == 0 and categories != {"Source"}:
            yield "must have only actions of category 'Source' in the first stage"
        if index > 0 and "Source" in categories:
            yield f"must have its actions of category 'Source' in the first stage, not in {stage.get('name')!r}"


def _actions_differ(stages: Any) -> Iterator[str]:
    for stage in objects(stages):
        yield from unique("name")(stage.get("actions"))


def _artifacts_exist(stages: Any) -> Iterator[str]:
    """An input artifact is the output of an earlier action."""
    made: set[Any] = set()
    for stage in objects(stages):
        for action in sorted(objects(stage.get("actions")), key=_order):
            for name in items(action.get("inputArtifacts")):
                if isinstance(name, str) and name not in made:
                    yield f"must have {name!r}, an input of {action.get('name')!r}, as an output of an earlier action"
            made |= {name for name in items(action.get("outputArtifacts")) if isinstance(name, str)}


def _version_two(inputs: Any) -> Iterator[str]:
    """Triggers, variables and the modes QUEUED and PARALLEL are for pipelines of type V2."""
    if inputs.get("pipelineType", "V1") != "V1":
        return
    for key in ("triggers", "variables"):
        if inputs.get(key):
            yield f"{key} need pipelineType 'V2'"
    if inputs.get("executionMode", "SUPERSEDED") in ("QUEUED", "PARALLEL"):
        yield f"executionMode {inputs['executionMode']!r} needs pipelineType 'V2'"


def _cache(value: Any) -> Iterator[str]:
    """The provider's CustomizeDiff."""
    cache = an_object(value)
    if cache.get("type") == "S3" and not cache.get("location"):
        yield "must have a location with type 'S3'"
    if cache.get("type") == "LOCAL" and not cache.get("modes"):
        yield "must have modes with type 'LOCAL'"


def _source(value: Any) -> Iterator[str]:
    """The provider's CustomizeDiff for the source, whose location depends on its type."""
    source = an_object(value)
    kind = source.get("type")
    if kind == "NO_SOURCE" and not source.get("buildspec"):
        yield "must have a buildspec with type 'NO_SOURCE'"
    if kind in ("NO_SOURCE", "CODEPIPELINE") and source.get("location"):
        yield f"must have no location with type {kind!r}"
    if kind in ("BITBUCKET", "CODECOMMIT", "GITHUB", "GITHUB_ENTERPRISE", "GITLAB", "S3") and not source.get(
        "location"
    ):
        yield f"must have a location with type {kind!r}"


def _artifacts(inputs: Any) -> Iterator[str]:
    """CodeBuild wants CODEPIPELINE for both, or for neither; artifacts in S3 need a bucket."""
    source, artifacts = (an_object(inputs.get(key)) for key in ("source", "artifacts"))
    kinds = [one.get("type") for one in (source, artifacts)]
    if "CODEPIPELINE" in kinds and all(isinstance(kind, str) for kind in kinds) and kinds[0] != kinds[1]:
        yield "source.type and artifacts.type must both be 'CODEPIPELINE', or neither"
    if artifacts.get("type") == "S3" and not artifacts.get("location"):
        yield "artifacts must have a location, the name of a bucket, with type 'S3'"


def _order(action: Mapping[str, Any]) -> int:
    order = action.get("runOrder", 1)
    return int(order) if isinstance(order, int | float | str) else 1


FACTS: Mapping[str, Sequence[Fact]] = {
    "aws:codepipeline/pipeline:Pipeline": [
        Fact(("roleArn", "stages.actions.roleArn"), role_arn, _PIPELINE),
        Fact(("artifactStores",), _stores, _PIPELINE),
        Fact(("artifactStores",), count(1, None), _PIPELINE),
        Fact(("stages",), count(2, None), _PIPELINE),
        Fact(("stages.actions",), count(1, None), _STRUCTURE),
        Fact(("stages",), unique("name"), _STRUCTURE),
        Fact(("stages",), _actions_differ, _STRUCTURE),
        Fact(("stages",), _sources_first, _STRUCTURE),
        Fact(("stages",), _artifacts_exist, _STRUCTURE),
        Fact(("triggers",), count(None, 50), _PIPELINE),
        Fact(("triggers.gitConfiguration.pushes", "triggers.gitConfiguration.pullRequests"), count(None, 3), _PIPELINE),
        Fact(("",), _version_two, _STRUCTURE),
    ],
    "aws:codebuild/project:Project": [
        Fact(("serviceRole",), arn, _PROJECT),
        Fact(("cache",), _cache, _PROJECT),
        Fact(("source", "secondarySources"), _source, _PROJECT),
        Fact(("secondaryArtifacts", "secondarySources"), count(None, 12), _PROJECT),
        Fact(("",), _artifacts, "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectArtifacts.html"),
    ],
}
"""Facts by type token."""
