"""LaTeX manuscripts: `\\cite`, and what natbib and biblatex have for it.

Two outputs.  `latex` is the document with its citations as text and the list as a `thebibliography`, which needs
neither natbib nor biblatex nor a run of bibtex.  `bbl` is the list alone as the file that LaTeX looks for beside the
document, whose `\\cite` commands stay as they are; it numbers them, or with natbib names authors and year.

Every text of a record is escaped, so that nothing in the data is a command.

Source: LaTeX2e unofficial reference manual, `thebibliography`, `\\bibitem`; natbib 8.31, "Reference sheet"; biblatex
3.20 manual, "Citation commands".
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from pathlib import Path

from refexport.csl import Cite, Cluster, tree
from refexport.csl.markup import latex as latex_markup
from refexport.errors import UsageError
from refexport.manuscript.authors import short_authors
from refexport.manuscript.citation import is_numbered
from refexport.manuscript.core import Citation, Kind, Manuscript, Mention, Rendering, locale_of
from refexport.manuscript.edits import Edit, edited, line_end
from refexport.manuscript.latex_commands import PACKAGES
from refexport.manuscript.latex_scan import Found, Scanner
from refexport.output import write_pieces
from refexport.registry import Markup
from refexport.report import Report
from refexport.source import Source

LABEL = "\x01", "\x02"
"""What opens and closes the label of an entry, until it is known whether it stays."""

_MARGIN = re.compile("\x01([^\x01\x02]*)\x02")


def _finish(text: str) -> str:
    assert latex_markup.MARKUP.finish is not None
    return latex_markup.MARKUP.finish(text)


MARKUP: Markup = replace(
    latex_markup.MARKUP, id="manuscript", nodes=latex_markup.MARKUP.nodes | {tree.LEFT_MARGIN: LABEL}, finish=_finish
)
"""LaTeX in which the label of an entry is told from the rest."""


@dataclass(slots=True)
class _Source:
    """What is needed to write a manuscript back."""

    text: str
    scanner: Scanner
    found: list[Found]
    places: list[tuple[int, int, bool]] = field(default_factory=list)
    """Of each citation its begin and end, and whether words of its paragraph stand before it."""
    line_end: str = "\n"
    """Of the file that was read."""


def scan(path: str, report: Report) -> Manuscript:
    """Return a LaTeX manuscript with its citations.

    Args:
        path: of the file; `-` is standard input.
        report: gets what is not read: files that `\\input` names.

    Raises:
        UsageError: there is no such file.
        InputError: it is no text.
    """
    source = Source.open(path, report)
    manuscript = scan_text(source.text, source.name, report)
    manuscript.source.line_end = line_end(path)
    return manuscript


def scan_text(text: str, name: str, report: Report) -> Manuscript:
    """Return a manuscript that is a text; see `scan`."""
    scanner = Scanner(text)
    source = _Source(text, scanner, scanner.run())
    manuscript = Manuscript(name, [], locale=scanner.language, source=source)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for found in source.found:
        line = bisect_right(starts, found.start)
        if found.kind == "citation":
            manuscript.citations.append(_citation(found, line, source))
        elif found.kind == "nocite":
            manuscript.nocite += [Mention(key, line) for key in found.words]
        elif found.kind in ("libraries", "list") and found.words != ["thebibliography"]:
            for word in found.words:
                search = len(manuscript.bibliography) < _MOST_SOUGHT
                manuscript.bibliography.append(_library(word, name, search))
        elif found.kind == "macro":
            message = "a citation in the definition of a command is left as it is: cite with \\cite itself"
            report.warn("citation-in-macro", message, source=name, line=line, raw=text[found.start : found.end])
        elif found.kind == "input":
            _warn_of_input(found, line, name, report)
    return manuscript


def _citation(found: Found, line: int, source: _Source) -> Citation:
    command = found.command
    before = source.text[max(0, found.start - 200) : found.start].rstrip(" \t~")
    bare = before[:-1].rstrip(" \t") if before.endswith("\n") else before
    source.places.append((found.start, found.end, bool(bare) and bare[-1] not in "\n{"))
    return Citation(
        found.cites,
        line,
        found.note,
        found.notes_before,
        in_text=command.in_text,
        full_authors=True,
        only=command.only,
        bare=command.bare,
        own_note=command.note == "always" or (command.note == "outside" and not found.note),
        opens=found.opens,
        closes=found.closes,
        place=len(source.places) - 1,
    )


_MOST_SOUGHT = 20
"""Libraries of one manuscript that TeX is asked for: each starts a program."""


def _library(word: str, name: str, search: bool) -> Path:
    """Return the path of a library that a manuscript names: beside it, else where TeX finds it."""
    word = word.replace("\\jobname", Path(name).stem)
    path = Path(name).parent / word if name != "-" else Path(word)
    # What a manuscript names may be anything: no path at all, or longer than a path can be.
    if not path.name or (path.suffix and os.path.exists(path)):
        return path
    path = path.with_name(path.name.removesuffix(".bib") + ".bib")
    if os.path.exists(path) or not search:
        return path
    return _found_by_tex(f"{word.removesuffix('.bib')}.bib") or path


def _found_by_tex(name: str) -> Path | None:
    """Return what TeX's own search finds, along `BIBINPUTS` and in the trees of the user and the installation."""
    program = shutil.which("kpsewhich")
    if program is None or name.startswith("-") or not name.isprintable():
        return None
    try:
        done = subprocess.run([program, name], capture_output=True, timeout=10, text=True)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Path(done.stdout.strip()) if done.stdout.strip() else None


