"""Rule stack-outputs: no output of the stack is a credential in plain text.

Outputs are in the state, in the log of every update, and readable by every stack that refers to this one. Only an
output that is a Pulumi secret is encrypted there.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack
from secure_site_policies.subjects.plain_credentials import credentials_in
from secure_site_policies.subjects.secret_names import names_a_credential
from secure_site_policies.subjects.secretness import STACK, is_recorded_secret, note_stacks

note_stacks()


def _judge(resource: PolicyResource, _stack: Stack) -> Iterator[Objection]:
    for credential in credentials_in(resource.props, named=True):
        if not is_recorded_secret(resource.urn, credential.path):
            yield _objection(credential.pattern, credential.title)
    for name in _unknown(resource):
        # After the update it is too late: the value then is in the state.
        if names_a_credential(name) and not is_recorded_secret(resource.urn, (name,)):
            yield _objection(f"named-credential@{name}", "a credential by its name")


def _unknown(resource: PolicyResource) -> Iterator[str]:
    for name in resource.props:
        try:
            resource.props[name]
        except UnknownValueError:
            yield name


def _objection(pattern: str, title: str) -> Objection:
    return Objection(
        pattern,
        f"'{pattern}' is {title} in plain text among the outputs.\n"
        "Write instead: pulumi.export(name, pulumi.Output.secret(value)), or export the name of the secret's store.",
    )


policy = stack_rule(
    About(
        name="stack-outputs",
        risk="Everyone who can read the state, the log or a reference to this stack has the credential.",
        severity=Severity.CRITICAL,
        controls=(well_architected("SEC02-BP03", "Store and use secrets securely"),),
        fix="Export credentials as secrets or not at all, and replace one that was exported in plain.",
        url="https://www.pulumi.com/docs/iac/concepts/secrets/",
    ),
    (STACK,),
    _judge,
)
"""Judges the outputs at preview and after each update, by form and by name."""
