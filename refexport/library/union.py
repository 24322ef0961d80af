"""Several libraries in one: every work once, under a key of its own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from refexport.library.deduplication import Deduplicated, digest, merged_groups
from refexport.library.features import Features, identifiers_of
from refexport.library.matching import compare
from refexport.library.merging import merge_records
from refexport.library.titles import near_titles
from refexport.record import Record
from refexport.report import Report
from refexport.seen import digest64
from refexport.shelf import Shelf


def merge(
    libraries: Iterable[Iterable[Record]], *, names: Sequence[str] | None = None, report: Report | None = None
) -> Deduplicated:
    """Return the union of libraries.

    Records become one if they are equal, if they share an identifier (DOI, PMID, PMCID, arXiv id, ISBN) or the key
    in their libraries, and if `refexport.library.matching` says that they are the same work: chapters share their
    book's ISBN.  The same rule as in `dedupe` merges their fields.  Of different works under one key, the later one
    gets a new key.

    Args:
        libraries: in the order in which their records are to stand.
        names: of the libraries, which stand before the keys where the origin of a value is told.
        report: gets values that are not kept, as losses, and keys that were changed.

    Returns:
        The records, and of those that were merged the origin of each value.
    """
    held: Shelf[Record] = Shelf()
    equals: dict[bytes, list[int]] = {}
    shared = _Shared()
    starts = []
    for library in libraries:
        starts.append(len(held))
        for record in library:
            group = equals.setdefault(digest(record), [])
            group.append(len(held))
            shared.add(group[0], record, is_new=len(group) == 1)
            held.append(record)
    groups = _joined(held, list(equals.values()), list(shared.pairs()))
    return merged_groups(held, groups, report, _Labels(held, names, starts))


class _Labels:
    """What each record is called where the origin of a value is told: its key, behind the name of its library."""

    def __init__(self, records: Shelf[Record], names: Sequence[str] | None, starts: Sequence[int]) -> None:
        self._records, self._names, self._starts = records, names, starts

    def __getitem__(self, place: int) -> str:
        key = self._records[place].id
        return f"{self._names[bisect_right(self._starts, place) - 1]}:{key}" if self._names else key


class _Shared:
    """Which records share an identifier or a key: these stand as digests of eight bytes, for few of millions do."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._places: dict[int, list[int]] = {}

    def add(self, place: int, record: Record, *, is_new: bool) -> None:
        """Take in a record.

        Args:
            place: of the first record that says the same.
            record: says no more than its key if it is not new.
            is_new: whether it is the first one.
        """
        said = identifiers_of(record) if is_new else set()
        for sign in map(digest64, sorted(said | ({f"key:{record.id}"} if record.id else set()))):
            first = self._first.setdefault(sign, place)
            if first != place:
                self._places.setdefault(sign, [first]).append(place)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs of places that share something, next to each other in their order."""
        for found in self._places.values():
            # Many chapters share the ISBN of their book: each is held against the next few.
            for at, first in enumerate(found):
                for second in found[at + 1 : at + 1 + _NEXT]:
                    yield first, second


_NEXT = 50
"""Records with the same identifier that are held against each other."""
_AT_HAND = 1000
"""Records that stay in memory while they are held against others."""

Look = Callable[[int], tuple[Record, Features]]
"""Gives the record that a group makes, by the place of its first."""


def _joined(records: Shelf[Record], groups: list[list[int]], pairs: list[tuple[int, int]]) -> list[list[int]]:
    """Return the places of the records of each work.

    Args:
        records: all of them.
        groups: places of equal records.
        pairs: places of the first records of groups that may be one.
    """
    group_of = {group[0]: group for group in groups}
    # A record made of two may be the same as a third one: go on until nothing joins.
    while pairs:
        leader, grown = _join_once(_looking(records, group_of), pairs)
        for first, found in grown.items():
            group_of[first] = sorted(place for one in found for place in group_of.pop(one))
        # What did not grow is no other than it was.
        led = dict.fromkeys((leader.get(one, one), leader.get(other, other)) for one, other in pairs)
        pairs = [(one, other) for one, other in led if one != other and (one in grown or other in grown)]
    return list(group_of.values())


def _looking(records: Shelf[Record], group_of: dict[int, list[int]]) -> Look:
    @lru_cache(maxsize=_AT_HAND)
    def look(place: int) -> tuple[Record, Features]:
        found = [records[one] for one in group_of[place]]
        record = found[0] if len(found) == 1 else merge_records(found).record
        return record, Features(record)

    return look


def _join_once(look: Look, pairs: Iterable[tuple[int, int]]) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Return of each group that was joined to another the first of these, and of each of these all that it is now."""
    leader: dict[int, int] = {}
    grown: dict[int, list[int]] = {}
    for pair in pairs:
        one, other = sorted(leader.get(place, place) for place in pair)
        mine, theirs = grown.get(one, [one]), grown.get(other, [other])
        if one == other or not _are_one(look, mine, theirs):
            continue
        grown[one] = mine + theirs
        grown.pop(other, None)
        leader.update(dict.fromkeys(theirs, one))
    return leader, grown


def _are_one(look: Look, mine: list[int], theirs: list[int]) -> bool:
    """Return whether each record of one group is the same work as each one of the other, or says nothing new."""
    for one in mine:
        for other in theirs:
            (first, features), (second, others) = look(one), look(other)
            if features.title and others.title and not near_titles(features, others):
                return False  # the book of a chapter, most often: told in no time
            if compare(features, others).verdict != "same" and not _says_nothing_new(first, second):
                return False
    return True


def _says_nothing_new(first: Record, second: Record) -> bool:
    """Return whether all that one of two records says stands in the other, as it does once they were merged."""
    for one, other in ((first, second), (second, first)):
        if one.type == other.type and one.title == other.title:
            merged = merge_records([one, other])
            if merged.record == one and not any(origin.others for origin in merged.origins.values()):
                return True
    return False
