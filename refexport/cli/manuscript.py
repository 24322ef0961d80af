"""`refexport manuscript`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from refexport.cli.common import FROM, OUTPUT, PATH, QUIET, REPORT, complete_style, finish, save, show
from refexport.cli.terminal import say
from refexport.errors import OutputError, RefexportError, UsageError
from refexport.manuscript.files import cite_manuscript, needed_files
from refexport.output import refuse_same
from refexport.replacing import together
from refexport.report import Report

INTERVAL = 0.4
"""Seconds between two looks at the files that are watched."""


@click.command(
    "manuscript",
    epilog="""\b
Examples:
  refexport manuscript paper.md --bibliography library.bib --style vancouver -o finished.md
  refexport manuscript paper.md -b library.bib -b library.ris -s apa -o finished.html
  refexport manuscript paper.qmd -o finished.qmd
  refexport manuscript paper.tex -b library.bib -s nature -o finished.tex
  refexport manuscript paper.tex -b library.bib -s ieee -o paper.bbl
  refexport manuscript paper.docx -b library.bib -s chicago-notes-bibliography -o finished.docx
  refexport manuscript paper.docx -b library.bib -s apa --live zotero -o for-zotero.docx
""",
)
@click.argument("paper", type=PATH)
@click.option(
    "-b",
    "--bibliography",
    multiple=True,
    type=PATH,
    metavar="LIBRARY",
    help="Library to cite from, in any format; repeat it for several.  [default: those that the manuscript names]",
)
@click.option(
    "-s",
    "--style",
    metavar="STYLE",
    shell_complete=complete_style,
    help="Name of a style (see `refexport styles`), or a .csl file.  [default: the one that the manuscript names]",
)
@click.option("--locale", metavar="LOCALE", help="Such as de-DE.  [default: the manuscript's, else the style's own]")
@OUTPUT
@click.option(
    "--to",
    metavar="OUTPUT",
    help="markdown, pandoc, html, text, latex, bbl or docx.  [default: by the output's suffix]",
)
@click.option(
    "--live", type=click.Choice(["zotero"]), help="Write citations in Word as fields that Zotero goes on with."
)
@FROM
@click.option("--keep-going", is_flag=True, help="Mark keys that are in no library as [?key], and write nevertheless.")
@click.option("--watch", is_flag=True, help="Write again whenever the manuscript, a library or the style is saved.")
@REPORT
@QUIET
def command(paper: str, bibliography: tuple[str, ...], watch: bool, quiet: bool, **options: Any) -> None:
    """Format the citations of a manuscript and add its reference list.

    PAPER is Markdown, Quarto, R Markdown, LaTeX or Word; in Markdown and Word, works are cited as [@key].
    A key may also be a DOI, a PMID or a PMCID of a record: [@pmid:33081809].
    """
    live = options.pop("live")
    options["to"] = f"docx-{live}" if live else options["to"]
    report_file = options.pop("report_file")
    refuse_same([options["output"], report_file], bibliography)
    refuse_same([report_file], [paper])

    def run() -> Report:
        return _once(paper, bibliography, quiet, report_file, options)

    if not watch:
        finish(run())
        return
    if paper == "-" or options["output"] == "-":
        raise UsageError("--watch wants a file to watch and a file to write: -o FILE")
    _watch(run, lambda: needed_files(paper, bibliography, options["style"]))


def _once(
    paper: str, bibliography: Sequence[str], quiet: bool, report_file: str | None, options: dict[str, Any]
) -> Report:
    report = Report()
    words = dict(options)
    try:
        with together():
            with _telling(quiet) as tell:
                rendering = cite_manuscript(paper, bibliography=bibliography, progress=tell, report=report, **words)
            save(report, report_file)
    except OutputError:
        raise
    except RefexportError:
        # What is wrong with the manuscript or its libraries is in the report.
        save(report, report_file)
        raise
    finally:
        show(report, quiet=quiet)
    if not quiet and words["output"] != "-":
        works = len({cite.id for cluster in rendering.clusters for cite in cluster.cites})
        click.echo(f"{len(rendering.texts):,} citations of {works:,} works → {words['output']}", err=True)
    return report


@contextmanager
def _telling(quiet: bool) -> Iterator[Callable[[str], None] | None]:
    """Yield what shows on a terminal's standard error how far the work is."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update


def _watch(run: Callable[[], object], files: Callable[[], list[Path]]) -> None:
    """Run a work, and again whenever one of its files is saved, until the user interrupts it."""
    while True:
        before = _stamps(watched := files())
        try:
            run()
        except RefexportError as error:
            say(f"refexport: {error}")
        click.echo("watching; Ctrl-C ends it", err=True)
        while _stamps(watched) == before:
            time.sleep(INTERVAL)


def _stamps(files: Sequence[Path]) -> list[tuple[int, int] | None]:
    """Return when each file was saved last, and its size; nothing for one that is not there."""
    stamps: list[tuple[int, int] | None] = []
    for file in files:
        try:
            stat = file.stat()
        except OSError:
            stamps.append(None)
        else:
            stamps.append((stat.st_mtime_ns, stat.st_size))
    return stamps
