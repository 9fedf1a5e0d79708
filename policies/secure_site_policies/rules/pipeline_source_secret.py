"""Rule pipeline-source-secret: the credential with which a pipeline or build reads its source is a Pulumi secret.

AWS never shows the token again, but Pulumi's state does unless the token is a secret. Anyone with the token can read
the repository, or write to it.
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import Place, is_set, places_of
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.subjects.secret_names import names_a_credential
from secure_site_policies.subjects.secretness import LEVEL, Path, noting, steps, unless_secret

_PIPELINE = "aws:codepipeline/pipeline:Pipeline"
_SOURCE_CREDENTIAL = "aws:codebuild/sourceCredential:SourceCredential"

_configurations = places_of({_PIPELINE: "stages.*.actions.*.configuration"})


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    for place in _configurations(args):
        yield Place(place.path, lambda place=place: (steps(place.path), place.read()))
    if args.resource_type == _SOURCE_CREDENTIAL:
        yield Place(args.resource_type, lambda: ((), args.props))


def _judge(place: tuple[Path, object], args: ResourceValidationArgs) -> Iterator[Objection]:
    path, found = place
    configuration = the_object(found)
    credentials = [key for key in configuration if names_a_credential(key) and is_set(configuration, key)]
    yield from unless_secret(args, (((*path, key), _objection(key)) for key in credentials))


def _objection(key: str) -> Objection:
    return Objection(
        key,
        f"{key!r} is plain text in the state.\n"
        f"Write instead: pulumi.Output.secret(..) as {key}, of a value set by `pulumi config set --secret`; or a "
        "connection, which needs no token: provider CodeStarSourceConnection.",
    )


policy = resource_rule(
    About(
        name="pipeline-source-secret",
        risk="Anyone who can read the state has the token that reads the repository.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC02-BP03", "Store and use secrets securely"),
            well_architected("SEC11-BP07", "Regularly assess security properties of the pipelines"),
        ),
        fix="Take the token from the stack's encrypted config, as a secret.",
        url="https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html",
        level=LEVEL,
    ),
    _places,
    _judge,
    noting(_PIPELINE, _SOURCE_CREDENTIAL),
)
"""Judges credentials in the configuration of an action, such as OAuthToken, and CodeBuild's source credentials."""
