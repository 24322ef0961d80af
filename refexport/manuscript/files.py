"""Manuscripts as files: `cite_manuscript` finishes one, `cited_records` says what one cites."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path

from refexport.errors import UsageError
from refexport.manuscript.core import Kind, Library, Manuscript, Rendering, read_library, render
from refexport.record import Record
from refexport.registry import suggest
from refexport.report import Report

KINDS = ("markdown", "latex", "word")
"""Modules of the kinds of manuscript."""

PathLike = str | os.PathLike[str]


def kinds() -> list[Kind]:
    """Return the kinds of manuscript that can be read."""
    return [import_module(f"refexport.manuscript.{name}").KIND for name in KINDS]


def kind_of(path: PathLike) -> Kind:
    """Return the kind of manuscript that a file is by its suffix; standard input is Markdown.

    Raises:
        UsageError: no kind has this suffix.
    """
    known = kinds()
    name = os.fspath(path)
    if name == "-":
        return known[0]
    suffix = Path(name).suffix.lower()
    for kind in known:
        if suffix in kind.suffixes:
            return kind
    suffixes = ", ".join(suffix for kind in known for suffix in kind.suffixes)
    raise UsageError(f"{name}: not a manuscript by its suffix; known: {suffixes}")


def output_of(kind: Kind, paper: PathLike, output: PathLike, to: str | None = None) -> str:
    """Return the id of what a manuscript is written as.

    Args:
        kind: of the manuscript.
        paper: its path.
        output: path of the output; `-` is written as the manuscript is.
        to: id that was asked for.

    Raises:
        UsageError: the manuscript cannot be written so.
    """
    if to is not None:
        if to not in kind.outputs:
            raise UsageError(f"{kind.name} is not written as '{to}'; {suggest(to, kind.outputs)}")
        return to
    name = os.fspath(output)
    suffix = Path(os.fspath(paper) if name == "-" else name).suffix.lower()
    for id, suffixes in kind.outputs.items():
        if suffix in suffixes:
            return id
    if name == "-":
        return next(iter(kind.outputs))
    known = ", ".join(suffix for suffixes in kind.outputs.values() for suffix in suffixes)
    raise UsageError(f"{name}: {kind.name} is not written with this suffix; known: {known}")


def cite_manuscript(
    paper: PathLike,
    output: PathLike = "-",
    *,
    bibliography: PathLike | Sequence[PathLike] = (),
    style: str | None = None,
    locale: str | None = None,
    to: str | None = None,
    from_format: str | None = None,
    keep_going: bool = False,
    progress: Callable[[str], None] | None = None,
    report: Report | None = None,
) -> Rendering:
    """Write a manuscript with its citations formatted and its reference list added.

    Args:
        paper: path of a Markdown, Quarto, R Markdown, LaTeX or Word file; `-` is Markdown on standard input.
        output: path to write, which is replaced only by a complete new file; `-` is standard output.
        bibliography: libraries to cite from, in any format; by default those that the manuscript names.
        style: name of a style or path of a `.csl` file; by default the one that the manuscript names.
        locale: such as `de-DE`; by default that of the manuscript, then the style's own.
        to: what is written, such as `html`; by default the output's suffix decides.
        from_format: format of the libraries; by default each is recognised.
        keep_going: mark unknown keys as `[?key]` and write nevertheless.
        progress: called with what is being done.
        report: collects unknown keys, what is wrong with the libraries, and entries that nothing cites.

    Returns:
        The citations and the list as they were written.

    Raises:
        UnknownKeys: the manuscript cites keys that no record has; nothing is written.
        UsageError: a file, style or kind of output does not exist, or the output is the manuscript itself.
        InputError: the manuscript or all libraries cannot be read.
    """
    report = report if report is not None else Report()
    kind = kind_of(paper)
    target = output_of(kind, paper, output, to)
    _refuse_itself(paper, output)
    tell = progress or (lambda what: None)
    tell("reading the manuscript")
    manuscript = kind.scan(os.fspath(paper), report)
    chosen = _style_of(manuscript, style)
    tell("reading the library")
    libraries = _listed(bibliography) or manuscript.bibliography
    library = read_library(libraries, report, from_format, manuscript.references)
    rendering = render(
        manuscript,
        library,
        chosen,
        locale=locale,
        markup=kind.markup(target),
        keep_going=keep_going,
        progress=progress,
        report=report,
    )
    tell("writing")
    kind.write(manuscript, rendering, target, os.fspath(output), report)
    return rendering


def _style_of(manuscript: Manuscript, style: str | None) -> str:
    chosen = style or manuscript.style
    if not chosen:
        raise UsageError(f"{manuscript.name}: no style: name one with --style, or in the manuscript")
    return chosen


def needed_files(
    paper: PathLike, bibliography: PathLike | Sequence[PathLike] = (), style: str | None = None
) -> list[Path]:
    """Return the files that a finished manuscript depends on: itself, its libraries, its style."""
    files = [Path(paper)]
    try:
        manuscript: Manuscript | None = kind_of(paper).scan(os.fspath(paper), Report())
    except Exception:  # a manuscript that cannot be read now may be saved again
        manuscript = None
    files += [Path(each) for each in _listed(bibliography) or (manuscript.bibliography if manuscript else [])]
    chosen = style or (manuscript.style if manuscript else None)
    if chosen and chosen.endswith(".csl"):
        files.append(Path(chosen))
    return files


def cited_records(paper: PathLike, records: Iterable[Record], report: Report | None = None) -> list[Record]:
    """Return the records that a manuscript cites, in the order of its citations.

    Args:
        paper: path of the manuscript.
        records: of the library.
        report: gets an error for each key that no record has.

    Raises:
        UsageError: there is no such file, or its suffix is that of no manuscript.
    """
    report = report if report is not None else Report()
    manuscript = kind_of(paper).scan(os.fspath(paper), report)
    library = Library(records)
    known = library.resolve(manuscript, report, unused=False)
    return [library.records[id] for id in known.order]


def _listed(paths: PathLike | Sequence[PathLike]) -> list[Path]:
    return [Path(paths)] if isinstance(paths, str | os.PathLike) else [Path(path) for path in paths]


def _refuse_itself(paper: PathLike, output: PathLike) -> None:
    if os.fspath(paper) == "-" or os.fspath(output) == "-":
        return
    if os.path.exists(output) and os.path.exists(paper) and os.path.samefile(paper, output):
        raise UsageError(
            f"{os.fspath(output)}: this is the manuscript itself, whose keys would be lost; name another file"
        )
