"""`refexport diff`."""

from __future__ import annotations

import click

from refexport.cli.common import FROM, QUIET, show
from refexport.cli.terminal import say
from refexport.conversion import stream
from refexport.errors import InputError, UsageError
from refexport.library.comparison import diff
from refexport.report import Report, json_text


@click.command(
    "diff",
    epilog="""\b
Examples:
  refexport diff old.bib new.bib
  refexport diff library.bib library.ris --json
""",
)
@click.argument("before")
@click.argument("after")
@FROM
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@QUIET
def command(before: str, after: str, from_format: str | None, as_json: bool, quiet: bool) -> None:
    """Show what tells two libraries apart: records added (+), removed (-) and changed (~), field by field.

    Records are matched by their keys, then by what they say. Exit codes: 0 the
    same, 1 different, 2 trouble.
    """
    if before == after == "-":
        raise UsageError("standard input can be read once; name a file for one of the libraries")
    report = Report()
    try:
        found = diff(stream(before, from_format, report=report), stream(after, from_format, report=report))
    except InputError as error:
        say(f"refexport: {error}")
        raise click.exceptions.Exit(2) from None
    show(report, quiet=quiet)
    if as_json:
        click.echo(json_text(found.as_dict()))
    else:
        for line in found.lines():
            say(line, err=False)
        if not quiet:
            counts = f"{len(found.removed):,} removed, {len(found.added):,} added, {len(found.changed):,} changed"
            click.echo(f"refexport: {counts if found else 'no difference'}", err=True)
    if found:
        raise click.exceptions.Exit(1)