def _warn_of_input(found: Found, line: int, name: str, report: Report) -> None:
    for word in found.words:
        path = Path(name).parent / word
        try:
            path = path if path.suffix else path.with_suffix(".tex")
            cites = "cite" in path.read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError):
            continue
        if cites:
            message = f"{path.name} is not followed, and it cites: put it into this file first (latexpand)"
            report.warn("input-not-followed", message, source=name, line=line)


def filled(manuscript: Manuscript, rendering: Rendering) -> str:
    """Return a manuscript with its citations as text and its list as a `thebibliography`."""
    source: _Source = manuscript.source
    restore = source.scanner.pieces.restore
    edits: list[Edit] = []
    for citation, rendered in zip(manuscript.citations, rendering.texts, strict=True):
        start, end, joins = source.places[citation.place]
        # Unprotected, a note breaks a heading or caption.
        call = "" if rendered.note is None else f"\\protect\\footnote{{{_unlabelled(restore(rendered.note))}}}"
        words = restore(rendered.text)
        words = _entry(words, source.text[end : end + 1]) if citation.only == "entry" else _unlabelled(words)
        edits.append(Edit(start, end, words, call, rendered.raised, joins))
    listed = the_bibliography(rendering)
    edits += _list_edits(source, listed)
    edits += _package_edits(source)
    inside = locale_of(rendering.processor).flag("punctuation-in-quote")
    return edited(source.text, 0, edits, inside, " \t\u00a0~")


def _entry(words: str, following: str) -> str:
    """Return an entry as it stands in a sentence, which has a mark of its own where another would follow the stop."""
    words = _MARGIN.sub("", words)
    return words[:-1] if words.endswith(".") and following and following in ".,;:!?" else words


def _list_edits(source: _Source, listed: str) -> list[Edit]:
    """Return the edits that put the list where the document has one, else at its end."""
    edits = []
    for found in source.found:
        if found.kind == "list" and found.words != ["thebibliography"]:
            edits.append(Edit(found.start, found.end, listed))
            listed = ""
    end = source.text.rfind("\\end{document}")
    if listed:
        place = end if end >= 0 else len(source.text)
        edits.append(Edit(place, place, f"{listed}\n" if end >= 0 else f"\n{listed}\n"))
    return edits


def _package_edits(source: _Source) -> list[Edit]:
    """Return the edits that take out packages and settings which have nothing left to do."""
    edits = []
    for found in source.found:
        words = ""
        if found.kind == "package":
            kept = [word for word in found.words if word not in PACKAGES]
            words = f"\\usepackage{{{','.join(kept)}}}" if kept else ""
        elif found.kind not in ("setting", "nocite"):
            continue
        edits.append(Edit(found.start, found.end, words))
    return edits


def the_bibliography(rendering: Rendering) -> str:
    """Return the reference list as a `thebibliography` whose labels are part of the text."""
    bibliography = rendering.bibliography
    if bibliography is None or not bibliography.entries:
        return ""
    widest = "0" * max(2, len(str(len(bibliography.entries))))
    rows = "\n\n".join(f"\\item[] {_labelled(entry.text)}" for entry in bibliography.entries)
    lengths = "\\setlength{\\itemindent}{-\\leftmargin}\\setlength{\\labelwidth}{0pt}\\setlength{\\labelsep}{0pt}"
    return f"\\begin{{thebibliography}}{{{widest}}}\n{lengths}\n{rows}\n\\end{{thebibliography}}"


def _labelled(text: str) -> str:
    return _MARGIN.sub(lambda match: f"\\makebox[\\leftmargin][l]{{{match[1].rstrip()}}}", text)


