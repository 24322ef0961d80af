"""What `dedupe` and `merge` share: writing the library that comes out, and telling what was done."""

from __future__ import annotations

from collections.abc import Iterable

import click

from refexport.cli.common import complete_ids, finish, show
from refexport.conversion import write
from refexport.errors import UsageError
from refexport.library.deduplication import Deduplicated
from refexport.output import write_pieces
from refexport.record import Record
from refexport.registry import FORMATS
from refexport.report import Report, json_text
from refexport.targets import TARGETS

TO = click.option(
    "--to",
    metavar="FORMAT",
    shell_complete=complete_ids(FORMATS),  # type: ignore[arg-type]
    help="Format of the output.  [default: by the output's suffix]",
)
TARGET = click.option(
    "--target", metavar="PROGRAM", help=f"Write as this program takes it best: {', '.join(sorted(TARGETS))}."
)


def write_result(records: Iterable[Record], output: str, to: str | None, target: str | None, report: Report) -> None:
    """Write the library that comes out."""
    if output == "-" and to is None:
        raise UsageError("name the format with --to, or a file with -o")
    write(records, output, to, target=target, report=report)


def save_result(result: Deduplicated, report: Report, path: str | None) -> None:
    """Write what was done as JSON to a file, `-` for standard output; nothing without one."""
    _drop_settled(result, report)
    if path is not None:
        told = json_text(report.as_dict() | result.as_dict()) + "\n"
        write_pieces([told], path)


def report_result(result: Deduplicated, report: Report, *, quiet: bool, output: str, review: str | None = None) -> None:
    """Show what was done, and leave with 1 if the data has errors."""
    show(report, quiet=quiet)
    if not quiet:
        click.echo(_summary(result, report, output, review), err=True)
    finish(report)


def _drop_settled(result: Deduplicated, report: Report) -> None:
    """Drop the warnings on keys that stand twice where the two records are one now."""
    if not any(one.code == "duplicate-key" for one in report.diagnostics):
        return
    kept = {record.id for record in result.records}
    report.diagnostics = [one for one in report.diagnostics if one.code != "duplicate-key" or one.record in kept]


def _summary(result: Deduplicated, report: Report, output: str, review: str | None) -> str:
    gone = sum(len(merged.members) - 1 for merged in result.merged)
    parts = [_count(report.records, "record"), f"{_count(gone, 'duplicate')} merged"]
    if result.versions:
        parts.append(f"{_count(len(result.versions), 'preprint')} linked")
    if result.doubts:
        listed = f"listed in {review}" if review else "--review FILE.csv lists them"
        parts.append(f"{_count(len(result.doubts), 'pair')} in doubt ({listed})")
    where = f" → {output}" if output != "-" else ""
    return f"{', '.join(parts)}: {_count(len(result.records), 'record')}{where}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
