"""List how our styles differ from the official ones on real records, both put through our processor.

    python tests/csl/compare_styles.py                  # the shares of what is the same, by style and type
    python tests/csl/compare_styles.py apa --show 20    # and 20 differences of each type, ours under the official one's

Entries are compared in the order of the records, without their numbers.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from places import SHARED

from refexport.csl import Cite, Cluster, Processor
from refexport.item import record_of
from refexport.record import Record
from refexport.reference_list import bibliography
from refexport.styles import find_style

CORPUS = SHARED / "corpus" / "real-records.csl.json"
ADDRESS = "http://www.zotero.org/styles/"
OFFICIAL = {
    "vancouver": "nlm-citation-sequence",
    "apa": "apa",
    "ama": "american-medical-association",
    "harvard": "harvard-cite-them-right",
    "ieee": "ieee",
}
"""Our style → the official one of the same rules."""
_NUMBER = re.compile(r"^(?:\d+\.|\[\d+\]) *")


def corpus() -> list[Record]:
    """Return the records of the corpus."""
    return [record_of(item) for item in msgspec.json.decode(CORPUS.read_bytes())]


def entries(records: list[Record], style: str) -> list[str]:
    """Return an entry of each record, without its number."""
    return [_NUMBER.sub("", entry.text) for entry in bibliography(records, style, sort="none").entries]


def citations(records: list[Record], style: str) -> list[str]:
    """Return a citation of each record."""
    processor = Processor(find_style(style).path, records, markup="text")
    return processor.cite([Cluster([Cite(record.id)]) for record in records])


def compare(style: str, records: list[Record], show: int) -> None:
    """Print the shares of one style, and some of its differences."""
    theirs = ADDRESS + OFFICIAL[style]
    pairs = list(zip(records, entries(records, style), entries(records, theirs), strict=True))
    cited = zip(citations(records, style), citations(records, theirs), strict=True)
    same = Counter(record.type for record, one, other in pairs if one == other)
    whole = Counter(record.type for record in records)
    share = sum(one == other for one, other in cited)
    print(f"{style} and {OFFICIAL[style]}: {_share(same.total(), len(records))} of entries the same, ", end="")
    print(f"{_share(share, len(records))} of citations")
    for type, count in whole.most_common():
        print(f"  {type:22} {same[type]:4} of {count:4}  {_share(same[type], count)}")
        different = [(one, other) for record, one, other in pairs if record.type == type and one != other]
        for one, other in different[:show]:
            print(f"    official  {other}\n    ours      {one}")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(whole, 1):.0f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("styles", nargs="*", help=f"of {', '.join(OFFICIAL)}; by default all")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="differences of each type to print")
    args = parser.parse_args()
    if unknown := sorted(set(args.styles) - set(OFFICIAL)):
        parser.error(f"no such style: {', '.join(unknown)}")
    records = corpus()
    for style in args.styles or OFFICIAL:
        compare(style, records, args.show)


if __name__ == "__main__":
    main()
