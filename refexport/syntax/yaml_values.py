"""The values of a YAML text, taken from the parser's events: texts, and what JSON has; no dates, no objects.

PyYAML's own loaders make `no` a truth value, `2020-10-21` a date and `007` a number in base 8, and take four times
as long.

Source: YAML 1.2.2, JSON schema (section 10.2); PyYAML, `yaml.parse`.
"""

from __future__ import annotations

import re
from typing import Any

from refexport.limits import advice, limit, nesting

_CONSTANTS: dict[str, Any] = {"null": None, "~": None, "": None, "true": True, "false": False}
_FLOAT = re.compile(r"-?(?:0|[1-9]\d{0,17})\.\d+")
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")


class Entry:
    """A list or mapping that is not closed yet."""

    __slots__ = ("anchor", "before", "key", "merged", "value")

    def __init__(self, value: Any, anchor: str | None, before: int) -> None:
        self.value, self.anchor, self.before = value, anchor, before
        self.key: Any = None
        self.merged: frozenset[str] | set[str] = frozenset()
        """Keys that a merge gave, which may be given again."""


class Values:
    """Builds the values of a text.

    Args:
        text: of any number of documents.

    Raises:
        yaml.YAMLError: it is broken, nested too deep, or its aliases stand for too many values.
    """

    def __init__(self, text: str) -> None:
        self.documents: list[Any] = []
        self.lines: dict[int, list[int]] = {}
        """By `id` of each list that is a document, or that stands in one: the lines of its items, from 1."""
        self.repeated: list[tuple[str, Any, int]] = []
        """Keys that stand twice in a mapping, with the value that does not count and the line of the one that does."""
        self._stack: list[Entry] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = self._copied = 0
        self._deepest, self._most = nesting(), limit("expansion")
        self._read(text)

    def _read(self, text: str) -> None:
        import yaml
        from yaml import events

        event: Any
        # The pure Python parser stands in where libyaml is missing.
        for event in yaml.parse(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            kind = type(event)
            if kind is events.ScalarEvent:
                value = event.value if event.style else plain(event.value)
                self._add(value, event)
                if event.anchor:
                    self._anchors[event.anchor] = (value, 1)
            elif kind is events.MappingStartEvent:
                self._open({}, event)
            elif kind is events.SequenceStartEvent:
                self._open([], event)
            elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                self._close()
            elif kind is events.AliasEvent:
                self._alias(event)
            elif kind is events.DocumentStartEvent:
                self._anchors.clear()

    def _add(self, value: Any, event: Any) -> None:
        self._count += 1
        if not self._stack:
            self.documents.append(value)
            return
        entry = self._stack[-1]
        if type(entry.value) is list:
            entry.value.append(value)
            if len(self._stack) < 3:
                self.lines.setdefault(id(entry.value), []).append(event.start_mark.line + 1)
        elif entry.key is None:
            entry.key = (value if isinstance(value, str) else str(value),)
        else:
            key = entry.key[0]
            entry.key = None
            if key == "<<" and type(value) is dict:
                more = {k: v for k, v in value.items() if k not in entry.value}
                entry.value.update(more)
                entry.merged = {*entry.merged, *more}
            else:
                if key in entry.value and not (entry.merged and key in entry.merged):
                    self.repeated.append((key, entry.value[key], event.start_mark.line + 1))
                entry.value[key] = value

    def _open(self, value: Any, event: Any) -> None:
        from yaml.composer import ComposerError

        if len(self._stack) > self._deepest:
            problem = f"it is nested more than {self._deepest} deep; {advice('nesting')}"
            raise ComposerError(None, None, problem, event.start_mark)
        before = self._count
        self._add(value, event)
        self._stack.append(Entry(value, event.anchor, before))

    def _close(self) -> None:
        entry = self._stack.pop()
        if entry.anchor:
            self._anchors[entry.anchor] = (entry.value, self._count - entry.before)

    def _alias(self, event: Any) -> None:
        from yaml.composer import ComposerError

        if event.anchor not in self._anchors:
            raise ComposerError(None, None, f"nothing is named '{event.anchor}'", event.start_mark)
        value, weight = self._anchors[event.anchor]
        self._count += weight
        self._copied += weight
        if self._copied > self._most:
            problem = f"its aliases stand for more than {self._most:,} values; {advice('expansion')}"
            raise ComposerError(None, None, problem, event.start_mark)
        self._add(value, event)


def plain(text: str) -> Any:
    """Return what a scalar without quotes stands for: a constant or number of JSON, or its text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in "-0123456789":
        if _INTEGER.fullmatch(text):
            return int(text)
        # A number that is written otherwise than it would be stays as it is: version 1.10 is not 1.1.
        if _FLOAT.fullmatch(text) and repr(float(text)) == text:
            return float(text)
    return text
