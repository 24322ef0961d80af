"""Several libraries in one: every work once, under a key of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from refexport.library.deduplication import Deduplicated, digest, merged_groups
from refexport.library.features import Features
from refexport.library.matching import compare
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
    leader_of: dict[bytes, int] = {}
    group_of = [leader_of.setdefault(digest(record), place) for place, record in enumerate(records)]
    members: dict[int, list[int]] = defaultdict(list)
    for place, leader in enumerate(group_of):
        members[leader].append(place)
    features = {leader: Features(records[leader]) for leader in members}
    for first, second in _sharing(records, features):
        one, other = group_of[first], group_of[second]
        if one == other or not _are_same(features, members[one], members[other]):
            continue
        one, other = sorted((one, other))
        for place in members.pop(other):
            group_of[place] = one
            members[one].append(place)
    return list(members.values())


def _are_same(features: dict[int, Features], mine: Sequence[int], theirs: Sequence[int]) -> bool:
    """Return whether each record of one group is the same work as each one of the other."""
    ours = [features[one] for one in mine if one in features]
    others = [features[other] for other in theirs if other in features]
    return all(compare(one, other).verdict == "same" for one in ours for other in others)


def _sharing(records: Sequence[Record], features: dict[int, Features]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places that share an identifier or a key, next to each other in their order."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in features.items():
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
