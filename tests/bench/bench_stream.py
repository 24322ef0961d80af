"""Large files: seconds, records a second and memory, from ten thousand records on, for every format that streams.

    python tests/bench/bench_stream.py 10000 100000 1000000          # each reader and each writer, at each size
    python tests/bench/bench_stream.py 1000000 --pairs ris:bibtex    # one pair, a million records
    python tests/bench/bench_stream.py 100000 --jobs 2 --pairs ris:bibtex
    python tests/bench/bench_stream.py 100000 --gzip --pairs pubmed-xml:jsonl

The records are the synthetic library's first ten thousand, again and again with keys of their own; PubMed XML, which is
not written, is the real articles of the shared folder, again and again.  Without `--pairs`, what one conversion writes
is what the next one reads.

The time is that of the processor, of all processes together; the memory is the most that all processes have together
at one time (the proportional set size, where Linux tells it, so that a page that two of them share counts once).
`growth` is how many times as much time and memory a record takes as with the smallest number of records.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("REFEXPORT_SHARED", ROOT.parent / "shared"))
BLOCK = 10_000
CHAIN = "ris bibtex nbib endnote-xml mods jsonl csl-json biblatex ris csv"
ALONE = ["pubmed-xml:jsonl"]
MAKE = """
import json, re, sys
sys.path[:0] = [sys.argv[3], sys.argv[4]]
import synthetic_library
from refexport import Report, loads
from refexport.parts import Before
from refexport.registry import FORMATS
from refexport.targets import PORTABLE
count, format, block = int(sys.argv[1]), FORMATS.get(sys.argv[2]), int(sys.argv[5])
records = loads(json.dumps(list(synthetic_library.library(min(count, block)))), "csl-json")
frame = format.frame(PORTABLE)
sys.stdout.reconfigure(newline="")
sys.stdout.write(frame.start)
for number in range(-(-count // block)):
    named = (record.copy(id=f"{record.id}-{number}") for record in records[: count - number * block])
    text = frame.between.join(format.body(named, Report(), PORTABLE, Before(number * block, str)))
    sys.stdout.write((frame.between if number else "") + text)
sys.stdout.write(frame.end)
"""


@dataclass(frozen=True)
class Figures:
    """What a conversion took."""

    count: int
    megabytes: float
    """Size of its input."""
    seconds: float
    """Of processor time."""
    memory: float
    """Megabytes."""

    def line(self, first: Figures) -> str:
        """Return the figures as text, beside those of the smallest input."""
        rate = self.count / self.seconds
        growth = first.count / first.seconds / rate, self.memory / first.memory
        times = f"{growth[0]:>8.2f}{growth[1]:>8.2f}" if first is not self else ""
        return (
            f"{self.count:>10,}{self.megabytes:>9,.0f} MB{self.seconds:>8.1f} s{rate:>9,.0f} /s{self.memory:>7.0f} MB"
            f"{times}"
        )


def make(count: int, format: str, path: Path) -> None:
    """Write the input of a conversion."""
    if format == "pubmed-xml":
        make_pubmed(count, path)
        return
    words = [sys.executable, "-c", MAKE, str(count), format, f"{SHARED}/tools", str(ROOT), str(BLOCK)]
    with path.open("wb") as file:
        subprocess.run(words, stdout=file, check=True)


def make_pubmed(count: int, path: Path) -> None:
    """Write so many articles of PubMed's, each with a PMID of its own."""
    cases = json.loads((SHARED / "import-cases" / "pubmed-xml.json").read_bytes())
    text = "".join(case["input"] for case in cases)
    articles = re.findall(r"<PubmedArticle[ >].*?</PubmedArticle>", text, re.S)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("<PubmedArticleSet>\n")
        for number in range(count):
            article = articles[number % len(articles)]
            file.write(re.sub(r"(<PMID[^>]*>)\d+", rf"\g<1>{number + 1}", article, count=1) + "\n")
        file.write("</PubmedArticleSet>\n")


def packed(path: Path) -> Path:
    """Return the path of a file's compressed form, which takes its place."""
    with path.open("rb") as whole, gzip.open(f"{path}.gz", "wb", compresslevel=1) as file:
        shutil.copyfileobj(whole, file, 1 << 20)
    path.unlink()
    return Path(f"{path}.gz")


def measure(count: int, source: str, target: str, jobs: int, path: Path, output: Path) -> Figures:
    """Return the figures of one conversion."""
    words = [sys.executable, "-m", "refexport", "convert", "-q", str(path), "--from", source, "--to", target]
    process = subprocess.Popen([*words, "-o", str(output), "--jobs", str(jobs)], cwd=ROOT)
    memory = 0.0
    while True:
        found, status, usage = os.wait4(process.pid, os.WNOHANG)
        if found:
            break
        memory = max(memory, sum(map(megabytes, [process.pid, *children(process.pid)])))
        time.sleep(0.05)
    assert status == 0, f"{source} to {target} failed"
    if jobs <= 1:
        # Nothing escapes this one; of several processes it is only the largest.
        memory = usage.ru_maxrss / 1024
    return Figures(count, path.stat().st_size / 1e6, usage.ru_utime + usage.ru_stime, memory)


def children(process: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    try:
        found = [
            Path(f"/proc/{process}/task/{task}/children").read_text() for task in os.listdir(f"/proc/{process}/task")
        ]
    except OSError:
        return []
    own = [int(child) for text in found for child in text.split()]
    return [*own, *(each for child in own for each in children(child))]


def megabytes(process: int) -> float:
    """Return the proportional set size of a process."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    match = re.search(r"^Pss: +(\d+) kB", text, re.M)
    return int(match[1]) / 1024 if match else 0.0


def run(pairs: list[str], counts: list[int], jobs: int, compressed: bool, folder: Path) -> None:
    """Print a line for each conversion of a chain, the sizes one after the other."""
    first: dict[str, Figures] = {}
    for count in counts:
        path = None
        for pair in pairs:
            source, _, target = pair.partition(":")
            output = folder / f"{count}-{target}-{source}"
            if path is None:
                path = folder / f"{count}-{source}"
                make(count, source, path)
                if compressed:
                    path = packed(path)
            figures = measure(count, source, target, jobs, path, output)
            line = figures.line(first.setdefault(pair, figures))
            print(f"{source + ' to ' + target:26}{line}", flush=True)
            path.unlink()
            path = output
        if path:
            path.unlink()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--pairs", nargs="*")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--gzip", action="store_true", help="compress the first input of each chain")
    words = parser.parse_args()
    print(f"{'':26}{'records':>10}{'input':>12}{'time':>10}{'rate':>12}{'memory':>10}   growth")
    chains = [[pair] for pair in words.pairs or ALONE]
    if not words.pairs:
        chains.insert(0, [f"{source}:{target}" for source, target in pairwise(CHAIN.split())])
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        for chain in chains:
            run(chain, words.counts, words.jobs, words.gzip, Path(folder))


if __name__ == "__main__":
    main()
