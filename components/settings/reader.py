"""Reads any options class from a stack's configuration, without stopping at the first fault."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import pulumi
from pulumi.runtime.config import CONFIG, get_config, get_config_env, is_config_secret

from components.settings.conversion import commands, converted
from components.settings.faults import Fault, Ineffective, Missing, Wrong
from components.settings.setting import Group, Options, Setting, members, settings_of
from components.settings.validation import faults_by_field

T = TypeVar("T", bound=Options)


class SettingsError(pulumi.RunError):
    """The configuration cannot be used. The message has a line for each fault, and never a secret's value."""


@dataclass
class ConfigReader:
    """The configuration of the current stack.

    Pulumi.yaml must give every key a default, so an empty string or list, and a 0 for a number that may be left out,
    stand for "not set".
    """

    faults: list[str] = field(default_factory=list[str])
    """One line for each fault that was found."""
    _known: dict[str, Setting] = field(default_factory=dict[str, Setting])
    """The settings that were read, by name."""
    _unusable: set[str] = field(default_factory=set[str])
    """Names of the settings whose value is missing, cannot be converted or has no effect: no rule is applied to it."""

    def load(self, options: type[T]) -> T:
        """The options of the whole program.

        Raises SettingsError with all faults, those noted before among them.
        """
        found = self._read(options)
        self._reject_unknown(options.former)
        if self.faults:
            count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
            lines = "".join(f"\n  {fault}" for fault in self.faults)
            raise SettingsError(f"the configuration of stack {pulumi.get_stack()!r} has {count}:{lines}")
        return found

    def _read(self, options: type[T], *, is_switched_on: bool = True) -> T:
        values: dict[str, Any] = {}
        for member in members(options):
            if isinstance(member, Group):
                values[member.name] = self._group(member)
            else:
                values[member.name] = self._value(member, is_needed=is_switched_on)
        # Secrets are in plain until all rules have seen them.
        found = options(**values)
        for fault in [*faults_by_field(found), *(found.faults() if is_switched_on else ())]:
            if fault.field not in self._unusable:
                self._report(fault)
        own = [member for member in members(options) if isinstance(member, Setting)]
        secrets = {one.name: values[one.name] for one in own if one.is_secret and values[one.name]}
        return replace(cast("Any", found), **{name: pulumi.Output.secret(value) for name, value in secrets.items()})

    def _group(self, group: Group) -> Options | None:
        """The options of a group, or None without its switch: then a setting that has no default has no effect."""
        settings = list(settings_of(group.options))
        switch = next((one for one in settings if one.name == group.switch), None)
        if switch is None or self._is_set(switch):
            return self._read(group.options)
        unused = [one for one in settings if one is not switch and (one.is_required or not one.default)]
        self._unusable.update(one.name for one in unused)
        self._read(group.options, is_switched_on=False)
        for one in unused:
            self._report(Ineffective(one.name, f"has no effect without {switch.name}"))
        return None

    def _value(self, one: Setting, *, is_needed: bool) -> Any:
        """The value of a setting, its default where it is not set, and a stand-in where a fault was noted."""
        self._known[one.name] = one
        text = self._text(one)
        if one.is_secret and text and not is_config_secret(self._full(one)):
            self.faults.append(f"{one.key}: is in plain text; replace it, then run: {self._command(one)}")
        is_number_left_out = one.is_optional and one.kind == "integer" and text == "0"
        if text and not is_number_left_out:
            try:
                return converted(one, text)
            except ValueError as error:
                self._report(Wrong(one.name, str(error)))
                self._unusable.add(one.name)
        elif one.is_required:
            self._unusable.add(one.name)
            if is_needed and one.rule:
                self._report(Missing(one.name, one.rule.allowed))
        return "" if one.is_required else one.default

    def _report(self, fault: Fault) -> None:
        one = self._known[fault.field]
        name = self._shown(one)
        match fault:
            case Wrong(_, allowed, item):
                is_hidden = one.is_secret or is_config_secret(self._full(one))
                value = "[secret]" if is_hidden else repr(self._text(one) if item is None else item)
                remedy = f"; run: {self._command(one)}" if one.is_secret else ""
                self.faults.append(f"{name}: {value} must be {self._with_keys(allowed)}{remedy}")
            case Missing(_, allowed):
                self.faults.append(
                    f"{name}: is not set, and must be {self._with_keys(allowed)}; run: {self._command(one)}"
                )
            case Ineffective(_, reason):
                if self._is_set(one):
                    self.faults.append(f"{name}: {self._with_keys(reason)}; run: pulumi config rm {name}")

    def _reject_unknown(self, former: Mapping[str, str]) -> None:
        """Notes every key of the project that no setting has: what became of it, or the nearest one that exists."""
        prefix = f"{pulumi.get_project()}:"
        keys = sorted(one.key for one in self._known.values() if not one.namespace)
        for full in sorted({*CONFIG.get(), *get_config_env()}):
            key = full.removeprefix(prefix)
            if full.startswith(prefix) and key in former:
                self.faults.append(f"{key}: {former[key]}; run: pulumi config rm {key}")
            elif full.startswith(prefix) and key not in keys:
                near = difflib.get_close_matches(key, keys, n=1, cutoff=0)
                self.faults.append(f"{key}: unknown key; did you mean {near[0]}? run: pulumi config rm {key}")

    def _with_keys(self, text: str) -> str:
        """The text with configuration keys in place of the names of fields."""
        for one in self._known.values():
            text = re.sub(rf"\b{one.name}\b", one.key, text)
        return text

    def _command(self, one: Setting) -> str:
        """The command that sets a setting."""
        if one.is_secret:
            return f"pulumi config set --secret {one.key}"
        if one.kind in ("strings", "integers"):
            return f"pulumi config set --path '{one.key}[0]' {one.example}"
        if one.record:
            return commands(one.key, one.record)
        return f"pulumi config set {self._shown(one)} {one.example}"

    def _is_set(self, one: Setting) -> bool:
        """Whether a setting has a value that counts."""
        return self._text(one) not in ("", "0", "[]", "{}", "false")

    def _text(self, one: Setting) -> str:
        return str(get_config(self._full(one)) or "").strip()

    def _full(self, one: Setting) -> str:
        return f"{one.namespace or pulumi.get_project()}:{one.key}"

    def _shown(self, one: Setting) -> str:
        """The key as `pulumi config set` takes it: without the project's own namespace."""
        return self._full(one) if one.namespace else one.key
