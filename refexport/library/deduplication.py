"""The duplicates of a library: found, merged, and what was in doubt handed back for a person.

Exact copies come first, for they need no decision; then all pairs that `refexport.library.blocking` proposes are
decided by `refexport.library.matching`, and the most certain pairs are joined first.  Two groups are joined only if
no two of their records contradict each other; a record that fits two that contradict each other is left in doubt.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, overload

import msgspec

from refexport.keys import KeyMaker
from refexport.library.blocking import candidate_pairs
from refexport.library.evidence import VETO
from refexport.library.features import Features
from refexport.library.matching import Decision, compare, contradict, worth_comparing
from refexport.library.merges import Labels, Library, Merges
from refexport.library.merging import described
from refexport.record import Record
from refexport.report import Report
from refexport.shelf import Shelf

Answer = Literal["same", "versions", "different"]
"""What a person decides of a pair."""
Answers = Mapping[tuple[str, str], Answer]
"""Answers by the keys of a pair."""

ORIGIN = "refexport"
"""Key in `Record.custom` under which links stand, as Crossref calls them: `is-preprint-of` and `has-preprint`."""
_COMPARED = 12
"""Records of a group that are held against those of another before the two are joined."""
_CLEAR = 1.0
"""By how many bits one match must be better than another for a record that fits both."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and what was decided of them."""

    first: Record
    """The one that stands first."""
    second: Record
    """The other one."""
    decision: Decision
    """The verdict with its reasons."""


@dataclass(slots=True)
class Deduplicated:
    """A library without its duplicates, and all that was decided."""

    records: Shelf[Record]
    """In the order of the input; a merged record stands where its first one stood.  On disk where they are many."""
    merged: Merges
    """The records that were made of several, with the origin of each value."""
    gone: list[int] = field(default_factory=list)
    """Places, in the input, of the records that became part of an earlier one."""
    versions: list[tuple[str, str]] = field(default_factory=list)
    """Keys of a preprint and of the published work, both of which are kept and linked."""
    doubts: Sequence[Pair] = ()
    """Pairs that a person should decide, the most likely first; both records are kept."""
    pairs: Sequence[Pair] = ()
    """Pairs that were taken for one work, exact copies left out."""

    def as_dict(self) -> dict[str, Any]:
        """Return what was decided as plain JSON data."""
        return {
            "kept": len(self.records),
            "merged": [described(merged) for merged in self.merged],
            "versions": [{"preprint": preprint, "published": published} for preprint, published in self.versions],
            "same": list(map(_told, self.pairs)),
            "review": list(map(_told, self.doubts)),
        }


def _told(pair: Pair) -> dict[str, Any]:
    reasons = dict(pair.decision.reasons)
    return {"keys": [pair.first.id, pair.second.id], "score": round(pair.decision.score, 1), "reasons": reasons}


def dedupe(
    records: Iterable[Record],
    *,
    answers: Answers | None = None,
    report: Report | None = None,
    progress: Callable[[int], None] | None = None,
    share: Callable[[float], None] | None = None,
) -> Deduplicated:
    """Return a library without its duplicates.

    Args:
        records: with unique keys, as the readers give them.
        answers: what a person decided of pairs, by their keys; this wins over what is decided here.
        report: gets values that are not kept, as losses.
        progress: called with the number of pairs compared.
        share: called before it with how much of the comparing is done, 0 to 1.

    Returns:
        The records in their order, duplicates merged into the first of them; preprints and published versions apart
        and linked; pairs in doubt apart.
    """
    library = records if isinstance(records, Sequence | Shelf) else Shelf(records)
    groups, keys, features = _taken_in(library)
    leaders = list(groups)
    said = _by_leaders(answers or {}, keys, groups, report)
    work = _Grouping([keys[place] for place in leaders], features, said, progress, share)
    work.decide()
    work.join()
    members = [[at for leader in group for at in groups[leaders[leader]]] for group in work.groups()]
    result = merged_groups(library, members, report)
    result.pairs = _Pairs(library, leaders, work.joined)
    doubts = sorted(filter(work.is_open, work.doubts), key=lambda one: (-one[0], one[1], one[2]))
    result.doubts = _Pairs(library, leaders, doubts)
    if work.versions:
        _link(result, work, {keys[place]: key for places, key in result.merged.groups() for place in places})
    return result


