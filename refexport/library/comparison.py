"""Two libraries held against each other: what was added, removed and changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import msgspec

from refexport.library.blocking import candidate_pairs
from refexport.library.deduplication import digest
from refexport.library.features import Features
from refexport.library.matching import compare, worth_comparing
from refexport.record import Record
from refexport.shelf import Shelf
from refexport.text.names import inverted


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is in both libraries, and not the same."""

    before: Record
    """As the first library has it."""
    after: Record
    """As the second one has it."""
    fields: dict[str, tuple[Any, Any]]
    """By CSL's name of each field that differs, `id` for the key: the value before and after, `None` for none."""


@dataclass(slots=True)
class Difference:
    """What tells two libraries apart."""

    added: list[Record] = field(default_factory=list)
    """In the second library only."""
    removed: list[Record] = field(default_factory=list)
    """In the first library only."""
    changed: list[Change] = field(default_factory=list)
    """In both, with other values."""

    def __bool__(self) -> bool:
        """Return whether there is any difference; the order of the records is none."""
        return bool(self.added or self.removed or self.changed)

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as plain JSON data."""
        return {
            "added": [msgspec.to_builtins(record) for record in self.added],
            "removed": [msgspec.to_builtins(record) for record in self.removed],
            "changed": [
                {
                    "key": change.before.id,
                    "fields": {name: msgspec.to_builtins(both) for name, both in change.fields.items()},
                }
                for change in self.changed
            ],
        }

    def lines(self) -> Iterator[str]:
        """Yield the difference as lines for a person: `- removed`, `+ added`, `~ changed` with its fields."""
        for record in self.removed:
            yield f"- {record.id}: {record.title or record.type}"
        for record in self.added:
            yield f"+ {record.id}: {record.title or record.type}"
        for change in self.changed:
            yield f"~ {change.before.id}: {change.after.title or change.after.type}"
            for name, (before, after) in change.fields.items():
                yield f"    {name}: {' → '.join(_cut(shown(before), shown(after)))}"


def diff(first: Iterable[Record], second: Iterable[Record]) -> Difference:
    """Return what tells two libraries apart.

    Records are matched by their keys, then, under other keys, by what they say, as `refexport dedupe` does.

    Args:
        first: the library before.
        second: the library after.
    """
    before, after = _Held(first), _Held(second)
    partner = _by_key(before, after)
    _by_content(before, after, partner)
    found = Difference()
    for place in range(len(before.keys)):
        if place not in partner:
            found.removed.append(before.records[place])
        elif not before.is_same(place, after, partner[place]):
            one, other = before.records[place], after.records[partner[place]]
            found.changed.append(Change(one, other, changes(one, other)))
    there = set(partner.values())
    found.added = [after.records[place] for place in range(len(after.keys)) if place not in there]
    return found


class _Held:
    """A library: its records, on disk where they are many, and in memory their keys and digests."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: Sequence[Record] | Shelf[Record] = records if isinstance(records, Sequence) else Shelf()
        self.keys: list[str] = []
        self.digests: list[bytes] = []
        for record in records:
            if isinstance(self.records, Shelf):
                self.records.append(record)
            self.keys.append(record.id)
            self.digests.append(digest(record))

    def is_same(self, place: int, other: _Held, there: int) -> bool:
        """Return whether a record says what one of another library says, key and all."""
        return self.keys[place] == other.keys[there] and self.digests[place] == other.digests[there]


def _by_key(before: _Held, after: _Held) -> dict[int, int]:
    places = {key: place for place, key in enumerate(after.keys)}
    return {place: places[key] for place, key in enumerate(before.keys) if key in places}


def _by_content(before: _Held, after: _Held, partner: dict[int, int]) -> None:
    """Match what is left, the most certain pairs first."""
    there = set(partner.values())
    left = [place for place in range(len(before.keys)) if place not in partner]
    right = [place for place in range(len(after.keys)) if place not in there]
    if not left or not right:
        return
    features = [Features(before.records[place]) for place in left]
    features += [Features(after.records[place]) for place in right]
    pairs = []
    for one, other in candidate_pairs(features):
        if one < len(left) <= other and worth_comparing(features[one], features[other]):
            decision = compare(features[one], features[other])
            if decision.verdict == "same":
                pairs.append((-decision.score, left[one], right[other - len(left)]))
    for _, one, other in sorted(pairs):
        if one not in partner and other not in there:
            partner[one] = other
            there.add(other)


def changes(before: Record, after: Record) -> dict[str, tuple[Any, Any]]:
    """Return the fields in which two records differ, by CSL's name, with the value before and after."""
    fields: dict[str, tuple[Any, Any]] = {}
    for name, attribute in _FIELDS:
        one, other = getattr(before, attribute), getattr(after, attribute)
        if one != other:
            fields[name] = (one or None, other or None)
    return fields


_FIELDS = tuple((one.encode_name, one.name) for one in msgspec.structs.fields(Record))


_SHOWN = 100
"""Signs of a value that are shown."""


def _cut(before: str, after: str) -> tuple[str, str]:
    """Return two values on one line each, long ones from a little before where they part."""
    one, other = " ".join(before.split()), " ".join(after.split())
    if one == other and before != after:  # blanks and line breaks are all that differs
        one, other = repr(before), repr(after)
    if max(len(one), len(other)) <= _SHOWN:
        return one, other
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    start = max(0, same - 20)
    return _piece(one, start), _piece(other, start)


def _piece(text: str, start: int) -> str:
    start = min(start, max(0, len(text) - 20))
    piece = text[start : start + _SHOWN]
    return f"{'…' if start else ''}{piece}{'…' if start + _SHOWN < len(text) else ''}"


def shown(value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None:
        return "(none)"
    if isinstance(value, tuple):
        return "; ".join(inverted(one) if hasattr(one, "family") else str(getattr(one, "path", one)) for one in value)
    return str(value)
