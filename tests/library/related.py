"""Libraries whose records have to do with each other: copies, later editions, preprints and errata of a few works."""

from __future__ import annotations

import random

from hypothesis import strategies as st
from library.perturb import duplicate, neighbours

from refexport import Date, Name, Record

WORKS = (
    Record(
        type="article-journal",
        title="Furnaces in the lagoon: a survey of Murano's glass, 1291-1797",
        author=(
            Name(family="Moro", given="Ugo"),
            Name(family="García", given="Ana María"),
            Name(family="Bo", given="A."),
        ),
        container_title="Journal of the American Glass Society",
        volume="12",
        issue="3",
        page="101-118",
        issued=Date((2020, 5, 2)),
        DOI="10.1000/jags.1",
        PMID="33081809",
    ),
    Record(
        type="book",
        title="A history of sand and glass",
        author=(Name(family="Bo", given="Alan"),),
        publisher="Lagoon Press",
        issued=Date((2001,)),
        ISBN="978-3-16-148410-0",
        edition="2",
    ),
    Record(
        type="article",
        title="Furnaces in the lagoon: a survey of Murano's glass, 1291-1797",
        author=(Name(family="Moro", given="Ugo"), Name(family="García", given="Ana")),
        publisher="bioRxiv",
        DOI="10.1101/2019.12.24",
        issued=Date((2019, 12)),
    ),
)


@st.composite
def libraries(draw: st.DrawFn, min_size: int = 0, max_size: int = 7) -> list[Record]:
    """Draw a library of copies of a few works, and of works that look like them."""
    found = []
    for place in range(draw(st.integers(min_size, max_size))):
        rnd = random.Random(draw(st.integers(0, 10**6)))
        work = draw(st.sampled_from(WORKS))
        others = [other for _, *pair in neighbours(rnd, work, WORKS[1]) for other in pair]
        record = draw(st.sampled_from([work, duplicate(rnd, work), rnd.choice(others)]))
        found.append(record.copy(id=f"k{place}"))
    return found