def _taken_in(library: Library) -> tuple[dict[int, list[int]], list[str], list[Features]]:
    """Return the places of equal records by the place of the first, all keys, and the features of the first ones."""
    first: dict[bytes, int] = {}
    groups: dict[int, list[int]] = {}
    keys, features = [], []
    for place, record in enumerate(library):
        keys.append(record.id)
        leader = first.setdefault(digest(record), place)
        groups.setdefault(leader, []).append(place)
        if leader == place:
            features.append(Features(record))
    return groups, keys, features


def _by_leaders(answers: Answers, keys: Sequence[str], groups: dict[int, list[int]], report: Report | None) -> Answers:
    """Return answers by the keys of the first of equal records, and warn of keys that no record has."""
    leader = {keys[place]: keys[first] for first, places in groups.items() for place in places} if answers else {}
    said: dict[tuple[str, str], Answer] = {}
    for (one, other), answer in answers.items():
        unknown = [key for key in (one, other) if key not in leader]
        for key in unknown:
            if report is not None:
                report.warn(
                    "unknown-key",
                    f"a decision names the key '{key}', which no record has: a spreadsheet may have changed it",
                    record=key,
                )
        if not unknown and leader[one] != leader[other]:
            said[leader[one], leader[other]] = answer
    return said


def digest(record: Record) -> bytes:
    """Return a fingerprint of all that a record says, but for its key."""
    try:
        encoded = msgspec.json.encode(record.copy(id=""), enc_hook=str, order="deterministic")
    except UnicodeEncodeError:  # half of a surrogate pair
        encoded = repr(record.copy(id="")).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(encoded, digest_size=12).digest()


def merged_groups(
    library: Library, groups: Iterable[list[int]], report: Report | None, labels: Labels | None = None
) -> Deduplicated:
    """Return a library in which the records of each group are one, where the first of them stood.

    Args:
        library: the records.
        groups: places of the records of each work; every place in one group.
        report: gets values that are not kept, as losses, and keys that had to be changed.
        labels: what the records are called where the origin of a value is told; by default their keys.
    """
    merges = Merges(library, labels)
    result = Deduplicated(Shelf(), merges)
    ordered = sorted(map(sorted, groups))
    made = (merges.make(places, report).record if len(places) > 1 else library[places[0]] for places in ordered)
    for places, record in zip(ordered, KeyMaker().assign(made, report or Report()), strict=True):
        result.records.append(record)
        if len(places) > 1:
            merges.add(places, record.id)
            result.gone.extend(places[1:])
    return result


Found = tuple[float, int, int, Decision]


