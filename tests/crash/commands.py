"""Every command that writes files, with its inputs: what is ended at all moments, one after the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from manuscript.word_paper import paper
from places import PROJECT

CASES = PROJECT / "tests" / "cases" / "manuscript"
RECORD = (
    "TY  - JOUR\nID  - k{0}\nTI  - Of mice and tides, part {0}\nAU  - Lu, Yan\nJO  - Clocks\nPY  - 2020\n"
    "SP  - 10-19\nDO  - 10.5555/{0}\nKW  - b\nKW  - a\nZZ  - odd\nER  - \n\n"
)
UNTIDY = "@misc{{k{0},\n  title = {{Ãœber {0} GlÃ¤ser}},\n  author = {{Lu, Yan}}\n}}\n"
"""An entry with what `check --fix` puts right."""
OLD = b"What stood here before\n"


def ris(numbers: range) -> str:
    """Return records in RIS."""
    return "".join(map(RECORD.format, numbers))


def write_inputs(folder: Path) -> None:
    """Write what the commands read."""
    (folder / "library.ris").write_text(ris(range(150)))
    (folder / "other.ris").write_text(ris(range(1000, 1040)) + ris(range(40)))
    for name in ("paper.md", "paper.tex", "library.json"):
        shutil.copy(CASES / name, folder / name)
    (folder / "word.docx").write_bytes(paper())
    shutil.copy(CASES / "word" / "library.json", folder / "word.json")
    (folder / "in").mkdir()
    for number in range(3):
        (folder / "in" / f"f{number}.ris").write_text(ris(range(40 * number, 40 * number + 40)))


def stand_before(folder: Path, names: tuple[str, ...]) -> None:
    """Put something in every output's place."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(OLD)


def _untidy(folder: Path, names: tuple[str, ...]) -> None:
    for place, name in enumerate(names):
        (folder / name).write_text("".join(map(UNTIDY.format, range(place, 120))))


def _in_place(folder: Path, names: tuple[str, ...]) -> None:
    (folder / "own.ris").write_text(ris(range(100)))


def _no_decisions(folder: Path, names: tuple[str, ...]) -> None:
    stand_before(folder, names)
    (folder / "doubts.csv").unlink()


def _earlier_shards(folder: Path, names: tuple[str, ...]) -> None:
    shutil.rmtree(folder / "out", ignore_errors=True)
    stand_before(folder, names)


@dataclass(frozen=True)
class Command:
    """A command, and what it writes."""

    words: str
    """What comes after `refexport`."""
    outputs: tuple[str, ...]
    """Files that are old or new afterwards."""
    before: Callable[[Path, tuple[str, ...]], None] = stand_before
    """Writes the old ones."""
    code: int = 0
    """Exit code."""
    heavy: bool = False
    """Whether it starts processes, and so takes long."""
    notes: tuple[str, ...] = ()
    """Files that tell times, and so are other bytes in each run; they are whole JSON."""


def _manuscript(paper: str, library: str, output: str, *more: str) -> Command:
    words = ("manuscript", paper, "-b", library, "-s", "apa", "-q", "--keep-going", "-o", output, *more)
    return Command(" ".join((*words, "--report", "report.json")), (output, "report.json"))


SHARDS = ("out/f0.bib", "out/f1.bib", "out/f2.bib")
NOTES = ("out/_manifest.json", *(f"out/_manifest/f{number}.bib.json" for number in range(3)))

COMMANDS: dict[str, Command] = {
    "one output": Command("convert library.ris -q --jobs 1 -o out.bib", ("out.bib",)),
    "two processes": Command(
        "convert library.ris -q --jobs 2 -o out.bib -o out.json", ("out.bib", "out.json"), heavy=True
    ),
    "several outputs": Command(
        "convert library.ris other.ris -q --jobs 1 -o out.bib -o out.json -o out.nbib --report report.json",
        ("out.bib", "out.json", "out.nbib", "report.json"),
    ),
    "compressed outputs": Command(
        "convert library.ris -q -o out.bib.gz -o out.ris.xz -o out.jsonl.zst",
        ("out.bib.gz", "out.ris.xz", "out.jsonl.zst"),
    ),
    "output is the input": Command("convert own.ris -q --jobs 1 --target zotero -o own.ris", ("own.ris",), _in_place),
    "output of a target in parts": Command(
        "convert library.ris -q --target small -o out.ris", ("out-1.ris", "out-2.ris", "out-3.ris")
    ),
    "strict": Command("convert library.json -q --strict -o out.jsonl -o out.json", ("out.jsonl", "out.json")),
    "list": Command("bibliography word.json -q -s apa --to html -o list.html", ("list.html",)),
    "list for Word": Command(
        "bibliography word.json -q -s ieee --to docx -o list.docx --report report.json", ("list.docx", "report.json")
    ),
    "list as OpenDocument": Command("bibliography word.json -q -s apa --to odt -o list.odt", ("list.odt",)),
    "Markdown": _manuscript("paper.md", "library.json", "finished.md"),
    "Markdown as HTML": _manuscript("paper.md", "library.json", "finished.html"),
    "LaTeX": _manuscript("paper.tex", "library.json", "finished.tex"),
    "LaTeX's list": _manuscript("paper.tex", "library.json", "finished.bbl"),
    "Word": _manuscript("word.docx", "word.json", "finished.docx"),
    "Word with live fields": _manuscript("word.docx", "word.json", "live.docx", "--live", "zotero"),
    "check --fix": Command("check --fix -q one.bib two.bib", ("one.bib", "two.bib"), _untidy),
    "dedupe": Command(
        "dedupe library.ris other.ris -q -o clean.ris --report report.json --review doubts.csv",
        ("clean.ris", "report.json", "doubts.csv"),
        _no_decisions,
    ),
    "merge": Command("merge library.ris other.ris -q -o all.bib --report report.json", ("all.bib", "report.json")),
    "extract": Command("extract live.docx -q -o taken.json", ("taken.json",)),
    "shards": Command("convert in/*.ris -q --jobs 1 --to bibtex -o out/", SHARDS, _earlier_shards, notes=NOTES),
    "shards by two processes": Command(
        "convert in/*.ris -q --jobs 2 --to bibtex -o out/", SHARDS, _earlier_shards, notes=NOTES, heavy=True
    ),
}

FAMILIES: dict[str, tuple[str, ...]] = {
    "convert": ("one output", "two processes", "several outputs", "compressed outputs"),
    "convert further": ("output is the input", "output of a target in parts", "strict", "extract"),
    "lists": ("list", "list for Word", "list as OpenDocument"),
    "manuscripts": ("Markdown", "Markdown as HTML", "LaTeX", "LaTeX's list", "Word", "Word with live fields"),
    "libraries": ("check --fix", "dedupe", "merge"),
    "shards": ("shards", "shards by two processes"),
}
"""Commands that are tried by one process, after it has loaded what they need."""
WHOLE = frozenset({"one output", "merge"})
"""Commands that are ended at every step, however few kills are asked for: one with a single output, one with two."""


def is_whole_json(path: Path) -> bool:
    """Return whether a file is not there, as it was before, or holds one JSON value."""
    try:
        data = path.read_bytes()
        return data == OLD or json.loads(data) is not None
    except FileNotFoundError:
        return True
    except ValueError:
        return False
