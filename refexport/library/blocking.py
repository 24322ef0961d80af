"""Which pairs of records are worth comparing: those that share a rare value, so that the work grows with the library.

Comparing all pairs of 100,000 records would be five thousand million comparisons.  Each record gets a few keys, any one
of which a duplicate is likely to share; only records with a common key are compared.  Where a key is common after all,
its records are sorted by title and compared with their next neighbours only.

Source: Hernández and Stolfo, "The Merge/Purge Problem for Large Databases" (1995), for sorted neighbourhoods.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence

from refexport.library.features import Features
from refexport.library.normal import compact
from refexport.library.titles import GENERIC

LIMIT = 16
"""Records of one block that are all compared with each other; of more, each with its next neighbours."""
NEIGHBOURS = 6
"""How many neighbours that is."""
_LETTERS = 16
"""Letters of the beginning and end of a title that make a key."""


def candidate_pairs(
    features: Sequence[Features], share: Callable[[float], None] | None = None
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places, the smaller first, that are worth comparing; each once, in a fixed order.

    Args:
        features: of the records.
        share: called with how much of the work is done, 0 to 1.
    """
    partners = [array("Q") for _ in features]
    for places in _blocks(features):
        for first, second in _pairs(places, features):
            partners[first].append(second)
    for first, found in enumerate(partners):
        if share and not first % 256:
            share(first / len(features))
        for second in sorted(set(found)):
            yield first, second


def _blocks(features: Sequence[Features]) -> list[array[int]]:
    """Return the places of the records that have a key in common."""
    places_of: dict[str, int | array[int]] = {}
    for place, one in enumerate(features):
        for key in block_keys(one):
            # Most keys are one record's, which needs no list.
            found = places_of.setdefault(key, place)
            if isinstance(found, array):
                found.append(place)
            elif found != place:
                places_of[key] = array("Q", (found, place))
    return [found for found in places_of.values() if isinstance(found, array)]


def _pairs(places: Sequence[int], features: Sequence[Features]) -> Iterator[tuple[int, int]]:
    window = len(places) if len(places) <= LIMIT else NEIGHBOURS
    if len(places) > LIMIT:
        places = sorted(places, key=lambda place: (features[place].title, features[place].year, place))
    for at, first in enumerate(places):
        for second in places[at + 1 : at + 1 + window]:
            yield (first, second) if first < second else (second, first)


def block_keys(one: Features) -> set[str]:
    """Return the keys of a record: identifiers, ends of the title, telling words, people and year, volume and page."""
    keys = {f"{name}:{value}" for name in ("DOI", "PMID", "PMCID", "arxiv") if (value := getattr(one, name))}
    keys.update(f"ISBN:{isbn}" for isbn in one.ISBN)
    if one.URL:
        keys.add(f"URL:{one.URL}")
    keys.update(_title_keys(one))
    if one.people:
        keys.update(_people_keys(one))
    if one.first_page and one.volume:
        keys.add(f"page:{one.volume}:{one.first_page}")
    return keys


def _title_keys(one: Features) -> Iterator[str]:
    if not one.title:
        return
    whole, main = compact(one.title), compact(one.main)
    yield f"begin:{main[:_LETTERS]}"
    yield f"end:{main[-_LETTERS:]}"
    yield f"end:{whole[-_LETTERS:]}"
    telling = sorted({word for word in one.words if word not in GENERIC}, key=lambda word: (-len(word), word))
    if len(telling) > 2:
        yield f"words:{telling[0]}:{telling[1]}"
        yield f"words:{telling[0]}:{telling[2]}"
    if one.year:
        yield f"begin:{whole[:4]}:{one.year}"
        yield f"end:{whole[-4:]}:{one.year}"
    if one.script:
        yield f"begin:{one.script[:6]}"
        yield f"end:{one.script[-6:]}"


def _people_keys(one: Features) -> Iterator[str]:
    # A name that was not split has its family name first or last.
    family = one.people[0][0].split()
    year = one.year or one.volume
    for word in {family[0], family[-1], "".join(family)}:
        if year:
            yield f"people:{word}:{year}"
        elif one.words:
            yield f"people:{word}:{one.words[0]}"
