"""`refexport merge`."""

from __future__ import annotations

import click

from refexport.cli.common import FROM, INPUTS, OUTPUT, QUIET, REPORT
from refexport.cli.libraries import TARGET, TO, report_result, save_result, write_result
from refexport.conversion import stream
from refexport.library.union import merge
from refexport.output import refuse_same
from refexport.replacing import together
from refexport.report import Report


@click.command(
    "merge",
    epilog="""\b
Examples:
  refexport merge mine.bib hers.ris -o ours.bib
  refexport merge old.bib new.bib -o library.bib --report merged.json
""",
)
@INPUTS
@OUTPUT
@FROM
@TO
@TARGET
@REPORT
@QUIET
def command(
    inputs: tuple[str, ...],
    output: str,
    from_format: str | None,
    to: str | None,
    target: str | None,
    report_file: str | None,
    quiet: bool,
) -> None:
    """Make one library of several: each work once, under a key of its own.

    Records become one if they share an identifier, or the key, and are the same
    work; their fields are merged by the rule of `refexport dedupe`, and --report
    tells where each value comes from.
    """
    refuse_same([output, report_file])
    refuse_same([report_file], inputs)
    report = Report()
    libraries = [stream(path, from_format, report=report) for path in inputs]
    result = merge(libraries, names=inputs, report=report)
    with together():
        write_result(result.records, output, to, target, report)
        save_result(result, report, report_file)
    report_result(result, report, quiet=quiet, output=output)