class _Grouping:
    """Joins records of one work into groups."""

    def __init__(
        self,
        keys: list[str],
        features: list[Features],
        answers: Answers,
        progress: Callable[[int], None] | None,
        share: Callable[[float], None] | None,
    ) -> None:
        self.keys = keys
        self.features = features
        self.answers = {tuple(sorted(both)): answer for both, answer in answers.items()}
        self.progress, self.share = progress, share
        self.same: list[Found] = []
        self.doubts: list[Found] = []
        self.versions: list[Found] = []
        self.joined: list[Found] = []
        self.answered: set[int] = set()
        self.group_of = list(range(len(keys)))
        self.members = [[place] for place in range(len(keys))]

    def decide(self) -> None:
        """Sort the pairs that are worth it by what is decided of them."""
        number = 0
        for number, (first, second) in enumerate(candidate_pairs(self.features, self.share), start=1):
            if worth_comparing(self.features[first], self.features[second]):
                self._sort_in(first, second, compare(self.features[first], self.features[second]))
            if self.progress and not number % 64:
                self.progress(number)
        self._take_answers()
        self._leave_ambiguous()

    def _sort_in(self, first: int, second: int, decision: Decision) -> None:
        lists = {"same": self.same, "review": self.doubts, "versions": self.versions}
        if decision.verdict in lists:
            lists[decision.verdict].append((decision.score, first, second, decision))

    def _take_answers(self) -> None:
        """Put the pairs that a person decided where they belong."""
        if not self.answers:
            return
        for found in (self.same, self.doubts, self.versions):
            found[:] = [one for one in found if self._answer(one[1], one[2]) is None]
        places = {key: place for place, key in enumerate(self.keys)}
        for (one, other), answer in self.answers.items():
            if one in places and other in places:
                first, second = sorted((places[one], places[other]))
                score = -VETO if answer == "same" else 0.0
                self.answered |= {first, second}
                reasons = (("decided by a person", score),)
                self._sort_in(first, second, Decision(answer, score, reasons))

    def _answer(self, first: int, second: int) -> Answer | None:
        return self.answers.get(tuple(sorted((self.keys[first], self.keys[second])))) if self.answers else None

    def _leave_ambiguous(self) -> None:
        """Take out the matches of records that fit two others, which contradict each other, equally well."""
        partners: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for score, first, second, _ in self.same:
            partners[first].append((score, second))
            partners[second].append((score, first))
        unclear = {place for place, found in partners.items() if len(found) > 1 and self._is_unclear(found)}
        if not unclear:
            return
        left = [one for one in self.same if not unclear & {one[1], one[2]} or one[0] >= -VETO]
        kept = set(map(id, left))
        self.doubts.extend(one for one in self.same if id(one) not in kept)
        self.same = left

    def _is_unclear(self, found: list[tuple[float, int]]) -> bool:
        found.sort(reverse=True)
        best_score, best = found[0]
        rivals = [place for score, place in found[1:_COMPARED] if score >= best_score - _CLEAR]
        return any(self._contradict(best, place) for place in rivals)

    def _contradict(self, first: int, second: int) -> bool:
        answer = self._answer(first, second)
        if answer:
            return answer != "same"
        return contradict(self.features[first], self.features[second])

    def join(self) -> None:
        """Join the groups of matching records, the most certain first."""
        self.same.sort(key=lambda one: (-one[0], one[1], one[2]))
        for one in self.same:
            first, second = self.group_of[one[1]], self.group_of[one[2]]
            if first == second:
                continue
            if self._can_join(first, second) or one[0] >= -VETO:
                self._join(first, second)
                self.joined.append(one)
            else:
                self.doubts.append(one)

    def _can_join(self, first: int, second: int) -> bool:
        mine, theirs = self.members[first][:_COMPARED], self.members[second][:_COMPARED]
        return not any(self._contradict(one, other) for one in mine for other in theirs)

    def _join(self, first: int, second: int) -> None:
        smaller, larger = sorted((first, second), key=lambda group: (len(self.members[group]), -group))
        for place in self.members[smaller]:
            self.group_of[place] = larger
        self.members[larger] += self.members[smaller]
        self.members[smaller] = []

    def groups(self) -> list[list[int]]:
        """Return the places of the records of each work."""
        return [group for group in self.members if group]

    def is_open(self, one: Found) -> bool:
        """Return whether a pair in doubt is still so: what a person said of one of its records may settle it."""
        first, second = self.group_of[one[1]], self.group_of[one[2]]
        if first == second:
            return False
        return not self.answered & {one[1], one[2]} or self._can_join(first, second)


class _Pairs(Sequence[Pair]):
    """Pairs of records that were found, each made when it is asked for."""

    def __init__(self, library: Library, leaders: Sequence[int], found: Sequence[Found]) -> None:
        self._library, self._leaders, self._found = library, leaders, found

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> Pair: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Pair]: ...
    def __getitem__(self, place: int | slice) -> Pair | Sequence[Pair]:
        if isinstance(place, slice):
            return _Pairs(self._library, self._leaders, self._found[place])
        _, first, second, decision = self._found[place]
        return Pair(self._library[self._leaders[first]], self._library[self._leaders[second]], decision)


def _link(result: Deduplicated, work: _Grouping, key_of: Mapping[str, str]) -> None:
    """Link each preprint with the published work, by their keys; those that were merged have others."""
    place_of = {record.id: place for place, record in enumerate(result.records)}
    links = set()
    for _, first, second, _decision in work.versions:
        if work.group_of[first] == work.group_of[second]:
            continue
        if work.features[second].is_preprint:
            first, second = second, first
        keys = tuple(key_of.get(key, key) for key in (work.keys[first], work.keys[second]))
        links.add((place_of[keys[0]], place_of[keys[1]], keys[0], keys[1]))
    for preprint, published, preprint_key, published_key in sorted(links):
        _add_link(result.records, preprint, "is-preprint-of", published_key)
        _add_link(result.records, published, "has-preprint", preprint_key)
        result.versions.append((preprint_key, published_key))


def _add_link(records: Shelf[Record], place: int, relation: str, key: str) -> None:
    record = records[place]
    ours = dict(record.custom.get(ORIGIN, {}))
    known = ours.get(relation, [])
    ours[relation] = known if key in known else [*known, key]
    records[place] = record.copy(custom={**record.custom, ORIGIN: ours})
