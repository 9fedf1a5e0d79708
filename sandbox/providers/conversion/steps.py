"""Carries out the steps of an entry on one resource."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sandbox.providers.clients import AwsClients
from sandbox.providers.conversion.answer import from_answer, in_words_of, plain_answer
from sandbox.providers.conversion.calls import arguments_of, locate, select
from sandbox.providers.conversion.names import MISSING, Names, dig, shape_at
from sandbox.providers.errors import GoneError
from sandbox.providers.table import AwsEntry, Call, Item, Step, fill
from sandbox.providers.values import Props

if TYPE_CHECKING:
    from botocore.model import OperationModel


class Steps:
    """One operation on one resource, with the properties found in the answers so far."""

    inputs: Props
    """The program's properties as the cloud holds them."""
    outputs: Props
    """Computed properties."""
    missing: set[str]
    """The program's properties that the cloud could hold but does not."""

    def __init__(self, clients: AwsClients, entry: AwsEntry, item: Item) -> None:
        self._clients, self._entry, self._item = clients, entry, item
        self.inputs, self.outputs, self.missing = {}, {}, set()

    def act(self, step: Step, only_required: bool = False) -> None:
        """Does one step. Raises ResourceError, or GoneError if the resource does not exist."""
        if not isinstance(step, Call):
            self.outputs |= step(self._clients, self._item) or {}
            return
        arguments = self._arguments(step, only_required)
        if step.from_read:
            fresh = self._ask(next(call for call in self._entry.read if isinstance(call, Call)))
            arguments |= {member: dig(fresh, path.split(".")) for member, path in step.from_read.items()}
        answer = self._call(step, arguments)
        part = dig(answer, step.result.split(".") if step.result else ())
        self._note_outputs(part, answer)

    def look(self) -> None:
        """Does the steps of a read. Raises GoneError if the resource does not exist."""
        for step in self._entry.read:
            try:
                if isinstance(step, Call):
                    self._look_at(step)
                else:
                    self._note(step(self._clients, self._item) or {})
            except GoneError:
                if not (isinstance(step, Call) and step.optional):
                    raise
        self.missing -= self.inputs.keys()

    def facts(self, *properties: Props) -> Props:
        """Returns the inputs, `properties`, and the outputs that are made of them."""
        facts = self._clients.facts(self._item.region, self._item.inputs, *properties)
        for key, output in self._entry.outputs.items():
            with suppress(KeyError):  # a part of it may follow in a later answer
                if callable(output):
                    facts[key] = output(facts)
                elif "{" in output:
                    facts[key] = fill(output, facts)
        return facts

    def _look_at(self, call: Call) -> None:
        answer = self._ask(call)
        facts = self._clients.facts(self._item.region, self._item.properties())
        part, shape = select(call, answer, self._operation(call), facts)
        names = Names({**self._entry.rename, **call.rename})
        for key, like in self._item.inputs.items():
            route = locate(key, shape, call, names)
            if route is None or key in self._entry.not_kept:
                continue
            value = from_answer(dig(part, route), shape_at(shape, route), like, names, key)
            if value is MISSING:
                self.missing.add(key)
            else:
                self.inputs[key] = value
        self._note_outputs(part, answer)
        self._item.state = {**self._item.state, **self.outputs}

    def _note(self, found: Props) -> None:
        for key, value in found.items():
            if key in self._item.inputs:
                self.inputs[key] = in_words_of(self._item.inputs[key], value)
            else:
                self.outputs[key] = value

    def _note_outputs(self, *answers: Any) -> None:
        for key, path in self._entry.outputs.items():
            if isinstance(path, str) and "{" not in path:
                values = [value for answer in answers if (value := dig(answer, path.split("."))) is not MISSING]
                if values:
                    self.outputs[key] = plain_answer(values[0])

    def _ask(self, call: Call) -> Any:
        return self._call(call, self._arguments(call, only_required=True))

    def _call(self, call: Call, arguments: dict[str, Any]) -> Any:
        prepared = call.prepare(self._item, arguments) if call.prepare else arguments
        return self._clients.call(self._entry.service_of(call), self._item.region, call.operation, prepared)

    def _arguments(self, call: Call, only_required: bool) -> dict[str, Any]:
        facts = self._clients.facts(self._item.region, self._item.properties())
        return arguments_of(call, self._entry, self._item, self._operation(call), facts, only_required)

    def _operation(self, call: Call) -> "OperationModel":
        return self._clients.operation(self._entry.service_of(call), self._item.region, call.operation)
