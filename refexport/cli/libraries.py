"""What `dedupe` and `merge` share: writing the library that comes out, and telling what was done."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate

import click

from refexport.cli.common import SHOWN, complete_ids, counted, finish, show
from refexport.cli.terminal import say
from refexport.conversion import write
from refexport.library.deduplication import Deduplicated
from refexport.library.merging import Merged
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
    write(records, output, to, target=target, report=report)


Sources = list[dict[str, str | int]]
"""Of each input its name, how many records it has, and how many of them were duplicates of earlier ones."""


def by_source(inputs: Sequence[str], taken: Sequence[int], gone: Iterable[int]) -> Sources:
    """Return what a flow diagram of a systematic review tells of each input.

    Args:
        inputs: their names.
        taken: how many records each of them has.
        gone: places of records that became part of earlier ones.
    """
    ends = list(accumulate(taken))
    duplicates = Counter(bisect_right(ends, place) for place in gone)
    return [
        {"source": name, "records": count, "duplicates": duplicates[number]}
        for number, (name, count) in enumerate(zip(inputs, taken, strict=True))
    ]


def save_result(result: Deduplicated, report: Report, path: str | None, sources: Sources) -> None:
    """Write what was done as JSON to a file, `-` for standard output; nothing without one."""
    _drop_settled(result, report)
    if path is not None:
        told = json_text(report.as_dict() | {"sources": sources} | result.as_dict()) + "\n"
        write_pieces([told], path)


def show_merges(merges: Sequence[Merged]) -> None:
    """Show which records would become one, those of one work on a line."""
    for merged in merges[:SHOWN]:
        say(f"{' = '.join(merged.members)}: {merged.record.title or merged.record.type}")
    if len(merges) > SHOWN:
        say(f"… and {len(merges) - SHOWN:,} more; --report FILE.json has them all")


def report_result(
    result: Deduplicated, report: Report, sources: Sources, *, quiet: bool, output: str, review: str | None = None
) -> None:
    """Show what was done, and leave with 1 if the data has errors."""
    show(report, quiet=quiet)
    if not quiet:
        for one in sources if len(sources) > 1 else ():
            told = f"{counted(int(one['records']), 'record')}, {counted(int(one['duplicates']), 'duplicate')}"
            say(f"{one['source']}: {told}")
        click.echo(_summary(result, report, output, review), err=True)
    finish(report)


def _drop_settled(result: Deduplicated, report: Report) -> None:
    """Drop the warnings on keys that stand twice where the two records are one now."""
    if not any(one.code == "duplicate-key" for one in report.diagnostics):
        return
    kept = {record.id for record in result.records}
    report.diagnostics = [one for one in report.diagnostics if one.code != "duplicate-key" or one.record in kept]


def _summary(result: Deduplicated, report: Report, output: str, review: str | None) -> str:
    parts = [counted(report.records, "record"), f"{counted(len(result.gone), 'duplicate')} merged"]
    if result.versions:
        parts.append(f"{counted(len(result.versions), 'preprint')} linked")
    if result.doubts:
        listed = f"listed in {review}" if review else "--review FILE.csv lists them"
        parts.append(f"{counted(len(result.doubts), 'pair')} in doubt ({listed})")
    where = f" → {output}" if output != "-" else ""
    return f"{', '.join(parts)}: {counted(len(result.records), 'record')}{where}"
