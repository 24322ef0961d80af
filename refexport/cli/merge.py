"""`refexport merge`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from refexport.cli.common import FROM, INPUTS, OUTPUT, QUIET, REPORT
from refexport.cli.libraries import TARGET, TO, by_source, report_result, save_result, write_result
from refexport.conversion import stream
from refexport.errors import UsageError
from refexport.library.union import merge
from refexport.output import refuse_same
from refexport.record import Record
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
    if output == "-" and to is None:
        raise UsageError("name the format with --to, or a file with -o")
    refuse_same([output, report_file])
    refuse_same([report_file], inputs)
    report = Report()
    taken: list[int] = []
    libraries = [_counted(stream(path, from_format, report=report), taken) for path in inputs]
    result = merge(libraries, names=inputs, report=report)
    sources = by_source(inputs, taken, result.gone)
    with together():
        write_result(result.records, output, to, target, report)
        save_result(result, report, report_file, sources)
    report_result(result, report, sources, quiet=quiet, output=output)


def _counted(records: Iterable[Record], taken: list[int]) -> Iterator[Record]:
    taken.append(0)
    for record in records:
        taken[-1] += 1
        yield record
