"""One request, with the parts that IAM checks."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring


@dataclass(frozen=True)
class Request:
    """A request to one of the services in `authorize.SERVICES`."""

    service: str
    """ministack's name of the service: "monitoring" for CloudWatch."""
    operation: str
    """IAM's prefix and the name of the operation: "cloudwatch:PutMetricAlarm"."""
    path: str
    parameters: Mapping[str, Any]
    """The parameters of the query and of a form in the body."""
    body: bytes
    region: str
    account_id: str

    @property
    def prefix(self) -> str:
        """The service's prefix in IAM."""
        return self.operation.partition(":")[0]

    @property
    def name(self) -> str:
        """The operation without the prefix."""
        return self.operation.partition(":")[2]

    @cached_property
    def members(self) -> Mapping[str, Any]:
        """The members of the request by name: in its query, in a form, as JSON, or in XML directly below the root."""
        given: dict[str, Any] = {
            name: cast("list[Any]", value)[0] if isinstance(value, list) else value
            for name, value in self.parameters.items()
        }
        if self.body.startswith(b"{"):
            return {**given, **json.loads(self.body)}
        if self._root is not None:
            return {**given, **{_bare(child): child.text or "" for child in self._root}}
        return given

    @cached_property
    def _root(self) -> Element | None:
        return fromstring(self.body) if self.body.startswith(b"<") else None

    def elements(self, name: str) -> Iterator[Element]:
        """Returns the XML elements of a name, at any depth of the body."""
        found = () if self._root is None else self._root.iter()
        return (element for element in found if _bare(element) == name)

    def texts(self, name: str) -> list[str]:
        """Returns the texts of the XML elements of a name."""
        return [element.text or "" for element in self.elements(name)]

    def filled(self, template: str) -> list[str]:
        """Fills an ARN's braces: returns one ARN for each item of a list, none if a member is missing.

        Besides the members it may contain {region}, {account}, {scope} of a web ACL and the {host} of a URL.
        """
        known = {
            **self.members,
            "region": self.region,
            "account": self.account_id,
            "scope": "global" if self.members.get("Scope") == "CLOUDFRONT" else "regional",
            "host": str(self.members.get("Url", "")).removeprefix("https://"),
        }
        lists = (name for name, value in known.items() if isinstance(value, list) and f"{{{name}}}" in template)
        listed = next(lists, None)
        try:
            if listed is None:
                return [template.format_map(known)]
            return [template.format_map({**known, listed: item}) for item in known[listed]]
        except KeyError:
            return []


def child_text(element: Element, name: str) -> str:
    """Returns the text of the child of a name, "" without one."""
    return next((child.text or "" for child in element if _bare(child) == name), "")


def _bare(element: Element) -> str:
    return element.tag.rpartition("}")[2]
