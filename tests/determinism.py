"""The same input gives the same bytes, whatever Python reads it: what comes of it all, as checksums.

    python tests/determinism.py                                    # print them, as JSON
    python tests/determinism.py python3.11 python3.12 python3.13   # compare them between interpreters

The second makes a virtual environment for each interpreter, with the project and its extras zstd, docx and dask, in
`REFEXPORT_VENVS` (by default a temporary folder), and names whatever is not the same everywhere.  Where the folder of
other people's data is there (`REFEXPORT_SHARED`), a thousand real records are among the input.

Everything is written in every format and target, formatted in our styles in every markup, and by the command line; of
compressed files, `.docx` and `.odt` the very bytes count, which are the same wherever the same zlib, liblzma and
libzstd compress.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from manuscript.word_paper import paper
from places import PROJECT, SHARED

import refexport
from refexport.cli import main
from refexport.errors import UsageError
from refexport.registry import FORMATS, MARKUPS
from refexport.targets import TARGETS

CASES = PROJECT / "tests" / "cases"
STYLES = ("vancouver", "apa", "ieee", "harvard", "chicago-notes-bibliography")
THIS_YEAR = 2026
Digests = Iterator[tuple[str, object]]


def read() -> Digests:
    """Yield what is read from every case, with its diagnostics."""
    for path in cases():
        report = refexport.Report()
        records = refexport.read(path, report=report)
        yield f"read {path.parent.parent.name}/{path.name}", (records, report.diagnostics, report.losses)


def cases() -> list[Path]:
    """Return the files of the cases that are read."""
    return sorted(path for path in CASES.glob("*/read/*") if ".expected." not in path.name)


def library(real: int) -> list[refexport.Record]:
    """Return the records of all cases, and so many of the real ones, if they are there."""
    records = [record for path in cases() for record in refexport.read(path)]
    records += refexport.read(CASES / "manuscript" / "library.json")
    corpus = SHARED / "corpus" / "real-records.csl.json"
    if real and corpus.is_file():
        records += refexport.read(corpus)[:real]
    return list(refexport.loads(refexport.dumps(records, "jsonl"), "jsonl"))


def written(records: list[refexport.Record]) -> Digests:
    """Yield what is written in every format, for every target, and what is lost on the way."""
    for id, fmt in sorted(FORMATS.load_all().items()):
        for target in sorted(TARGETS) if fmt.write else ():
            report = refexport.Report()
            try:
                text = refexport.dumps(records, id, target=target, report=report)
            except UsageError as error:
                text = str(error)
            yield f"write {id} for {target}", (text, report.losses, report.diagnostics)


def formatted(records: list[refexport.Record]) -> Digests:
    """Yield reference lists in every style and markup."""
    for style in STYLES:
        for markup in sorted(MARKUPS.ids()):
            found = refexport.bibliography(records, style=style, to=markup)
            yield f"list {style} {markup}", found.file() or str(found)


def cared_for(records: list[refexport.Record]) -> Digests:
    """Yield what is found wrong, what is merged, and what tells two libraries apart."""
    from refexport.library.checking import check
    from refexport.library.comparison import diff
    from refexport.library.deduplication import dedupe
    from refexport.library.union import merge

    yield "check", [str(finding) for finding in check(records, this_year=THIS_YEAR)]
    found = dedupe([record.copy(id=f"k{number}") for number, record in enumerate(records + records[::-3])])
    yield "dedupe", (found.records, found.as_dict())
    merged = merge([records[::2], records[::3]])
    yield "merge", (merged.records, merged.as_dict())
    yield "diff", diff(records[::2], records[::3]).as_dict()


LIB = "-b library.json"
COMMANDS = {
    "convert": "convert cases.jsonl -o a.bib -o a.ris -o a.xml --to mods --report r.json",
    "convert, more": "convert cases.jsonl -o a.bib -o a.nbib -o a.json -o a.csv --report r.json --jobs JOBS",
    "packed": "convert cases.jsonl -o a.bib.gz -o a.ris.xz -o a.jsonl.zst --jobs JOBS",
    "many": "convert many.ris -o a.bib -o a.json --report r.json --jobs JOBS",
    "dedupe": "dedupe many.ris cases.jsonl -o a.ris --review doubts.csv --report r.json",
    "merge": "merge cases.jsonl many.ris -o a.bib --report r.json",
    "fix": "check fix.bib --fix",
    "diff": "diff cases.jsonl many.ris --json",
    "list": "bibliography cases.jsonl -s apa --to docx -o a.docx --report r.json",
    **{
        f"{name} in {style}{suffix}{more}": f"manuscript {name} {lib} -s {style} -o a{suffix} --report r.json {more}"
        for style in ("apa", "ieee", "chicago-notes-bibliography")
        for name, lib, suffix, more in (
            ("paper.md", LIB, ".md", ""),
            ("paper.md", LIB, ".html", ""),
            ("paper.md", LIB, ".txt", ""),
            ("paper.tex", LIB, ".tex", ""),
            ("paper.tex", LIB, ".bbl", ""),
            ("word.docx", "-b word.json", ".docx", ""),
            ("word.docx", "-b word.json", ".docx", "--live zotero"),
        )
    },
    "extract": "extract live.docx -o a.bib",
    "styles": "styles --json lancet",
    "formats": "formats",
}


def commanded(folder: Path, records: list[refexport.Record], jobs: int) -> Digests:
    """Yield what commands write, say and return."""
    for name in ("paper.md", "paper.tex", "library.json"):
        (folder / name).write_bytes((CASES / "manuscript" / name).read_bytes())
    (folder / "word.docx").write_bytes(paper())
    (folder / "word.json").write_bytes((CASES / "manuscript" / "word" / "library.json").read_bytes())
    (folder / "fix.bib").write_text("@book{a, title = {\u00c3\u0153ber Gl\u00c3\u00a4ser}, year = 2001}\n", "utf-8")
    refexport.write(records, folder / "cases.jsonl")
    text = "TY  - JOUR\nTI  - Of mice {0} {1}\nAU  - Lu, Yan\nPY  - 20{1}\nKW  - b\nKW  - a\nZZ  - odd\nER  - \n\n"
    (folder / "many.ris").write_text("".join(text.format(number % 400, number % 20 + 10) for number in range(1200)))
    run(folder, "manuscript word.docx -b word.json -s apa -o live.docx --live zotero --keep-going")
    kept = set(folder.iterdir())
    for name, words in COMMANDS.items():
        said = run(folder, words.replace("JOBS", str(jobs)))
        made = {path.name: path.read_bytes() for path in sorted(set(folder.iterdir()) - kept | {folder / "fix.bib"})}
        yield name, (said, made)
        for path in set(folder.iterdir()) - kept:
            path.unlink()


def run(folder: Path, words: str) -> tuple[object, str, str]:
    """Run the command line in this process; return its exit code and what it prints."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    before, sys.argv = os.getcwd(), ["refexport", *words.split()]
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as error:
        code = error.code
    finally:
        os.chdir(before)
    out.flush()
    err.flush()
    return code, *(each.buffer.getvalue().decode() for each in (out, err))  # type: ignore[attr-defined]


