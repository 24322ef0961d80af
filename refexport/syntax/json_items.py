"""The items of a JSON text, whatever it is wrapped in, and those that are whole of a text that is broken.

Source: RFC 8259, RFC 7464 and the habit of putting JSON texts one after the other or one a line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from refexport.errors import InputError
from refexport.limits import nesting
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.json_scan import Broken, TooDeep, is_deeper, scan, too_deep

Unwrap = Callable[[Any], list[Any]]
"""Return the items in a decoded text: itself in a list, or what it wraps."""

PARTIAL = "part"
"""What the `shared` of a source is that is a part of a text with items in others: none in this one is no reason to
refuse them all."""

_TELLING = frozenset({"id", "type", "title", "DOI", "doi", "attributes"})


class JsonItems:
    """Iterates over the objects of a source; `line` is the line of the one that came last.

    Args:
        source: the text.
        report: gets an error for each piece that is broken, and goes on behind it.
        unwrap: what to make of a decoded text.

    Raises:
        InputError: on iteration, where nothing in the text is JSON.
    """

    def __init__(self, source: Source, report: Report, unwrap: Unwrap) -> None:
        self.source, self.report, self.unwrap = source, report, unwrap
        self.text = source.text
        self._count = 0
        self._position: int | None = None
        self._starts: list[int] | None = None
        self._last_place = (0, source.first_line)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        try:
            found = self.unwrap(_outline(self.text))
            if not all(type(piece) is msgspec.Raw for piece in found):
                found = self.unwrap(msgspec.json.decode(self.text))
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            yield from self._pieces()
            return
        most = nesting()
        for piece in found:
            self._count += 1
            try:
                item = msgspec.json.decode(piece) if type(piece) is msgspec.Raw else piece
            except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
                message = f"an item is left out, for its JSON is broken: {error}"
                self.report.error("broken-json", message, source=self.source.name, line=self.line)
                continue
            if is_deeper(piece, item, most):
                self._refuse_depth(too_deep())
            elif type(item) is dict:
                yield item
            else:
                self._refuse(item)

    @property
    def line(self) -> int:
        """Line of the item that came last, counted from 1."""
        position = self._position
        if position is None:
            # Only where something is wrong does it matter where an item stands.
            if self._starts is None:
                self._starts = [start for start, value in scan(self.text) if type(value) is not Broken]
            position = self._starts[self._count - 1] if self._count <= len(self._starts) else 0
        # Counting on from the last place keeps ten thousand complaints linear.
        start, line = self._last_place if self._last_place[0] <= position else (0, self.source.first_line)
        self._last_place = (position, line + self.text.count("\n", start, position))
        return self._last_place[1]

    def _refuse(self, item: Any) -> None:
        if item is not None:
            message = "an item must be an object, in braces; this one is left out"
            raw = json.dumps(item, ensure_ascii=False)
            self.report.error("not-an-item", message, source=self.source.name, line=self.line, raw=raw)

    def _refuse_depth(self, reason: str) -> None:
        message = f"an item is left out: {reason}"
        self.report.error("nested-too-deep", message, source=self.source.name, line=self.line)

    def _pieces(self) -> Iterator[dict[str, Any]]:
        found, last = False, 0
        broken: tuple[int, Broken] | None = None
        deep: Broken | None = None
        for position, value in scan(self.text):
            if type(value) is TooDeep:
                deep, self._position = value, position
                self._refuse_depth(value.reason)
                continue
            if type(value) is Broken:
                broken = broken or (position, value)
                continue
            if broken is not None and not (isinstance(value, dict) and _TELLING & value.keys()):
                continue  # a part of the broken item
            if broken is not None:
                self._report_broken(*broken)
                broken = None
            last = position
            for item in self.unwrap(value):
                found = True
                self._position = last
                if type(item) is dict:
                    yield item
                else:
                    self._refuse(item)
        if not found and self.source.shared != PARTIAL:
            raise InputError(_unreadable(self.source, broken[1] if broken else deep))
        if broken is not None:
            self._report_broken(*broken)

    def _report_broken(self, position: int, broken: Broken) -> None:
        self.report.error(
            "broken-json",
            f"the JSON breaks here: {broken.reason}; what stands between this and the next whole item is left out",
            source=self.source.name,
            line=self.text.count("\n", 0, broken.position) + self.source.first_line,
            raw=self.text[position : position + 400],
        )


def _outline(text: str) -> Any:
    """Return a decoded text whose lists hold undecoded items, so that no more than one of those is there at once.

    A hundred thousand decoded items are so many objects that Python's collector takes longer than the decoding.

    Raises:
        msgspec.DecodeError: it is not JSON, or not JSON alone.
    """
    if text.lstrip()[:1] == "[":
        return msgspec.json.decode(text, type=list[msgspec.Raw])
    found = msgspec.json.decode(text, type=dict[str, msgspec.Raw] | str | float | bool | None)
    return _opened(found, 2)


def _opened(value: Any, depth: int) -> Any:
    if not isinstance(value, dict):
        return value
    opened: dict[str, Any] = {}
    for key, raw in value.items():
        start = memoryview(raw)[:1].tobytes()
        if start == b"[":
            opened[key] = msgspec.json.decode(raw, type=list[msgspec.Raw])
        elif start == b"{" and depth:
            opened[key] = _opened(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]), depth - 1)
        else:
            opened[key] = msgspec.json.decode(raw)
    return opened


def _unreadable(source: Source, broken: Broken | None) -> str:
    name = source.name
    if broken is None:
        return f"{name}: there is no item in this JSON"
    line = source.text.count("\n", 0, broken.position) + source.first_line
    if type(broken) is TooDeep:
        return f"{name}:{line}: this JSON is refused: {broken.reason}"
    return f"{name}:{line}: this is not JSON: {broken.reason}; mend the file or export it again"