def _unlabelled(text: str) -> str:
    return _MARGIN.sub(r"\1 ", text)


def bbl(manuscript: Manuscript, rendering: Rendering) -> str:
    """Return the list as the `.bbl` that LaTeX reads in place of what bibtex would write.

    Raises:
        UsageError: the manuscript uses biblatex, whose `.bbl` is a format of its own.
    """
    source: _Source = manuscript.source
    packages = {word for found in source.found if found.kind == "package" for word in found.words}
    if "biblatex" in packages or "biblatex-chicago" in packages:
        raise UsageError(f"{manuscript.name}: biblatex reads biber's .bbl alone; write the document: -o NAME.tex")
    natbib = "natbib" in packages
    labels = _Labels(rendering, natbib, is_numbered(rendering.processor))
    entries = rendering.bibliography.entries if rendering.bibliography else []
    keys = _keys(manuscript, rendering)
    _add_uncited(keys, [entry.id for entry in entries])
    rows = [
        f"\\bibitem{labels.of(entry.id)}{{{keys[entry.id]}}}\n{_numberless(entry.text, number)}\n"
        for number, entry in enumerate(entries, 1)
    ]
    widest = "9" * len(str(len(entries)))
    return f"\\begin{{thebibliography}}{{{widest}}}\n\n{chr(10).join(rows)}\n\\end{{thebibliography}}\n"


def _keys(manuscript: Manuscript, rendering: Rendering) -> dict[str, str]:
    """Return the key by which the manuscript cites each record."""
    keys: dict[str, str] = {}
    for citation, cluster in zip(manuscript.citations, rendering.clusters, strict=True):
        for typed, cite in zip(citation.cites, cluster.cites, strict=False):
            keys.setdefault(cite.id, typed.id)
    return keys


_NOT_IN_KEY = re.compile(r"[^\w:./+*!?;<>|=@()'-]+")
"""What `\\bibitem` may take for something else than a part of its key."""


def _add_uncited(keys: dict[str, str], ids: list[str]) -> None:
    """Add keys for records that no command names: their ids, but for what LaTeX would not take as it is."""
    taken = set(keys.values())
    for id in ids:
        if id not in keys:
            key = plain = _NOT_IN_KEY.sub("", id) or "entry"
            number = 2
            while key in taken:
                key, number = f"{plain}-{number}", number + 1
            keys[id] = key
            taken.add(key)


class _Labels:
    """Labels of entries: none where LaTeX counts them, authors and year where it names them."""

    def __init__(self, rendering: Rendering, natbib: bool, is_numeric: bool) -> None:
        self.rendering = rendering
        self.natbib = natbib
        self.is_numeric = is_numeric
        self.locale = locale_of(rendering.processor)

    def of(self, id: str) -> str:
        """Return the optional argument of an entry's `\\bibitem`."""
        if self.is_numeric and not self.natbib:
            return ""
        record = self.rendering.records[id]
        escape = self.rendering.processor.markup.escape
        short = escape(short_authors(record, self.locale))
        year = self._year(id, str(record.issued.year)) if record.issued and record.issued.year else "n.d."
        # natbib takes a label apart at its brackets: none may stand in the authors' names.
        return f"[{{{short}}}({year})]" if self.natbib else f"[{{{short}, {year}}}]"

    def _year(self, id: str, year: str) -> str:
        """Return a year with the letter that an author-date style puts behind it."""
        if self.is_numeric:
            return year
        listed = self.rendering.bibliography.entries if self.rendering.bibliography else []
        text = self.rendering.processor.cite_alone(Cluster([Cite(id, suppress_author=True)]), [e.id for e in listed])
        match = re.search(rf"(?<!\d){year}[a-z]?(?![^\W_])", text)
        return match[0] if match else year


def _numberless(text: str, number: int) -> str:
    """Return an entry without the number that LaTeX gives it again."""
    bare = _MARGIN.sub("", text)
    return re.sub(rf"^(?:\{{?[(\[]\}}?)?{number}(?:\{{?[)\]]\}}?)?\.?(?:~|\s)+", "", bare).strip()


def _write(manuscript: Manuscript, rendering: Rendering, to: str, path: str, report: Report) -> None:
    source: _Source = manuscript.source
    text = bbl(manuscript, rendering) if to == "bbl" else filled(manuscript, rendering)
    write_pieces([text.replace("\n", source.line_end)], path)


KIND = Kind(
    id="latex",
    name="LaTeX",
    suffixes=(".tex", ".ltx"),
    outputs={"latex": (".tex", ".ltx"), "bbl": (".bbl",)},
    scan=scan,
    markup=lambda to: MARKUP,
    write=_write,
)
