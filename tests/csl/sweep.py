"""Put every official style to real records, and print what fails.

    python tests/csl/sweep.py                # every style: minutes
    python tests/csl/sweep.py --step 50      # every fiftieth
    python tests/csl/sweep.py nature apa     # these

Every independent style formats 20 records of the corpus: a citation of each,
all of them cited again, two in one citation, and the reference list.  Every
dependent style is loaded with its parent.  A failure is an exception, a
citation or entry that holds `None` or a character of ours, or an entry that is
missing.  The exit code is 1 if there was one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from places import SHARED

from refexport.csl import Cite, Cluster, Processor
from refexport.csl.style import parse_style
from refexport.csl.tree import MARK
from refexport.styles import find_style

CORPUS = SHARED / "corpus" / "real-records.csl.json"
RECORDS = 20


def corpus() -> list[dict[str, Any]]:
    """Return the records of the corpus."""
    return msgspec.json.decode(CORPUS.read_bytes())


def records(items: Sequence[dict[str, Any]], start: int) -> list[dict[str, Any]]:
    """Return 20 records, of as many kinds as there are, beginning elsewhere for each style."""
    step = max(1, len(items) // RECORDS)
    return [items[(start + number * step) % len(items)] for number in range(min(RECORDS, len(items)))]


def try_style(path: Path, items: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with what a style makes of records."""
    processor = Processor(parse_style(path), items)
    ids = [str(item["id"]) for item in items]
    clusters = [Cluster([Cite(id)], note=number) for number, id in enumerate(ids, 1)]
    clusters += [Cluster([Cite(id, locator="3-5")], note=number) for number, id in enumerate(ids, len(ids) + 1)]
    clusters.append(Cluster([Cite(ids[0], suffix=" and others"), Cite(ids[-1])], note=2 * len(ids) + 1))
    texts = processor.cite(clusters)
    if processor.has_bibliography:
        texts += [entry.text for entry in processor.bibliography(clusters).entries]
    for text in texts:
        if MARK.search(text) or ("None" in text and not any("None" in str(item) for item in items)):
            yield f"holds what it must not: {text[:100]!r}"


def failures(names: Iterable[tuple[str, bool]], items: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the name of each style that fails, and why.

    Args:
        names: of styles, and whether it is dependent, which is loaded only.
        items: CSL-JSON to try them on.
    """
    for number, (name, dependent) in enumerate(names):
        try:
            found = find_style(f"http://www.zotero.org/styles/{name}")
            if not dependent:
                yield from ((name, problem) for problem in try_style(found.path, records(items, number)))
        except Exception as error:
            yield name, f"{type(error).__name__}: {error}"


def official() -> list[tuple[str, bool]]:
    """Return the names of the official styles, and whether each is dependent."""
    folder = find_style("http://www.zotero.org/styles/apa").path.parent
    independent = [(path.stem, False) for path in sorted(folder.glob("*.csl"))]
    return independent + [(path.stem, True) for path in sorted((folder / "dependent").glob("*.csl"))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("styles", nargs="*", help="names of styles; by default all")
    parser.add_argument("--step", type=int, default=1, help="take every so many only")
    args = parser.parse_args()
    names = [entry for entry in official() if not args.styles or entry[0] in args.styles][:: args.step]
    start = time.perf_counter()
    found = list(failures(names, corpus()))
    for name, problem in found:
        print(f"{name}: {problem}")
    independent = sum(not dependent for _, dependent in names)
    seconds = time.perf_counter() - start
    dependent = len(names) - independent
    print(f"{independent} independent and {dependent} dependent styles, {len(found)} failures, {seconds:.0f} s")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
