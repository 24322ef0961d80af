"""Several libraries in one: every work once, under a key of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from refexport.library.deduplication import Deduplicated, digest, merged_groups
from refexport.library.features import Features
from refexport.library.matching import compare
from refexport.library.merging import merge_records
from refexport.record import Record
from refexport.report import Report


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
    report = report if report is not None else Report()
    records: list[Record] = []
    labels: list[str] = []
    for number, library in enumerate(libraries):
        for record in library:
            records.append(record)
            labels.append(f"{names[number]}:{record.id}" if names else record.id)
    return merged_groups(records, _groups(records), report, labels)


def _groups(records: Sequence[Record]) -> list[list[int]]:
    """Return the places of the records of each work."""
    leaders: dict[bytes, list[int]] = {}
    for place, record in enumerate(records):
        leaders.setdefault(digest(record), []).append(place)
    groups = list(leaders.values())
    # A record made of two may share an identifier with a third one: go on until nothing joins.
    while len(joined := _joined(records, groups)) < len(groups):
        groups = joined
    return groups


def _joined(records: Sequence[Record], groups: list[list[int]]) -> list[list[int]]:
    made = [merge_records([records[place] for place in group]).record for group in groups]
    features = [Features(record) for record in made]
    group_of = list(range(len(groups)))
    members: dict[int, list[int]] = {number: [number] for number in group_of}
    for first, second in _sharing(made, features):
        one, other = sorted((group_of[first], group_of[second]))
        if one == other or not _are_one(made, features, members[one], members[other]):
            continue
        for number in members[other]:
            group_of[number] = one
        members[one] += members.pop(other)
    return [sorted(place for number in found for place in groups[number]) for found in members.values()]


def _are_one(made: Sequence[Record], features: Sequence[Features], mine: list[int], theirs: list[int]) -> bool:
    """Return whether each record of one group is the same work as each one of the other, or says nothing new."""
    return all(
        compare(features[one], features[other]).verdict == "same" or _says_nothing_new(made[one], made[other])
        for one in mine
        for other in theirs
    )


def _says_nothing_new(first: Record, second: Record) -> bool:
    """Return whether all that one of two records says stands in the other, as it does once they were merged."""
    for one, other in ((first, second), (second, first)):
        if one.type == other.type and one.title == other.title:
            merged = merge_records([one, other])
            if merged.record == one and not any(origin.others for origin in merged.origins.values()):
                return True
    return False


def _sharing(records: Sequence[Record], features: Sequence[Features]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places that share an identifier or a key, next to each other in their order."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(features):
        for name in ("DOI", "PMID", "PMCID", "arxiv"):
            if value := getattr(one, name):
                places[f"{name}:{value}"].append(place)
        for isbn in sorted(one.ISBN):
            places[f"ISBN:{isbn}"].append(place)
        if records[place].id:
            places[f"key:{records[place].id}"].append(place)
    for found in places.values():
        # Many chapters share the ISBN of their book: each is held against the next few.
        for at, first in enumerate(found):
            for second in found[at + 1 : at + 1 + _NEXT]:
                yield first, second


_NEXT = 50
"""Records with the same identifier that are held against each other."""
