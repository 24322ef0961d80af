"""Conversions between BibTeX, RIS and CSL-JSON on one core, beside bibutils, pandoc and citation-js, in one run.

    apt-get install bibutils
    python -m venv /tmp/pandoc && /tmp/pandoc/bin/pip install pypandoc-binary
    mkdir /tmp/cjs && cd /tmp/cjs
    npm install @citation-js/core @citation-js/plugin-bibtex @citation-js/plugin-ris @citation-js/plugin-csl
    python tests/bench/bench_peers.py 10000 --pandoc /tmp/pandoc --citation-js /tmp/cjs

Prints seconds of processor time, the start of each program included, and how many times as long as ours the fastest
peer takes.  Ours are compiled first, as pip does when it installs them.  A peer that is not there, or does not know a
format, has no figure.
"""

from __future__ import annotations

import argparse
import compileall
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from shutil import which

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from places import SHARED

from refexport import dumps, loads

FORMATS = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}
BIBUTILS = {"bibtex": "bib", "ris": "ris"}
PANDOC_READS = {"bibtex": "bibtex", "ris": "ris", "csl-json": "csljson"}
PANDOC_WRITES = {"bibtex": "bibtex", "csl-json": "csljson"}
CITATION_JS_WRITES = {"bibtex": "bibtex", "ris": "ris", "csl-json": "data"}
ROUNDS, LONG = 3, 6.0
"""How often a program is run, and the seconds after which it is not run again."""
SCRIPT = """
const { Cite } = require('@citation-js/core')
require('@citation-js/plugin-bibtex'); require('@citation-js/plugin-ris'); require('@citation-js/plugin-csl')
const [file, format] = process.argv.slice(-2)
process.stdout.write(new Cite(require('fs').readFileSync(file, 'utf8')).format(format))
"""

Command = Callable[[str, str, Path], list[str] | None]
"""Return the command that converts a file from one format to another, or nothing."""


def refexport(source: str, target: str, path: Path) -> list[str] | None:
    return [sys.executable, "-m", "refexport", "convert", "-q", "--jobs", "1", str(path), "--to", target]


def bibutils(source: str, target: str, path: Path) -> list[str] | None:
    if not which("bib2xml") or not {source, target} <= BIBUTILS.keys():
        return None
    return ["sh", "-c", f"{BIBUTILS[source]}2xml '{path}' | xml2{BIBUTILS[target]}"]


def pandoc(venv: str | None) -> Command:
    found = [str(path) for path in Path(venv or "/nowhere").rglob("pypandoc/files/pandoc")] or [which("pandoc")]

    def command(source: str, target: str, path: Path) -> list[str] | None:
        if not found[0] or target not in PANDOC_WRITES:
            return None
        return [found[0], "-f", PANDOC_READS[source], "-t", PANDOC_WRITES[target], str(path)]

    return command


def citation_js(folder: str | None) -> Command:
    def command(source: str, target: str, path: Path) -> list[str] | None:
        if not folder or not which("node"):
            return None
        script = Path(folder) / "convert.js"
        script.write_text(SCRIPT)
        return ["node", "--max-old-space-size=8192", str(script), str(path), CITATION_JS_WRITES[target]]

    return command


def seconds(command: list[str] | None) -> float | None:
    """Return the processor time of a command and its children, or nothing if it fails.

    It is that of the fastest of three runs; what takes long is run once.
    """
    times: list[float] = []
    while command and len(times) < ROUNDS and sum(times) < LONG:
        time = one_run(command)
        if time is None:
            return None
        times.append(time)
    return min(times, default=None)


def one_run(command: list[str]) -> float | None:
    """Return the processor time of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.DEVNULL)
        if done.returncode or not os.fstat(output.fileno()).st_size:
            return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def library(count: int, folder: Path) -> dict[str, Path]:
    """Write the synthetic library in each format."""
    if not SHARED.is_dir():
        sys.exit(f"no folder {SHARED}: name it with REFEXPORT_SHARED")
    sys.path.insert(0, str(SHARED / "tools"))
    import synthetic_library

    records = loads(json.dumps(list(synthetic_library.library(count))), "csl-json")
    paths = {id: folder / f"library.{suffix}" for id, suffix in FORMATS.items()}
    for id, path in paths.items():
        path.write_text(dumps(records, id), newline="")
    return paths


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--pandoc", help="virtual environment with pypandoc-binary")
    parser.add_argument("--citation-js", help="folder with node_modules")
    words = parser.parse_args()
    programs: dict[str, Command] = {
        "refexport": refexport,
        "bibutils": bibutils,
        "pandoc": pandoc(words.pandoc),
        "citation-js": citation_js(words.citation_js),
    }
    compileall.compile_dir(ROOT / "refexport", quiet=1)
    print(f"{words.count:,} records, seconds of one core")
    print(f"{'':22}" + "".join(f"{name:>12}" for name in programs) + "  fastest peer")
    with tempfile.TemporaryDirectory() as folder:
        paths = library(words.count, Path(folder))
        for source, target in itertools.permutations(FORMATS, 2):
            ours, *others = [seconds(command(source, target, paths[source])) for command in programs.values()]
            figures = "".join(f"{time:12.2f}" if time is not None else f"{'':12}" for time in (ours, *others))
            ratio = f"{min(filter(None, others)) / ours:.2f} times ours" if ours and any(others) else ""
            print(f"{source + ' to ' + target:22}{figures}  {ratio}", flush=True)


if __name__ == "__main__":
    main()
