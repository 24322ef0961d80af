"""How many records a second each format is read and written at, beside other converters on the same work.

    python tests/bench/bench_formats.py                    # every format
    python tests/bench/bench_formats.py --records 2000 ris bibtex

The peers are bibutils, pandoc and citation-js, each where it is installed (`NODE_PATH` says where citation-js is).
They are programs: their time has the start in it, which is measured on one record and taken off.  bibutils reads to
MODS and writes from MODS; pandoc and citation-js read to CSL-JSON and write from CSL-JSON.  What is read and never
written by us is made of the real files in the shared folder, repeated (an article's page is one); the rest is the
synthetic library there.

Seconds are those of the processor, ours and theirs; the fastest of three runs counts.  The exit code is 1 if a format
is slower than 2,500 records a second, or slower than the fastest peer on the same work.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from places import DATA, PROJECT, SHARED

from refexport import dumps, loads
from refexport.registry import FORMATS, Format

LEAST = 2_500
"""Records a second that each format must reach."""
ROUNDS = 3

OURS = {id: fmt for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format)}
READ = [id for id, fmt in OURS.items() if fmt.read]
WRITTEN = [id for id, fmt in OURS.items() if fmt.write]

BIBUTILS = {
    "biblatex": ("biblatex2xml", ""),
    "bibtex": ("bib2xml", "xml2bib"),
    "endnote-xml": ("endx2xml", ""),
    "enw": ("end2xml", "xml2end"),
    "nbib": ("nbib2xml", "xml2nbib"),
    "pubmed-xml": ("med2xml", ""),
    "ris": ("ris2xml", "xml2ris"),
    "wos": ("isi2xml", ""),
    "word-sources": ("", "xml2wordbib"),
}
"""Its programs for reading to MODS and writing from MODS."""
PANDOC = {
    "bibtex": ("bibtex", "bibtex"),
    "biblatex": ("biblatex", "biblatex"),
    "csl-json": ("csljson", "csljson"),
    "csl-yaml": ("markdown", "markdown"),
    "ris": ("ris", ""),
    "endnote-xml": ("endnotexml", ""),
}
"""Its names for reading to CSL-JSON and writing from CSL-JSON."""
CITATION_JS = {"bibtex": ("bibtex", "bibtex"), "biblatex": ("", "biblatex"), "ris": ("", "ris"), "csl-json": ("", "")}
_NODE = """
const {Cite, plugins} = require('@citation-js/core'), fs = require('fs');
for (const name of ['bibtex', 'ris', 'csl']) { try { require('@citation-js/plugin-' + name) } catch (e) {} }
const [from, to, file] = process.argv.slice(1);
const data = new Cite(fs.readFileSync(file, 'utf8'));
process.stdout.write(to ? data.format(to) : JSON.stringify(data.format('data', {format: 'object'})));
"""


@cache
def library(count: int) -> str:
    """Return the synthetic library as CSL-JSON."""
    sys.path.insert(0, str(SHARED / "tools"))
    import synthetic_library

    return json.dumps(list(synthetic_library.library(count)))


@cache
def text(format: str, count: int) -> str:
    """Return so many records in a format: written by us, or real ones repeated."""
    if format in WRITTEN:
        return dumps(loads(library(count), "csl-json"), format)
    return _REPEATED[format](count)


def _repeat(parts: list[str], count: int) -> list[str]:
    return [parts[number % len(parts)] for number in range(count)]


def _import_cases(stem: str) -> list[str]:
    return [case["input"] for case in json.loads((SHARED / "import-cases" / f"{stem}.json").read_bytes())]


def _pubmed(count: int) -> str:
    articles = re.findall(r"<PubmedArticle[ >].*?</PubmedArticle>", "".join(_import_cases("pubmed-xml")), re.S)
    return f"<PubmedArticleSet>\n{''.join(_repeat(articles, count))}</PubmedArticleSet>\n"


def _works(stem: str, key: str) -> Callable[[int], str]:
    def make(count: int) -> str:
        found = [json.loads(text) for text in _import_cases(stem)]
        items = [item for one in found for item in (one if isinstance(one, list) else one.get(key) or [one])]
        return json.dumps([items[number % len(items)] for number in range(count)])

    return make


def _crossref(count: int) -> str:
    path = PROJECT / "tests" / "cases" / "crossref" / "read" / "works.json"
    found = json.loads(path.read_bytes())
    items = found["message"]["items"] if "message" in found else found
    return json.dumps({"message": {"items": [items[number % len(items)] for number in range(count)]}})


def _wos(count: int) -> str:
    records = re.findall(r"^PT .*?^ER\s*$", "\n".join(_import_cases("web-of-science-tagged")), re.S | re.M)
    return "FN Clarivate\nVR 1.0\n" + "\n\n".join(_repeat(records, count)) + "\nEF\n"


def _refworks(count: int) -> str:
    records = re.split(r"\n\s*\n(?=RT )", "\n\n".join(_import_cases("refworks-tagged")).replace("\r\n", "\n"))
    return "\n\n".join(_repeat([record for record in records if record.startswith("RT ")], count)) + "\n"


_REPEATED: dict[str, Callable[[int], str]] = {
    "article-page": lambda count: (DATA / "article-page.txt").read_text(encoding="utf-8"),
    "crossref": _crossref,
    "datacite": _works("datacite-json", "data"),
    "openalex": _works("openalex-json", "results"),
    "pubmed-xml": _pubmed,
    "refworks": _refworks,
    "wos": _wos,
}


def fastest(work: Callable[[], object]) -> float:
    """Return the seconds of processor time of the fastest of some rounds."""
    return min(_seconds(work) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    start = _processor_time()
    work()
    return _processor_time() - start


def _processor_time() -> float:
    """Return the seconds of processor time that this process and the programs it started have taken."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def ours(format: str, task: str, count: int) -> float:
    """Return our records a second."""
    if task == "read":
        data = text(format, count)
        found = len(loads(data, format))
        return found / fastest(lambda: loads(data, format))
    records = loads(library(count), "csl-json")
    return count / fastest(lambda: dumps(records, format))


