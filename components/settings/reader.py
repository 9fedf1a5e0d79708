"""Reads a stack's configuration without stopping at the first fault."""

import difflib
import json
import re
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
from pulumi.runtime.config import CONFIG, get_config, get_config_env, is_config_secret

from components.rules import TAG_KEY, TAG_VALUE, Rule


class SettingsError(pulumi.RunError):
    """The configuration cannot be used; the message has a line for each fault, and never a secret's value."""


@dataclass
class ConfigReader:
    """The keys of one namespace. Every method returns a usable value, and notes a fault when the configured one is not.

    Pulumi.yaml has to give every key a default, so an empty string or list, and a 0 where one may leave a number out,
    count as not set.
    """

    namespace: str
    faults: list[str] = field(default_factory=list[str])
    known: set[str] = field(default_factory=set[str])
    """Every key that was asked for."""

    def text(self, key: str, default: str, rule: Rule) -> str:
        """A string under a rule."""
        return self.optional_text(key, rule) or default

    def optional_text(self, key: str, rule: Rule) -> str | None:
        """A string under a rule, or None when it is not set."""
        value = self._raw(key)
        if not value:
            return None
        if not rule.holds(value):
            self.refuse(key, rule.allowed)
            return None
        return value

    def required_text(self, key: str, rule: Rule, example: str) -> str:
        """A string under a rule, which has to be set. Returns "" when a fault was noted."""
        if not self._raw(key):
            self.missing(key, rule.allowed, f"pulumi config set {self._name(key)} {example}")
        return self.optional_text(key, rule) or ""

    def whole(self, key: str, default: int, lowest: int, highest: int) -> int:
        """A whole number from lowest to highest."""
        value = self._raw(key)
        if not value:
            return default
        if not re.fullmatch(r"-?[0-9]{1,12}", value) or not lowest <= int(value) <= highest:
            self.refuse(key, f"a whole number from {lowest} to {highest}")
            return default
        return int(value)

    def optional_whole(self, key: str, lowest: int, highest: int) -> int | None:
        """A whole number from lowest to highest, or None when it is not set or 0."""
        return None if self._raw(key) in ("", "0") else self.whole(key, lowest, lowest, highest)

    def flag(self, key: str, default: bool = False) -> bool:
        """A boolean."""
        value = self._raw(key)
        if value not in ("", "true", "false"):
            self.refuse(key, "true or false")
        return value == "true" if value else default

    def texts(self, key: str, rule: Rule) -> tuple[str, ...]:
        """A list of strings, each under a rule and there once."""
        values = self._parsed(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in cast("list[Any]", values)):
            self.refuse(key, f"a list of strings, set with pulumi config set --path '{key}[0]' VALUE")
            return ()
        found = cast("list[str]", values)
        for value in found:
            if not rule.holds(value):
                self.refuse(key, rule.allowed, value)
        if len(set(found)) < len(found):
            self.refuse(key, "a list without repetitions")
        return tuple(found)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers above 0, each there once."""
        values = self._parsed(key, [])
        found = cast("list[Any]", values if isinstance(values, list) else [None])
        if not all(type(value) is int and value > 0 for value in found) or len(set(found)) < len(found):
            self.refuse(key, f"a list of different ids, set with pulumi config set --path '{key}[0]' NUMBER")
            return ()
        return tuple(found)

    def tags(self, key: str) -> dict[str, str]:
        """A map from tag to value."""
        values = self._parsed(key, {})
        if not isinstance(values, dict) or not all(isinstance(v, str) for v in cast("dict[str, Any]", values).values()):
            self.refuse(key, f"a map of strings, set with pulumi config set --path {key}.NAME VALUE")
            return {}
        found = cast("dict[str, str]", values)
        for tag, value in found.items():
            if not TAG_KEY.holds(tag):
                self.refuse(key, f"tags of {TAG_KEY.allowed}", tag)
            if not TAG_VALUE.holds(value):
                self.refuse(key, f"tags of {TAG_VALUE.allowed}", value)
        return found

    def secret(self, key: str, rule: Rule) -> str | None:
        """A secret under a rule, or None when it is not set. In plain: it has to become a pulumi.Output.secret."""
        value = self._raw(key)
        if not value:
            return None
        if not is_config_secret(self._full(key)):
            self.faults.append(f"{key}: is in plain text; replace it, then run: pulumi config set --secret {key}")
        if not rule.holds(value):
            self.faults.append(f"{key}: [secret] must be {rule.allowed}; run: pulumi config set --secret {key}")
        return value

    def is_set(self, key: str) -> bool:
        """Whether a key has a value that counts."""
        return self._raw(key) not in ("", "0", "[]", "{}", "false")

    def refuse(self, key: str, allowed: str, value: str | None = None) -> None:
        """Notes that a key's value (or the given part of it) is not what is allowed."""
        found = self._raw(key) if value is None else value
        shown = "[secret]" if is_config_secret(self._full(key)) else repr(found)
        self.faults.append(f"{self._name(key)}: {shown} must be {allowed}")

    def missing(self, key: str, allowed: str, command: str) -> None:
        """Notes that a key is not set, and how to set it."""
        self.faults.append(f"{self._name(key)}: is not set, and must be {allowed}; run: {command}")

    def useless(self, key: str, reason: str) -> None:
        """Notes, when a key is set, that nothing would come of it."""
        if self.is_set(key):
            self.faults.append(f"{key}: {reason}; run: pulumi config rm {key}")

    def refuse_unknown(self) -> None:
        """Notes every key of the namespace that nobody asked for, with the known one that is nearest."""
        prefix = f"{self.namespace}:"
        for full in sorted({*CONFIG.get(), *get_config_env()}):
            key = full.removeprefix(prefix)
            if full.startswith(prefix) and key not in self.known:
                near = difflib.get_close_matches(key, sorted(self.known), n=1, cutoff=0)
                self.faults.append(f"{key}: is no known key, did you mean {near[0]}? run: pulumi config rm {key}")

    def raise_faults(self, stack: str) -> None:
        """Raises SettingsError when a fault was noted."""
        if self.faults:
            count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
            lines = "".join(f"\n  {fault}" for fault in self.faults)
            raise SettingsError(f"the configuration of stack {stack!r} has {count}:{lines}")

    def _full(self, key: str) -> str:
        return f"{self.namespace}:{key}"

    def _name(self, key: str) -> str:
        """The key as `pulumi config set` wants it: without the project's own namespace."""
        return key if self.namespace == pulumi.get_project() else self._full(key)

    def _raw(self, key: str) -> str:
        self.known.add(key)
        return str(get_config(self._full(key)) or "").strip()

    def _parsed(self, key: str, default: Any) -> Any:
        try:
            return json.loads(self._raw(key) or "null") or default
        except ValueError:
            return None
