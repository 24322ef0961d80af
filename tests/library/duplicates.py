"""The set that decisions on duplicates are measured by, made from real records.

python tests/library/duplicates.py            # the figures
python tests/library/duplicates.py --wrong    # and every pair that was decided wrongly
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from library.perturb import duplicate, neighbours, retouched
from places import SHARED

from refexport import Record, read
from refexport.library.features import people_of
from refexport.library.matching import Decision, decide
from refexport.library.normal import fold, main_title

Pair = tuple[str, Record, Record]


def works(corpus: Path) -> list[Record]:
    """Return the records of the corpus that are known to be different works, and say what a reference must.

    Records that share a title, or its part before the colon and the people, are left out, all of them: whether they
    are one work is not known.  So are those that no one could look up: a title with fewer than two of people, year,
    and container or publisher.
    """
    records = [record for record in read(corpus, "csl-json") if record.title]
    seen = Counter(sign for record in records for sign in _signs(record))
    return [
        record for record in records if _can_be_looked_up(record) and all(seen[sign] == 1 for sign in _signs(record))
    ]


def _signs(record: Record) -> set[tuple[str, ...]]:
    people = people_of(record)
    signs: set[tuple[str, ...]] = {(fold(record.title or ""),)}
    return signs | {(main_title(record.title or ""), people[0][0])} if people else signs


def _can_be_looked_up(record: Record) -> bool:
    people = record.author or record.editor or record.director
    place = record.container_title or record.publisher or record.authority or record.number
    return sum(map(bool, (people, record.issued and record.issued.year, place))) > 1


def same_pairs(records: list[Record], copies: int = 10, seed: int = 1) -> Iterator[Pair]:
    """Yield pairs of one work in two writings: the record with a copy of it, and two copies."""
    rnd = random.Random(seed)
    for record in records:
        for _ in range(copies):
            yield "copy", record, duplicate(rnd, record)
        yield "two copies", duplicate(rnd, record), duplicate(rnd, record)


def other_pairs(records: list[Record], seed: int = 2) -> Iterator[Pair]:
    """Yield pairs of two works that look the same, each retouched."""
    rnd = random.Random(seed)
    for record in records:
        for kind, one, two in neighbours(rnd, record, rnd.choice(records)):
            yield kind, retouched(rnd, one), retouched(rnd, two)


@dataclass
class Measure:
    """How often the decision was right."""

    right: int = 0
    missed: list[tuple[str, Record, Record, Decision]] = field(default_factory=list)
    wrong: list[tuple[str, Record, Record, Decision]] = field(default_factory=list)
    pairs: int = 0
    in_doubt: int = 0

    @property
    def precision(self) -> float:
        """Share of the pairs decided to be the same that are."""
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of the pairs that are the same which were found."""
        return self.right / (self.right + len(self.missed))

    def take(self, kind: str, one: Record, two: Record, decision: Decision, *, is_same: bool) -> None:
        """Count what was decided of a pair."""
        self.pairs += 1
        self.in_doubt += decision.verdict == "review"
        if decision.verdict != "same":
            if is_same:
                self.missed.append((kind, one, two, decision))
        elif is_same:
            self.right += 1
        else:
            self.wrong.append((kind, one, two, decision))

    def __str__(self) -> str:
        found = f"precision {self.precision:.4%}, recall {self.recall:.2%}"
        return f"{found} ({self.pairs:,} pairs, {self.in_doubt:,} left to a person, {len(self.wrong)} wrong)"


def measure(records: list[Record], copies: int = 10, seed: int = 1) -> Measure:
    """Return the figures of `decide` on the set."""
    found = Measure()
    for kind, one, two in same_pairs(records, copies, seed):
        found.take(kind, one, two, decide(one, two), is_same=True)
    for kind, one, two in other_pairs(records, seed + 1):
        found.take(kind, one, two, decide(one, two), is_same=False)
    return found


def line(record: Record) -> str:
    """Return what a record is told by, on one line."""
    people = "; ".join(map(str, record.author[:2]))
    numbers = f"v{record.volume} i{record.issue} p{record.page} ed{record.edition}"
    return f"{record.type} | {people} | {record.title} | {record.container_title} | {record.issued} | {numbers}"


def _main() -> None:
    for seed in (1, 11, 21):
        found = measure(works(SHARED / "corpus" / "real-records.csl.json"), seed=seed)
        print(f"seed {seed}: {found}")
        if "--wrong" in sys.argv:
            for what in ("wrong", "missed"):
                for kind, one, two, decision in getattr(found, what)[:2000]:
                    print(f"{what} {kind} {decision}\n    {line(one)}\n    {line(two)}")
            break


if __name__ == "__main__":
    _main()
