"""Finding the duplicates of a large library: time, memory, and how right it is.

    python tests/bench/bench_dedupe.py            # 100,000 records
    python tests/bench/bench_dedupe.py 20000      # fewer, to see that time grows in line

A third of the library are works that another source lists too: synthetic records (`synthetic_library.py` of the shared
folder), changed as `tests/library/perturb.py` changes real ones.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from library.perturb import duplicate
from places import SHARED

from refexport import Record, loads
from refexport.library.deduplication import dedupe


def library(count: int) -> tuple[list[Record], dict[str, str]]:
    """Return a library of so many records, and of each key the key of its work."""
    sys.path.insert(0, str(SHARED / "tools"))
    import synthetic_library

    works = loads(json.dumps(list(synthetic_library.library(count * 2 // 3))), "csl-json")
    rnd = random.Random(4)
    copies = [duplicate(rnd, record).copy(id=f"{record.id}-copy") for record in works[::2]]
    work = {record.id: record.id.removesuffix("-copy") for record in [*works, *copies]}
    records = [*works, *copies]
    rnd.shuffle(records)
    return records, work


def main(count: int) -> None:
    """Print what it takes to dedupe a library of so many records."""
    if not SHARED.is_dir():
        sys.exit(f"no folder {SHARED}: name it with REFEXPORT_SHARED")
    records, work = library(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = time.perf_counter()
    compared = 0

    def tell(number: int) -> None:
        nonlocal compared
        compared = number

    result = dedupe(records, progress=tell)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    wrong = sum(len({work[key] for key in merged.members}) > 1 for merged in result.merged)
    there = len(records) - len(set(work.values()))
    found = sum(len(merged.members) - 1 for merged in result.merged)
    print(f"{len(records):,} records, {seconds:.0f} s, {len(records) / seconds:,.0f} a second, ~{compared:,} pairs")
    print(f"{memory:,} MB at most, {before:,} MB of them the records and the copies' making")
    print(f"{found:,} of {there:,} duplicates merged, {wrong} wrongly, {len(result.doubts):,} pairs in doubt")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