def digest(value: object) -> str:
    """Return a checksum of a value; sets have no place in what comes out, whose order would be that of a moment."""
    data = value if isinstance(value, bytes) else _plain(value).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:16]


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_plain(key)}: {_plain(each)}" for key, each in value.items()) + "}"
    if isinstance(value, set | frozenset):
        raise TypeError("a set")
    if isinstance(value, list | tuple) or hasattr(value, "extend"):
        return "[" + ", ".join(map(_plain, value)) + "]"  # type: ignore[call-overload]
    return repr(value)


def everything(real: int, jobs: int) -> dict[str, str]:
    """Return a checksum of everything that comes out."""
    records = library(real)
    found = {name: digest(value) for part in (read(), written(records)) for name, value in part}
    for part in (formatted(records[:60] if not real else records[:400]), cared_for(records)):
        found |= {name: digest(value) for name, value in part}
    with tempfile.TemporaryDirectory() as folder:
        found |= {name: digest(value) for name, value in commanded(Path(folder), records, jobs)}
    return found


def compare(interpreters: list[str]) -> int:
    """Compare what comes out between interpreters, and print what differs; return an exit code."""
    home = Path(os.environ.get("REFEXPORT_VENVS") or tempfile.mkdtemp())
    found = {name: _of(name, home / Path(name).name) for name in interpreters}
    first, *others = found
    print(f"{len(found[first])} outputs")
    differ = 0
    for other in others:
        names = [name for name in found[first] if found[first][name] != found[other].get(name)]
        differ += len(names) + len(found[other].keys() - found[first].keys())
        print(f"{first} and {other}: {len(names)} differ", *names, sep="\n  ")
    return 1 if differ else 0


def _of(interpreter: str, venv: Path) -> dict[str, str]:
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([interpreter, "-m", "venv", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-e", f"{PROJECT}[zstd,docx,dask]"], check=True)
    version = subprocess.run([python, "-VV"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"{interpreter}: {version}", flush=True)
    done = subprocess.run([python, __file__, "--real"], check=True, capture_output=True, text=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _move_clock() -> None:
    """Let it be another time, by as many seconds as `REFEXPORT_CLOCK` says."""
    shift, now = float(os.environ.get("REFEXPORT_CLOCK", "0")), time.time
    time.time = lambda: now() + shift


if __name__ == "__main__":
    if names := [word for word in sys.argv[1:] if not word.startswith("--")]:
        sys.exit(compare(names))
    _move_clock()
    print(json.dumps(everything(1000 if "--real" in sys.argv else 0, int(os.environ.get("REFEXPORT_JOBS", "1")))))
