"""A document of 300 pages with 2,000 citations of 1,000 real records, beside pandoc on the same file and style.

    python tests/bench/bench_manuscript.py          # Markdown in APA
    python tests/bench/bench_manuscript.py nature   # another style

Each program is a process of its own, started three times; seconds are the median's, memory is the most it held.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from places import SHARED

CITATIONS = 2000
PAGES = 300
WORDS_A_PAGE = 400


def paper(keys: list[str]) -> str:
    """Return a manuscript of so many pages and citations, every work cited."""
    rnd = random.Random(5)
    words = "the method was used on samples of bone and its results were read by two people who did not know".split()
    cited = [*keys, *rnd.choices(keys, k=CITATIONS - len(keys))]
    rnd.shuffle(cited)
    gap = PAGES * WORDS_A_PAGE // CITATIONS
    out = []
    for number, key in enumerate(cited):
        typed = f"[@{{{key}}}, p. {number % 300 + 1}]" if number % 3 else f"[see @{{{key}}}]"
        end = ".\n\n" if number % 4 == 3 else ", "
        out.append(" ".join(rnd.choices(words, k=gap)) + f" {typed}{end}")
        if number % 100 == 99:
            out.append(f"## Section {number // 100}\n\n")
    return "".join(out)


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Return seconds and megabytes of a command."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _MEASURED, *command], cwd=folder, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(done.stderr)
    return seconds, int(done.stdout.splitlines()[-1]) / 1024


_MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def main(style: str) -> None:
    """Run both programs and print their figures."""
    from refexport.styles import find_style

    records = json.loads((SHARED / "corpus" / "real-records.csl.json").read_text(encoding="utf-8"))[:1000]
    for number, record in enumerate(records):
        record["id"] = f"{number}-{record['id']}"
    path = str(find_style(style).path)
    commands = {"refexport": [sys.executable, "-m", "refexport", "manuscript", "paper.md", "-b", "library.json",
                              "-s", path, "-o", "out.html", "-q"]}  # fmt: skip
    try:
        import pypandoc
    except ImportError:
        print("pandoc: not installed (pip install pypandoc-binary)")
    else:
        commands["pandoc"] = [pypandoc.get_pandoc_path(), "paper.md", "--citeproc", "--bibliography", "library.json",
                              "--csl", path, "-s", "-o", "pandoc.html", "--quiet"]  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "library.json").write_text(json.dumps(records), encoding="utf-8")
        (folder / "paper.md").write_text(paper([record["id"] for record in records]), encoding="utf-8")
        for program, command in commands.items():
            runs = [timed(command, folder) for _ in range(3)]
            seconds = statistics.median(run[0] for run in runs)
            print(f"{program}: {seconds:.1f} s, {max(run[1] for run in runs):.0f} MB")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(*(sys.argv[1:] or ["apa"]))
