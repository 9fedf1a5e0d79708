"""A Pulumi provider that is driven by a table of resource types.

https://www.pulumi.com/docs/iac/build-with-pulumi/build-a-provider/
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from pulumi.provider.experimental import provider as sdk
from pulumi.provider.experimental.property_value import PropertyValue

from sandbox.providers.clients import AwsClients
from sandbox.providers.conversion.difference import compare
from sandbox.providers.errors import PartlyCreatedError, ResourceError
from sandbox.providers.plugin.backend import CloudBackend, Found
from sandbox.providers.plugin.check import check_inputs, with_documents
from sandbox.providers.plugin.kept import kept_if_taken_away, restored, with_mark, without_mark
from sandbox.providers.plugin.recorder import Recorder
from sandbox.providers.plugin.redaction import redacted
from sandbox.providers.schema.sets import sets_of
from sandbox.providers.table import AwsEntry, Entry, Item
from sandbox.providers.values import ANY, UNKNOWN, Props, masked, plain, plain_map, redact, wrap_map

Values = Mapping[str, PropertyValue]

_T = TypeVar("_T")


class Catalog(Protocol):
    """The resource types and functions of one Pulumi package."""

    package: str
    """Name of the package: "aws"."""

    def find(self, token: str) -> Entry | None:
        """Returns the entry of a type token ("aws:s3/bucket:Bucket"), None where there is none."""
        ...

    def how_to_add(self, token: str) -> str:
        """Returns what to write where, for a type without an entry."""
        ...

    def ambient(self, token: str, region: str, inputs: Props) -> Props:
        """Returns outputs that every type of its kind has, such as `tagsAll`."""
        ...

    def invoke(self, clients: AwsClients, token: str, region: str, args: Props) -> Props:
        """Returns the result of a function. Raises ResourceError."""
        ...


class Backend(Protocol):
    """The operations on the resources of one kind of entry, which `entry` is. They raise ResourceError."""

    def create(self, entry: Any, item: Item) -> Found:
        """Creates the resource."""
        ...

    def update(self, entry: Any, item: Item) -> Found:
        """Updates the resource in place."""
        ...

    def read(self, entry: Any, item: Item) -> Found | None:
        """Reads the resource. None: it does not exist."""
        ...

    def delete(self, entry: Any, item: Item) -> None:
        """Deletes the resource."""
        ...


class TableProvider(sdk.Provider):
    """The provider of one package. `region` applies where the stack's config has none."""

    def __init__(self, catalog: Catalog, clients: AwsClients, recorder: Recorder, region: str) -> None:
        self._catalog = catalog
        self._cloud = CloudBackend(clients)
        self._recorder = recorder
        self._region = region

    async def configure(self, request: sdk.ConfigureRequest) -> sdk.ConfigureResponse:
        """Reads the region from the package's config."""
        region = plain_map(request.args).get("region")
        self._region = region if isinstance(region, str) else self._region
        return sdk.ConfigureResponse(accept_secrets=True, supports_preview=True, accept_outputs=False)

    async def check(self, request: sdk.CheckRequest) -> sdk.CheckResponse:
        """Fills in defaults and names, and validates inputs that differ from those accepted last."""
        token = _own_type(request.type)
        try:
            entry = self._entry(token)
        except ResourceError as error:
            return sdk.CheckResponse(request.new_inputs, [sdk.CheckFailure("", str(error))])
        inputs = {**wrap_map(entry.defaults, {}), **request.new_inputs}
        inputs = {key: value for key, value in inputs.items() if value.value is not None}
        inputs = await asyncio.to_thread(with_documents, self._catalog.package, token, inputs)
        if entry.auto_name and entry.auto_name not in inputs:
            fresh = PropertyValue(f"{request.name}-{request.random_seed.hex()[:7]}")
            inputs[entry.auto_name] = request.old_inputs.get(entry.auto_name, fresh)
        if plain_map(inputs) == plain_map(without_mark(request.old_inputs)):
            return sdk.CheckResponse(inputs)
        reasons = await asyncio.to_thread(check_inputs, self._catalog.package, token, entry, inputs, request.old_inputs)
        # With the property in a field of its own, the engine would print its value, secret or not.
        return sdk.CheckResponse(inputs, [sdk.CheckFailure("", reason) for reason in reasons])

    async def diff(self, request: sdk.DiffRequest) -> sdk.DiffResponse:
        """Compares the new inputs with those in the state."""
        entry, token = self._entry(request.type), _own_type(request.type)
        old, new = redacted(entry, plain_map(without_mark(request.old_state))), plain_map(request.new_inputs)
        kept = await asyncio.to_thread(kept_if_taken_away, self._catalog.package, token, old, new)
        return compare(entry, old, new, request.ignore_changes, kept, sets_of(token))

    async def create(self, request: sdk.CreateRequest) -> sdk.CreateResponse:
        """Creates a resource. In a preview, values that only the cloud knows are unknown."""
        entry, inputs = self._entry(request.type), request.properties
        item = self._item(request.type, request.name, "", {}, inputs)
        if request.preview:
            unknown = {key: UNKNOWN for key in entry.outputs if key not in item.inputs}
            return sdk.CreateResponse("", self._state(item, item.inputs, unknown, inputs))
        try:
            found = await self._run(self._backend(entry).create, entry, item, inputs, {})
        except PartlyCreatedError as error:
            state = self._state(item, {}, dict(error.properties), inputs)
            raise PartlyCreatedError(str(error), error.resource_id, state) from None
        kept = redacted(entry, found.inputs)
        return sdk.CreateResponse(found.id, self._state(item, kept, found.outputs, inputs))

    async def update(self, request: sdk.UpdateRequest) -> sdk.UpdateResponse:
        """Updates a resource in place."""
        entry = self._entry(request.type)
        item = self._item(request.type, request.name, request.resource_id, request.olds, request.news)
        if request.preview:
            kept = {key: value for key, value in item.state.items() if key in entry.outputs}
            return sdk.UpdateResponse(self._state(item, item.inputs, kept, request.olds, request.news))
        kept = await asyncio.to_thread(kept_if_taken_away, self._catalog.package, item.type, item.state, item.inputs)
        item.inputs = restored(item.state, item.inputs, kept)
        found = await self._run(self._backend(entry).update, entry, item, request.news, request.olds)
        kept_inputs = redacted(entry, found.inputs)
        return sdk.UpdateResponse(self._state(item, kept_inputs, found.outputs, request.olds, request.news))

    async def read(self, request: sdk.ReadRequest) -> sdk.ReadResponse:
        """Reads the live values of a resource: in a refresh those of its inputs, in an import all."""
        entry = self._entry(request.type)
        item = self._item(request.type, request.name, request.resource_id, request.properties, request.inputs)
        imported = not item.inputs
        if imported:
            names = await asyncio.to_thread(self._names, item.type)
            item.inputs = {name: ANY for name in names if name not in entry.outputs and name != "region"}
        found = await self._run(self._backend(entry).read, entry, item, request.inputs, request.properties)
        if found is None:
            return sdk.ReadResponse()
        live = redacted(entry, found.inputs)
        state = self._state(item, live, found.outputs, request.properties, request.inputs)
        inputs = wrap_map(live, request.inputs)
        return sdk.ReadResponse(found.id, state, with_mark(inputs) if imported else inputs)

    async def delete(self, request: sdk.DeleteRequest) -> None:
        """Deletes a resource. One that does not exist is no error."""
        entry = self._entry(request.type)
        given = {key: value for key, value in request.properties.items() if key not in entry.outputs}
        item = self._item(request.type, request.name, request.resource_id, request.properties, given)
        await self._run(self._backend(entry).delete, entry, item, given, request.properties)

    async def invoke(self, request: sdk.InvokeRequest) -> sdk.InvokeResponse:
        """Returns the result of a function, such as aws:index/getRegion:getRegion."""
        args = plain_map(request.args)
        region = args.get("region") or self._region
        result = await asyncio.to_thread(self._catalog.invoke, self._cloud.clients, request.tok, region, args)
        return sdk.InvokeResponse(wrap_map(result, {}))

    def _entry(self, token: str) -> Entry:
        token = _own_type(token)
        entry = self._catalog.find(token)
        if entry is None:
            raise ResourceError(f"the sandbox has no resource type {token}. {self._catalog.how_to_add(token)}")
        return entry

    def _item(self, token: str, name: str, resource_id: str, state: Values, inputs: Values) -> Item:
        given, known = plain_map(inputs), plain_map(state)
        region = given.get("region") or known.get("region") or self._region
        return Item(
            type=_own_type(token),
            name=name,
            region=region if isinstance(region, str) else self._region,
            inputs=given,
            id=resource_id,
            state=known,
            masked={key: masked(value) for key, value in inputs.items() if plain(value) is not None},
        )

    def _backend(self, entry: Entry) -> Backend:
        return self._cloud if isinstance(entry, AwsEntry) else self._recorder

    async def _run(
        self, operation: Callable[[Entry, Item], _T], entry: Entry, item: Item, inputs: Values, state: Values
    ) -> _T:
        """Runs an operation of a backend in a thread. Its error names the resource and carries no secret."""
        try:
            return await asyncio.to_thread(operation, entry, item)
        except ResourceError as error:
            text = f"{item.type} {item.name!r}: {operation.__name__}: {redact(str(error), inputs, state)}"
            if isinstance(error, PartlyCreatedError):
                raise PartlyCreatedError(text, error.resource_id, error.properties) from None
            raise ResourceError(text) from None

    def _state(self, item: Item, inputs: Props, outputs: Props, *like: Values) -> dict[str, PropertyValue]:
        ambient = self._catalog.ambient(item.type, item.region, inputs)
        templates: dict[str, PropertyValue] = {}
        for values in like:
            templates.update(values)
        return wrap_map({**ambient, **outputs, **inputs}, templates)

    def _names(self, token: str) -> list[str]:
        from sandbox.providers.conversion.arguments import property_names

        return property_names(self._catalog.package, token)


def _own_type(token: str) -> str:
    """A child's URN also has the types of its parents: "a:b:Parent$aws:s3/bucket:Bucket"."""
    return token.rpartition("$")[2]
