"""Rule stack-outputs: no output of the stack, or of a component in it, is a credential in plain text.

Outputs are in the state. Those of the stack are in the log of every update as well, and readable by every stack that
refers to this one. Only an output that is a Pulumi secret is encrypted there.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack
from secure_site_policies.subjects.plain_credentials import credentials_in
from secure_site_policies.subjects.secret_names import names_a_credential
from secure_site_policies.subjects.secretness import STACK, is_secret_output, note_outputs

note_outputs()


def _subjects(stack: Stack) -> Iterator[PolicyResource]:
    yield from stack.all(STACK)
    yield from stack.components()


def _judge(resource: PolicyResource, _stack: Stack) -> Iterator[Objection]:
    for credential in credentials_in(resource.props, named=True):
        if not is_secret_output(resource.urn, credential.path):
            yield _objection(credential.pattern, credential.title, resource)
    for name in _unknown(resource):
        # After the update it is too late: the value then is in the state.
        if names_a_credential(name) and not is_secret_output(resource.urn, (name,)):
            yield _objection(f"named-credential@{name}", "a credential by its name", resource)


def _unknown(resource: PolicyResource) -> Iterator[str]:
    for name in resource.props:
        try:
            resource.props[name]
        except UnknownValueError:
            yield name


def _objection(pattern: str, title: str, resource: PolicyResource) -> Objection:
    instead = "pulumi.export(name, pulumi.Output.secret(value)), or export the name of the secret's store."
    if resource.resource_type != STACK:
        instead = "self.register_outputs({name: pulumi.Output.secret(value)}), or leave the output out."
    return Objection(pattern, f"'{pattern}' is {title} in plain text among the outputs.\nWrite instead: {instead}")


policy = stack_rule(
    About(
        name="stack-outputs",
        risk="Everyone who can read the state, the log or a reference to this stack has the credential.",
        severity=Severity.CRITICAL,
        controls=(well_architected("SEC02-BP03", "Store and use secrets securely"),),
        fix="Export credentials as secrets or not at all, and replace one that was exported in plain.",
        url="https://www.pulumi.com/docs/iac/concepts/secrets/",
    ),
    _subjects,
    _judge,
)
"""Judges the outputs of the stack and of its components at preview and after each update, by form and by name."""
