"""`refexport convert`; into a folder, `refexport.cli.shards`."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from refexport.cli import shards
from refexport.cli.common import (
    CITED_IN,
    FROM,
    INPUTS,
    PART,
    PARTS,
    PATH,
    QUIET,
    REPORT,
    cited,
    complete_ids,
    counted,
    finish,
    progress,
    save,
    show,
)
from refexport.conversion import convert
from refexport.output import refuse_same
from refexport.registry import FORMATS
from refexport.replacing import together
from refexport.report import Report
from refexport.targets import TARGETS


def _complete_target(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(id) for id in TARGETS if id.startswith(incomplete)]


@click.command(
    "convert",
    epilog="""\b
Examples:
  refexport convert page.txt -o library.bib
  refexport convert page.txt -o library.bib -o library.ris -o library.json
  refexport convert page.html --part references -o references.ris
  refexport convert *.ris -o library.json --report report.json
  cat library.bib | refexport convert - --to ris > library.ris
  refexport convert library.bib --to ris --target endnote -o library.ris
  refexport convert mine.bib --cited-in paper.md -o cited.bib
  refexport convert scopus.ris --jobs 4 -o scopus.jsonl.gz
  refexport convert 'exports/*.ris' -o converted/ --to jsonl --compress gz
  refexport convert library.bib --journals abbreviations.csv -o library.ris
""",
)
@INPUTS
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=PATH,
    metavar="FILE",
    help="File to write; repeat it for several formats.  A folder, which ends with /, gets a file for each input.  "
    "[default: standard output]",
)
@FROM
@click.option(
    "--to",
    metavar="FORMAT",
    shell_complete=complete_ids(FORMATS),  # type: ignore[arg-type]
    help="Format of the output.  [default: by the output's suffix]",
)
@click.option(
    "--target",
    metavar="PROGRAM",
    shell_complete=_complete_target,
    help=f"Write as this program takes it best: {', '.join(sorted(TARGETS))}.",
)
@click.option(
    "--journals",
    multiple=True,
    type=PATH,
    metavar="FILE.csv",
    help="Fill in missing journal titles and abbreviations from JabRef's lists: TITLE;ABBREVIATION.",
)
@click.option("--bom", is_flag=True, help="Begin the output with a byte-order mark, for programs that ask for one.")
@PART
@CITED_IN
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes to work with; the result is the same for any.  [default: one for each core if there is much to do]",
)
@REPORT
@click.option(
    "--compress",
    type=click.Choice(["gz", "xz", "zst"]),
    help="Compress the files of an output folder.",
)
@click.option(
    "--shard-keys",
    is_flag=True,
    help="End every citation key with the name of its file in an output folder, so that keys differ between them.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have the workers of this Dask scheduler fill an output folder.  [default: processes of this machine]",
)
@click.option("--strict", is_flag=True, help="Write nothing, and exit with 1, if anything is lost.")
@click.option(
    "-n",
    "--dry-run",
    is_flag=True,
    help="Write nothing; show what would be lost, or with a folder, what would be done.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show every loss, not a summary.")
@QUIET
def command(
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    part: str,
    cited_in: str | None,
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Convert files of references; several inputs make one output, `-` is standard input or output.

    With an output folder each input becomes a file in it, on as many machines as there are, and a
    second run does only what is missing; inputs and folder may be URLs, and inputs patterns.

    What is wrong in the data is shown as FILE:LINE: MESSAGE, and the good records
    still come out; what the output's format cannot hold is shown as a loss.
    """
    if shards.are_asked_for(inputs, outputs, options):
        shards.convert_into_folder(inputs, outputs, PARTS[part], cited_in, quiet, verbose, options)
        return
    report = Report.of_any_length()
    report_file = options.pop("report_file")
    outputs = outputs or ("-",)
    refuse_same([*outputs, report_file], [*options["journals"], cited_in])
    refuse_same([report_file], inputs)
    journals = options.pop("journals") or None
    del options["compress"], options["scheduler"], options["shard_keys"]
    try:
        with progress("converting", quiet, outputs=outputs) as tell:
            options |= {"select": cited(cited_in, report), "journals": journals, "part": PARTS[part]}
            with together():
                convert(inputs, outputs, progress=tell, share=tell.share if tell else None, report=report, **options)
                save(report, report_file)
    finally:
        show(report, quiet=quiet, verbose=verbose)
    refused = options["strict"] and (report.losses or report.errors)
    written = not (refused or options["dry_run"] or (not report.records and report.errors))
    if not quiet:
        _say_what_was_done(report, outputs, written=written)
    if refused:
        raise click.exceptions.Exit(1)
    finish(report)


def _say_what_was_done(report: Report, outputs: tuple[str, ...], *, written: bool) -> None:
    count = counted(report.records, "record")
    if not written:
        errors = counted(len(report.errors), "error")
        losses = counted(len(report.losses), "loss", "losses")
        click.echo(f"refexport: {count}, {errors}, {losses}; nothing written", err=True)
        return
    divided = {d.source for d in report.diagnostics if d.code == "divided"}
    for path in outputs:
        if path != "-" and path not in divided:
            click.echo(f"{count} → {path}", err=True)
