"""`refexport bibliography`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from refexport.cli.common import (
    CITED_IN,
    FROM,
    INPUTS,
    OUTPUT,
    PART,
    PARTS,
    QUIET,
    REPORT,
    cited,
    complete_ids,
    complete_style,
    finish,
    progress,
    read_all,
    save,
    show,
    waiting,
)
from refexport.errors import UsageError
from refexport.output import refuse_same, write_pieces
from refexport.reference_list import DEFAULT_ENGINE, Bibliography, bibliography
from refexport.registry import ENGINES, MARKUPS, Markup
from refexport.replacing import together
from refexport.report import Report
from refexport.source import without_compression

LONG = 50
"""Records whose formatting may take a second or more."""


def _complete_locale(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from refexport.csl.locale import locale_ids

    return [CompletionItem(id) for id in locale_ids() if id.lower().startswith(incomplete.lower())]


@click.command(
    "bibliography",
    epilog="""\b
Examples:
  refexport bibliography library.bib --style apa
  refexport bibliography page.txt --part references --style vancouver -o references.txt
  refexport bibliography library.ris --style nature --to html -o references.html
  refexport bibliography library.json --style my-journal.csl --locale de-DE
  refexport bibliography library.bib --cited-in paper.tex --style apa
  refexport bibliography library.bib --style ama --sort -issued,author --to rtf -o references.rtf
  refexport bibliography library.bib --style ieee --to docx -o references.docx
""",
)
@INPUTS
@click.option(
    "-s",
    "--style",
    required=True,
    metavar="STYLE",
    shell_complete=complete_style,
    help="Name of a style (see `refexport styles`), or a .csl file.",
)
@click.option(
    "--to",
    metavar="MARKUP",
    shell_complete=complete_ids(MARKUPS),  # type: ignore[arg-type]
    help="Markup of the list: text, html, markdown, latex, rtf, typst, docx, odt, or a plugin's.  "
    "[default: by the output's suffix, else text]",
)
@click.option(
    "--locale",
    metavar="LOCALE",
    shell_complete=_complete_locale,
    help="Such as de-DE.  [default: the style's own, else en-US]",
)
@click.option(
    "--sort",
    metavar="ORDER",
    help="Variables to sort by, - before those that descend: author,-issued; none keeps the input's order.  "
    "[default: the style's order]",
)
@OUTPUT
@FROM
@PART
@CITED_IN
@click.option(
    "--engine",
    default=DEFAULT_ENGINE,
    show_default=True,
    metavar="ENGINE",
    shell_complete=complete_ids(ENGINES),  # type: ignore[arg-type]
    help="Citation engine.",
)
@REPORT
@QUIET
def command(
    inputs: tuple[str, ...],
    style: str,
    to: str | None,
    locale: str | None,
    sort: str | None,
    output: str,
    from_format: str | None,
    part: str,
    cited_in: str | None,
    engine: str,
    report_file: str | None,
    quiet: bool,
) -> None:
    """Format records as a reference list in a CSL style.

    Any of the official styles is there by its name, and any .csl file by its path.
    """
    refuse_same([output, report_file], inputs)
    report = Report()
    records = list(read_all(inputs, from_format, report, quiet, part=PARTS[part]))
    select = cited(cited_in, report)
    records = select(records) if select else records
    options: dict[str, Any] = {
        "to": to or _markup_of(output),
        "locale": locale,
        "sort": sort,
        "engine": engine,
        "report": report,
    }
    with _drawn(len(records), engine, quiet) as tell:
        result = bibliography(records, style, progress=tell, **options)
    with together():
        # A list of nothing must not take the place of another because its input was broken.
        if records or not report.errors:
            _write(result, output)
        save(report, report_file)
    show(report, quiet=quiet)
    finish(report)


def _markup_of(output: str) -> str:
    """Return the id of the markup that is written to files with the suffix of an output, `text` where none is."""
    suffix = Path(without_compression(output)).suffix.lower()
    if not suffix:
        return "text"
    markups = [markup for markup in MARKUPS.load_all().values() if isinstance(markup, Markup)]
    return next((markup.id for markup in markups if suffix in markup.suffixes), "text")


@contextmanager
def _drawn(count: int, engine: str, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """Yield what a bibliography tells its progress, if its engine does; else show that it is at work."""
    if not ENGINES.get(engine).tells:
        with waiting(f"formatting {count:,} records", quiet or count < LONG):
            yield None
        return
    with progress("formatting", quiet, unit="entries") as meter:
        if meter is None:
            yield None
            return

        def tell(number: int) -> None:
            meter.share(number / count)
            meter(number)

        yield tell


def _write(result: Bibliography, output: str) -> None:
    data = result.file()
    if data is None:
        write_pieces([str(result)], output)
    elif output == "-" and sys.stdout.isatty():
        raise UsageError(f"{result.markup_id} is no text; name a file with -o")
    else:
        write_pieces([data], output)
