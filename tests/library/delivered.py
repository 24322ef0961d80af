"""A second set that decisions on duplicates are measured by, made otherwise than that of `duplicates.py`.

Here CSL-JSON is changed as other databases, programs and hands deliver it, and read anew.

python tests/library/delivered.py             # the figures, change by change and kind by kind
python tests/library/delivered.py --wrong     # and every pair that was decided wrongly
python tests/library/delivered.py 7 8 9       # with other seeds
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from library.deliveries import CHANGES, Item, can_be_known, changed, delivered, mixed
from library.duplicates import Measure, Pair, line, works
from library.lookalikes import lookalikes
from places import SHARED

from refexport import loads
from refexport.library.matching import decide

HARMLESS = ("title case", "initials", "initials without stops", "family names in capitals", "journal abbreviated",
            "no diacritics", "entities", "full stop", "dashes", "straight quotes", "DOI as address")  # fmt: skip
"""Changes that take nothing away by which two works are told apart."""


def items(corpus: Path) -> list[Item]:
    """Return the works of the corpus that are known to be different and can be looked up."""
    known = {record.id for record in works(corpus)}
    return [item for item in json.loads(corpus.read_text("utf-8")) if item["id"] in known and can_be_known(item)]


def same(rnd: random.Random, found: list[Item]) -> Iterator[tuple[str, Item, Item]]:
    """Yield pairs of one work: with each single change, with several at once, and from two sources."""
    for item in found:
        for name in CHANGES:
            if (other := changed(rnd, item, [name])) != item:
                yield f"one change: {name}", item, other
        for _ in range(6):
            yield "two to four changes", item, mixed(rnd, item)
        bare = changed(rnd, item, ["no identifiers"])
        for _ in range(4):
            yield "two to four changes, no identifiers", bare, changed(rnd, mixed(rnd, item), ["no identifiers"])
        for _ in range(3):
            (one, left), (other, right) = delivered(rnd, item), delivered(rnd, item)
            yield f"{one} and the record", item, left
            yield "two sources", left, right
            yield "a source and changes", left, mixed(rnd, item)


def different(rnd: random.Random, found: list[Item]) -> Iterator[tuple[str, Item, Item]]:
    """Yield pairs of two works that look alike, as they are and each with harmless changes."""
    for item in found:
        for kind, one, two in lookalikes(rnd, item, rnd.choice([one for one in found if one is not item])):
            yield kind, one, two
            yield kind, *(changed(rnd, each, rnd.sample(HARMLESS, 2)) for each in (one, two))


def pairs(makes: Iterator[tuple[str, Item, Item]]) -> Iterator[Pair]:
    """Yield pairs of records that are read from pairs of items."""
    for kind, one, two in makes:
        text = json.dumps([one | {"id": "a"}, two | {"id": "b"}])
        first, second = loads(text, "csl-json")
        yield kind, first, second


def measure(found: list[Item], seed: int, share: float = 1.0) -> tuple[Measure, Counter[str]]:
    """Return the figures of `decide` on the set, or a share of its works, and how many pairs there are of each kind."""
    rnd = random.Random(seed)
    if share < 1:
        found = rnd.sample(found, round(len(found) * share))
    result, counts = Measure(), Counter[str]()
    for is_same, makes in ((True, same(rnd, found)), (False, different(rnd, found))):
        for kind, one, two in pairs(makes):
            counts[kind] += 1
            result.take(kind, one, two, decide(one, two), is_same=is_same)
    return result, counts


def _main() -> None:
    seeds = [int(one) for one in sys.argv[1:] if one.isdigit()] or [1, 2, 3]
    found = items(SHARED / "corpus" / "real-records.csl.json")
    for seed in seeds:
        result, counts = measure(found, seed)
        print(f"seed {seed}, {len(found)} works: {result}")
        bad = Counter(one[0] for one in (*result.missed, *result.wrong))
        by_group = defaultdict(lambda: [0, 0])
        for kind, number in counts.items():
            by_group[kind.partition(":")[0]][0] += number
            by_group[kind.partition(":")[0]][1] += bad[kind]
        for group, (number, wrong) in by_group.items():
            print(f"    {group}: {wrong} of {number:,} wrong, {1 - wrong / number:.2%} right")
        if "--kinds" in sys.argv:
            for kind, number in bad.most_common():
                print(f"        {kind}: {number} of {counts[kind]}")
        if "--wrong" in sys.argv:
            for what in ("wrong", "missed"):
                for kind, one, two, decision in getattr(result, what):
                    print(f"{what} {kind} {decision}\n    {line(one)}\n    {line(two)}")


if __name__ == "__main__":
    _main()
