"""One request as IAM is asked about it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring


@dataclass(frozen=True)
class Request:
    """A request to one of the services of `judge.SERVICES`."""

    service: str
    """ministack's name of it: "monitoring" for CloudWatch."""
    operation: str
    """Prefix of IAM and name of the operation: "cloudwatch:PutMetricAlarm"."""
    path: str
    parameters: Mapping[str, Any]
    """Of the query and of a form in the body."""
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
        """What the request gives by name: in its query, in a form, as JSON, or in XML directly below the root."""
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
        """The XML elements of a name, wherever they are in the body."""
        found = () if self._root is None else self._root.iter()
        return (element for element in found if _bare(element) == name)

    def texts(self, name: str) -> list[str]:
        """Their texts."""
        return [element.text or "" for element in self.elements(name)]

    def filled(self, template: str) -> list[str]:
        """An ARN with its braces filled: one for each item of a list, none where a member is missing.

        Besides the members it may name {region}, {account}, {scope} of a web ACL and the {host} of a URL.
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
    """The text of the child of a name, "" without one."""
    return next((child.text or "" for child in element if _bare(child) == name), "")


def _bare(element: Element) -> str:
    return element.tag.rpartition("}")[2]
