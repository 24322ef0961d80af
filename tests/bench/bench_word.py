"""Long Word documents: 2,000 citations to 1,000 records on some 300 pages, in APA.

    python tests/bench/bench_word.py            # seconds and peak memory, a process for each
    python tests/bench/bench_word.py --style chicago-notes-bibliography

The records are those of the shared corpus.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from manuscript.word_files import build, para
from places import SHARED

CITATIONS = 2000
WORDS = "tide salt marsh clock harbour bell fog silt shell rope knot current slack water pier gull ice keeper".split()


def document(keys: list[str]) -> bytes:
    """Return a document of 300 pages: one citation in each paragraph of 70 words."""
    chance = random.Random(5)
    rows = []
    for number in range(CITATIONS):
        before, after = (" ".join(chance.choices(WORDS, k=35)) for _ in range(2))
        rows.append(para(f"{before} [see @{keys[number % len(keys)]}, p. {number}] {after}."))
    return build(*rows)


def measured(paper: Path, library: Path, style: str, output: Path, to: str) -> None:
    """Cite once, and print the seconds and the megabytes."""
    from refexport.manuscript.files import cite_manuscript

    start = time.perf_counter()
    cite_manuscript(paper, output, bibliography=library, style=style, to=to)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{to:12} {style:28} {seconds:6.2f} s {memory:5} MB {output.stat().st_size >> 10:6} kB")


def main() -> None:
    """Make the document, and cite in it, as text and live."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--style", default="apa")
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        paper, library, style, output, to = options.one
        measured(Path(paper), Path(library), style, Path(output), to)
        return
    library = SHARED / "corpus" / "real-records.csl.json"
    keys = [str(item["id"]) for item in json.loads(library.read_bytes())]
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "paper.docx"
        paper.write_bytes(document(keys))
        for to in ("docx", "docx-zotero"):
            words = [str(paper), str(library), options.style, str(Path(folder) / "out.docx"), to]
            subprocess.run([sys.executable, __file__, "--one", *words], check=True)


if __name__ == "__main__":
    main()
