"""A Pulumi provider that does what a table of resource types says.

https://www.pulumi.com/docs/iac/build-with-pulumi/build-a-provider/
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from pulumi.provider.experimental import provider as sdk
from pulumi.provider.experimental.property_value import PropertyValue

from sandbox.providers.clients import AwsClients
from sandbox.providers.conversion.difference import compare
from sandbox.providers.errors import PartlyCreatedError, ResourceError
from sandbox.providers.plugin.backend import CloudBackend, Found
from sandbox.providers.plugin.recorder import Recorder
from sandbox.providers.table import AwsEntry, Entry, Item
from sandbox.providers.values import ANY, UNKNOWN, Props, masked, plain, plain_map, redact, wrap_map

Values = Mapping[str, PropertyValue]


class Catalog(Protocol):
    """The resource types and functions of one Pulumi package."""

    package: str
    """Name of the package: "aws"."""

    def find(self, token: str) -> Entry | None:
        """The entry of a type token ("aws:s3/bucket:Bucket"), None where there is none."""
        ...

    def how_to_add(self, token: str) -> str:
        """What to write where, for a type that has no entry."""
        ...

    def ambient(self, token: str, region: str, inputs: Props) -> Props:
        """Outputs that every type of its kind has, as `tagsAll`."""
        ...

    def invoke(self, clients: AwsClients, token: str, region: str, args: Props) -> Props:
        """The result of a function. Raises ResourceError."""
        ...


class TableProvider(sdk.Provider):
    """The provider of one package. `region` is what the stack's config does not say."""

    def __init__(self, catalog: Catalog, clients: AwsClients, recorder: Recorder, region: str) -> None:
        self._catalog = catalog
        self._cloud = CloudBackend(clients)
        self._recorder = recorder
        self._region = region

    async def configure(self, request: sdk.ConfigureRequest) -> sdk.ConfigureResponse:
        """Takes the region from the package's config."""
        region = plain_map(request.args).get("region")
        self._region = region if isinstance(region, str) else self._region
        return sdk.ConfigureResponse(accept_secrets=True, supports_preview=True, accept_outputs=False)

    async def check(self, request: sdk.CheckRequest) -> sdk.CheckResponse:
        """Fills in defaults and names; judges inputs that differ from those accepted last."""
        token = _own_type(request.type)
        try:
            entry = self._entry(token)
        except ResourceError as error:
            return sdk.CheckResponse(request.new_inputs, [sdk.CheckFailure("", str(error))])
        inputs = {**wrap_map(entry.defaults, {}), **request.new_inputs}
        inputs = {key: value for key, value in inputs.items() if value.value is not None}
        if entry.auto_name and entry.auto_name not in inputs:
            fresh = PropertyValue(f"{request.name}-{request.random_seed.hex()[:7]}")
            inputs[entry.auto_name] = request.old_inputs.get(entry.auto_name, fresh)
        if plain_map(inputs) == plain_map(request.old_inputs):
            return sdk.CheckResponse(inputs)
        failures = await asyncio.to_thread(self._faults, token, plain_map(inputs))
        return sdk.CheckResponse(inputs, failures)

    async def diff(self, request: sdk.DiffRequest) -> sdk.DiffResponse:
        """Compares the inputs given now with those in the state."""
        old, new = plain_map(request.old_state), plain_map(request.new_inputs)
        return compare(self._entry(request.type), old, new, request.ignore_changes)

    async def create(self, request: sdk.CreateRequest) -> sdk.CreateResponse:
        """Makes a resource; in a preview, everything that only the cloud can tell is unknown."""
        entry, inputs = self._entry(request.type), request.properties
        item = self._item(request.type, request.name, "", {}, inputs)
        if request.preview:
            unknown = {key: UNKNOWN for key in entry.outputs if key not in item.inputs}
            return sdk.CreateResponse("", self._state(item, item.inputs, unknown, inputs))
        try:
            found: Found = await self._do("create", item, inputs, {}, entry)
        except PartlyCreatedError as error:
            state = self._state(item, {}, dict(error.properties), inputs)
            raise PartlyCreatedError(str(error), error.resource_id, state) from None
        return sdk.CreateResponse(found.id, self._state(item, found.inputs, found.outputs, inputs))

    async def update(self, request: sdk.UpdateRequest) -> sdk.UpdateResponse:
        """Makes a resource what the inputs say, in place."""
        entry = self._entry(request.type)
        item = self._item(request.type, request.name, request.resource_id, request.olds, request.news)
        if request.preview:
            kept = {key: value for key, value in item.state.items() if key in entry.outputs}
            return sdk.UpdateResponse(self._state(item, item.inputs, kept, request.olds, request.news))
        found: Found = await self._do("update", item, request.news, request.olds, entry)
        return sdk.UpdateResponse(self._state(item, found.inputs, found.outputs, request.olds, request.news))

    async def read(self, request: sdk.ReadRequest) -> sdk.ReadResponse:
        """The live values of a resource: in a refresh of what was given, in an import of everything."""
        entry = self._entry(request.type)
        item = self._item(request.type, request.name, request.resource_id, request.properties, request.inputs)
        if not item.inputs:
            names = await asyncio.to_thread(self._names, item.type)
            item.inputs = {name: ANY for name in names if name not in entry.outputs and name != "region"}
        found: Found | None = await self._do("read", item, request.inputs, request.properties, entry)
        if found is None:
            return sdk.ReadResponse()
        state = self._state(item, found.inputs, found.outputs, request.properties, request.inputs)
        return sdk.ReadResponse(found.id, state, wrap_map(found.inputs, request.inputs))

    async def delete(self, request: sdk.DeleteRequest) -> None:
        """Removes a resource; one that is gone already is fine."""
        entry = self._entry(request.type)
        given = {key: value for key, value in request.properties.items() if key not in entry.outputs}
        item = self._item(request.type, request.name, request.resource_id, request.properties, given)
        await self._do("delete", item, given, request.properties, entry)

    async def invoke(self, request: sdk.InvokeRequest) -> sdk.InvokeResponse:
        """The result of a function, as aws:index/getRegion:getRegion."""
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

    async def _do(self, operation: str, item: Item, inputs: Values, state: Values, entry: Entry) -> Any:
        backend = self._cloud if isinstance(entry, AwsEntry) else self._recorder
        try:
            return await asyncio.to_thread(getattr(backend, operation), entry, item)
        except ResourceError as error:
            text = f"{item.type} {item.name!r}: {operation}: {redact(str(error), inputs, state)}"
            if isinstance(error, PartlyCreatedError):
                raise PartlyCreatedError(text, error.resource_id, error.properties) from None
            raise ResourceError(text) from None

    def _state(self, item: Item, inputs: Props, outputs: Props, *like: Values) -> dict[str, PropertyValue]:
        ambient = self._catalog.ambient(item.type, item.region, inputs)
        templates: dict[str, PropertyValue] = {}
        for values in like:
            templates.update(values)
        return wrap_map({**ambient, **outputs, **inputs}, templates)

    def _faults(self, token: str, inputs: Props) -> list[sdk.CheckFailure]:
        from sandbox.providers.conversion.arguments import faults

        # The engine would print the value of a property that is named apart, secret or not.
        found = faults(self._catalog.package, token, inputs)
        return [sdk.CheckFailure("", f"{path}: {reason}" if path else reason) for path, reason in found]

    def _names(self, token: str) -> list[str]:
        from sandbox.providers.conversion.arguments import property_names

        return property_names(self._catalog.package, token)


def _own_type(token: str) -> str:
    """A child's URN also has the types of its parents: "a:b:Parent$aws:s3/bucket:Bucket"."""
    return token.rpartition("$")[2]
