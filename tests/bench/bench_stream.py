"""Large files: seconds, records a second and memory, from ten thousand records on, for every format that streams.

    python tests/bench/bench_stream.py 10000 100000                  # every pair with BibTeX or RIS
    python tests/bench/bench_stream.py 1000000 --pairs ris:bibtex    # one pair, a million records
    python tests/bench/bench_stream.py 100000 --jobs 2 --pairs ris:bibtex

The records are the synthetic library's first ten thousand, again and again with keys of their own.  The memory is the
largest resident set of one process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = 10_000
PAIRS = (
    "ris:bibtex nbib:bibtex bibtex:ris biblatex:ris endnote-xml:ris mods:ris jsonl:bibtex csl-json:bibtex "
    "ris:csl-json ris:csv ris:mods ris:endnote-xml ris:jsonl"
)
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


def measure(count: int, source: str, target: str, jobs: int, folder: Path) -> str:
    """Return the figures of one conversion."""
    path, output = folder / f"{source}-{count}", folder / "out"
    if not path.exists():
        shared = os.environ.get("REFEXPORT_SHARED", str(ROOT.parent / "shared"))
        words = [sys.executable, "-c", MAKE, str(count), source, f"{shared}/tools", str(ROOT), str(BLOCK)]
        with path.open("wb") as file:
            subprocess.run(words, stdout=file, check=True)
    words = [sys.executable, "-m", "refexport", "convert", "-q", str(path), "--from", source, "--to", target]
    start = time.perf_counter()
    process = subprocess.Popen([*words, "-o", str(output), "--jobs", str(jobs)], cwd=ROOT)
    # This process stays small: what it has in memory when it starts another would count.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    assert status == 0, f"{source} to {target} failed"
    megabytes = path.stat().st_size / 1e6
    rate = count / seconds
    return f"{count:>10,}{megabytes:>9,.0f} MB{seconds:>8.1f} s{rate:>9,.0f} /s{usage.ru_maxrss / 1024:>7.0f} MB"


def main() -> None:
    """Print a line for each conversion."""
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--pairs", nargs="*", default=PAIRS.split())
    parser.add_argument("--jobs", type=int, default=1)
    words = parser.parse_args()
    print(f"{'':26}{'records':>10}{'input':>12}{'time':>10}{'rate':>12}{'memory':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for pair in words.pairs:
            source, _, target = pair.partition(":")
            for count in words.counts:
                line = measure(count, source, target, words.jobs, Path(folder))
                print(f"{source + ' to ' + target:26}{line}", flush=True)


if __name__ == "__main__":
    main()
