"""`refexport extract`."""

from __future__ import annotations

import click

from refexport.cli.common import OUTPUT, PATH, QUIET, REPORT, finish, save, show
from refexport.cli.libraries import TARGET, TO
from refexport.conversion import write
from refexport.errors import UsageError
from refexport.manuscript.word_extract import extract
from refexport.output import refuse_same
from refexport.replacing import together
from refexport.report import Report


@click.command(
    "extract",
    epilog="""\b
Examples:
  refexport extract paper.docx -o library.bib
  refexport extract paper.docx --to csl-json > library.json
""",
)
@click.argument("paper", type=PATH, metavar="PAPER.docx")
@OUTPUT
@TO
@TARGET
@REPORT
@QUIET
def command(paper: str, output: str, to: str | None, target: str | None, report_file: str | None, quiet: bool) -> None:
    """Take the records out of a Word document that Zotero, Mendeley, EndNote or Word itself have put into it.

    Each record comes out once, in the order in which the document cites them.
    """
    if output == "-" and to is None:
        raise UsageError("name the format with --to, or a file with -o")
    refuse_same([output, report_file], [paper])
    report = Report()
    records = extract(paper, report=report)
    if not records and not report.errors:
        message = "no records are embedded in it; were its citations made plain text, or typed as [@key]?"
        report.error("no-records", message, source=paper)
    with together():
        # A library of nothing must not take the place of another.
        if records:
            write(records, output, to, target=target, report=report)
        save(report, report_file)
    show(report, quiet=quiet)
    if records and output != "-" and not quiet:
        click.echo(f"{len(records):,} record{'' if len(records) == 1 else 's'} → {output}", err=True)
    finish(report)
