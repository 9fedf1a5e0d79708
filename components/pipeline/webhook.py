"""The webhook with which GitHub reports a push to a pipeline, for a repository that is read with a token."""

import hashlib
from functools import partial
from typing import TypedDict

import pulumi
import pulumi_aws as aws
import pulumi_github as github

from components.context import Context
from components.pipeline.source import SourceOptions
from components.pipeline.stages import SOURCE_ACTION


class WebhookArgs(TypedDict):
    """Inputs of Webhook."""

    context: Context
    """Names and tags of the stack."""
    source: SourceOptions
    """The repository, its branch and the secret that GitHub and CodePipeline share."""
    pipeline_name: pulumi.Input[str]
    """The pipeline to start."""


class Webhook(pulumi.ComponentResource):
    """Both ends of a webhook: GitHub signs each push with a secret, CodePipeline starts on a push to the branch.

    The GitHub provider must be able to administer the repository. `github_provider` makes one from the source's own
    token. Without it in `opts.providers`, owner and token come from the provider's configuration.

    Children: {name}-receiver, {name}-sender.
    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html
    GitHub: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """

    def __init__(self, name: str, args: WebhookArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:Webhook", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context, source = args["context"], args["source"]
        secret = pulumi.Output.secret(source.webhook_secret)
        receiver = aws.codepipeline.Webhook(
            f"{name}-receiver",
            name=pulumi.Output.unsecret(secret.apply(partial(_name, context.prefix))),
            authentication="GITHUB_HMAC",
            authentication_configuration={"secret_token": secret},
            filters=[{"json_path": "$.ref", "match_equals": "refs/heads/{Branch}"}],
            target_action=SOURCE_ACTION,
            target_pipeline=args["pipeline_name"],
            tags=context.tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                # Anyone who knows the URL can try to start the pipeline.
                additional_secret_outputs=["url"],
                # AWS answers reads with the secret blacked out, which would replace the webhook at every update. A new
                # secret replaces it by its name. What would change it in place replaces it as well: such an update
                # would send the secret as the state has it after a refresh, blacked out.
                # https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListWebhooks.html
                ignore_changes=["authenticationConfiguration"],
                replace_on_changes=["filters", "targetAction", "targetPipeline"],
            ),
        )
        sender = github.RepositoryWebhook(
            f"{name}-sender",
            repository=source.repository.partition("/")[2],
            active=True,
            events=["push"],
            configuration={
                "url": pulumi.Output.secret(receiver.url),
                "content_type": "json",
                "insecure_ssl": False,
                "secret": secret,
            },
            opts=child,
        )
        self.register_outputs({"receiverArn": receiver.arn, "senderId": sender.id})


def _name(prefix: str, secret: str) -> str:
    """The name of the receiver: "{prefix}-{8 hex digits}", which change with the secret.

    A name is no secret, so the digits come from scrypt: to test a guess with them costs memory and time, and several
    guesses fit. The secret itself has at least 16 characters.
    """
    digest = hashlib.scrypt(secret.encode(), salt=prefix.encode(), n=2**14, r=8, p=1, dklen=4)
    return f"{prefix}-{digest.hex()}"


def github_provider(
    source: SourceOptions, name: str = "github", opts: pulumi.ResourceOptions | None = None
) -> github.Provider:
    """The GitHub provider for a source, so that the token is in one place only: the stack's encrypted config."""
    owner, _, _ = source.repository.partition("/")
    return github.Provider(name, owner=owner, token=pulumi.Output.secret(source.github_token), opts=opts)
