"""Creates, reads, updates and deletes resources of the local cloud as their entries describe it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sandbox.providers.clients import AwsClients
from sandbox.providers.conversion.compare import same
from sandbox.providers.conversion.steps import Steps
from sandbox.providers.errors import GoneError, PartlyCreatedError, ResourceError
from sandbox.providers.table import NEVER_SENT, AwsEntry, Call, Item, fill
from sandbox.providers.values import ANY, Props

_EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass
class Found:
    """A resource as its backend holds it."""

    id: str
    inputs: Props
    """The program's properties as they are now, without those that are gone."""
    outputs: Props
    """Computed properties."""


class CloudBackend:
    """The resource operations on AWS types."""

    def __init__(self, clients: AwsClients) -> None:
        self.clients = clients

    def create(self, entry: AwsEntry, item: Item) -> Found:
        """Creates the resource. Raises ResourceError, or PartlyCreatedError after the first step."""
        for hook in entry.before:
            hook(self.clients, item)
        steps = Steps(self.clients, entry, item)
        try:
            for step in entry.create:
                if isinstance(step, Call) and step.when and item.inputs.keys().isdisjoint(step.when):
                    continue
                steps.act(step)
                item.state = {**steps.outputs}
                item.id = item.id or _id(entry, steps.facts(steps.outputs))
            return Found(item.id, item.inputs, self._outputs(entry, item, steps))
        except ResourceError as error:
            if not item.id:
                raise
            # The properties of hooks count as not done, so that the next update does them.
            done = {key: value for key, value in item.inputs.items() if key not in entry.handled}
            raise PartlyCreatedError(str(error), item.id, {**done, **steps.outputs}) from None

    def update(self, entry: AwsEntry, item: Item) -> Found:
        """Updates the resource to the inputs. Raises ResourceError."""
        changed = _changed(entry, item)
        for hook in entry.before:
            hook(self.clients, item)
        steps = Steps(self.clients, entry, item)
        steps.outputs = {key: value for key, value in item.state.items() if key in entry.outputs}
        self._complete(entry, item, steps)  # a resource that was created in part may lack some
        for step in entry.create if entry.update is None else entry.update:
            if not (isinstance(step, Call) and step.when and changed.isdisjoint(step.when)):
                steps.act(step)
        self._reject_remains(entry, item)
        return Found(item.id, item.inputs, self._outputs(entry, item, steps))

    def read(self, entry: AwsEntry, item: Item) -> Found | None:
        """Reads the resource as it is now. None: it is gone. An input that is ANY accepts every value."""
        item.state = {**entry.parse_id(item.id), **item.state}
        steps = Steps(self.clients, entry, item)
        try:
            steps.look()
        except GoneError:
            return None
        inputs = _live_inputs(entry, item, steps)
        facts = steps.facts(item.state, inputs, steps.outputs)
        return Found(_id(entry, facts), inputs, {key: facts[key] for key in entry.outputs if key in facts})

    def delete(self, entry: AwsEntry, item: Item) -> None:
        """Deletes the resource. One that is gone is no error. Raises ResourceError."""
        steps = Steps(self.clients, entry, item)
        for step in entry.delete:
            try:
                steps.act(step, only_required=True)
            except GoneError:
                continue

    def _outputs(self, entry: AwsEntry, item: Item, steps: Steps) -> Props:
        """Returns the outputs after a create or an update."""
        self._complete(entry, item, steps)
        facts = steps.facts({"id": item.id}, steps.outputs)
        return {key: facts[key] for key in entry.outputs if key in facts}

    def _reject_remains(self, entry: AwsEntry, item: Item) -> None:
        """Raises ResourceError if an input that the program took away is still there after an update."""
        gone = item.state.keys() - item.inputs.keys() - entry.outputs.keys() - entry.not_kept - NEVER_SENT
        gone = {key for key in gone if item.state[key] not in (*_EMPTY, False, 0)}
        if not gone:
            return
        steps = Steps(self.clients, entry, replace(item, inputs=dict.fromkeys(gone, ANY)))
        steps.look()
        if left := sorted(key for key in gone if same(steps.inputs.get(key), item.state[key])):
            raise ResourceError(
                f"{', '.join(left)}: taken away, but the service keeps what is left out; give the value that it must "
                "have instead"
            )

    def _complete(self, entry: AwsEntry, item: Item, steps: Steps) -> None:
        """Reads the resource if the answers so far lack an output."""
        wanted = {key for key, output in entry.outputs.items() if isinstance(output, str) and "{" not in output}
        if not wanted <= steps.outputs.keys():
            item.state = {**item.state, **steps.outputs}
            steps.look()


def _live_inputs(entry: AwsEntry, item: Item, steps: Steps) -> Props:
    """The program's properties as they are now. Those that no answer contains stay as they were."""
    inputs: Props = {}
    for key, value in item.inputs.items():
        if value is not ANY:
            if key in steps.inputs or key not in steps.missing:
                inputs[key] = steps.inputs.get(key, value)
        elif steps.inputs.get(key) not in _EMPTY:
            inputs[key] = steps.inputs[key]
        elif key in item.state or key in entry.defaults:
            inputs[key] = item.state.get(key, entry.defaults.get(key))
    return inputs


def _changed(entry: AwsEntry, item: Item) -> set[str]:
    """The properties that differ from the state, outputs excluded."""
    given = item.inputs.keys() | (item.state.keys() - entry.outputs.keys())
    return {key for key in given if not same(item.inputs.get(key), item.state.get(key))}


def _id(entry: AwsEntry, properties: Mapping[str, Any]) -> str:
    try:
        return fill(entry.id, properties)
    except KeyError as missing:
        raise ResourceError(f"the id {entry.id} needs {missing}, which no input and no answer has") from None