def peers(format: str, task: str, count: int) -> Iterator[tuple[str, float]]:
    """Yield each peer that does the same work, and its records a second."""
    for name, command in _commands(format, task):
        with tempfile.TemporaryDirectory() as folder:
            rates = [_program(command, _input(name, format, task, size), folder) for size in (1, count)]
        if None not in rates and rates[1] > rates[0]:
            yield name, count / (rates[1] - rates[0])


def _commands(format: str, task: str) -> Iterator[tuple[str, list[str]]]:
    place = 0 if task == "read" else 1
    if (tool := BIBUTILS.get(format, ("", ""))[place]) and shutil.which(tool):
        yield "bibutils", [tool]
    if (name := PANDOC.get(format, ("", ""))[place]) and shutil.which("pandoc"):
        direction = ["-f", name, "-t", "csljson"] if task == "read" else ["-f", "csljson", "-t", name, "-s"]
        yield "pandoc", ["pandoc", *direction]
    if (name := CITATION_JS.get(format, ("", ""))[place]) and _has_citation_js():
        yield "citation-js", ["node", "-e", _NODE, name, "" if task == "read" else name]


@cache
def _has_citation_js() -> bool:
    try:
        return subprocess.run(["node", "-e", "require('@citation-js/core')"], capture_output=True).returncode == 0
    except OSError:
        return False


def _input(peer: str, format: str, task: str, count: int) -> str:
    if task == "read":
        return text(format, count)
    return dumps(loads(library(count), "csl-json"), "mods" if peer == "bibutils" else "csl-json")


def _program(command: list[str], data: str, folder: str) -> float | None:
    """Return the seconds that a program takes for a file, or `None` if it cannot read it."""
    path = Path(folder, "input")
    path.write_text(data, encoding="utf-8")

    def work() -> bool:
        done = subprocess.run([*command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300)
        return done.returncode == 0 and bool(done.stdout)

    return fastest(work) if work() else None


def main() -> int:
    """Print a line for each format and task; return 1 if one is too slow."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help="id of a format; by default all")
    parser.add_argument("--records", type=int, default=5_000, help="size of the library  [default: 5000]")
    options = parser.parse_args()
    slow = 0
    print(f"{'':14}{'':7}{'records/s':>10}  beside")
    for format in options.formats or sorted({*READ, *WRITTEN}):
        tasks = [("read", READ), ("write", WRITTEN)]
        for task in [name for name, ids in tasks if format in ids and (name == "write" or _has_input(format))]:
            rate = ours(format, task, options.records)
            found = list(peers(format, task, options.records))
            beside = ", ".join(f"{rate / other:.1f} × {name} ({other:,.0f})" for name, other in found)
            too_slow = rate < LEAST or any(rate < other for _, other in found)
            slow += too_slow
            print(f"{format:14}{task:7}{rate:10,.0f}  {beside}{'  SLOW' if too_slow else ''}", flush=True)
    return 1 if slow else 0


def _has_input(format: str) -> bool:
    return format in WRITTEN or format in _REPEATED


if __name__ == "__main__":
    sys.exit(main())
