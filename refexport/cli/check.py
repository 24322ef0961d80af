"""`refexport check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from refexport.cli.common import FROM, INPUTS
from refexport.cli.terminal import say
from refexport.errors import InputError, UsageError
from refexport.library.checking import Checked, check_file
from refexport.library.findings import CODES, Finding, matches
from refexport.output import write_pieces
from refexport.replacing import together
from refexport.report import json_text


def _codes(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for text in value for code in text.replace(",", " ").split())


@click.command(
    "check",
    epilog="""\b
Examples:
  refexport check library.bib
  refexport check library.bib --fix
  refexport check *.ris --ignore missing-field,title
  refexport check library.json --select doi,isbn,issn --json
  refexport check --codes
""",
)
@INPUTS
@FROM
@click.option("--fix", is_flag=True, help="Put right what is certain, in the file itself.")
@click.option(
    "--select", multiple=True, metavar="CODES", callback=_codes, help="Look for these only; `name` is all `name-…`."
)
@click.option("--ignore", multiple=True, metavar="CODES", callback=_codes, help="Leave these out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only, no summary.")
@click.option("--codes", is_flag=True, is_eager=True, expose_value=False, callback=lambda *found: _show_codes(*found),
              help="List the codes, and exit.")  # fmt: skip
def command(
    inputs: tuple[str, ...],
    from_format: str | None,
    fix: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Check libraries: fields, dates, pages, identifiers, titles, names and keys.

    Each finding is shown as FILE:LINE: KEY: MESSAGE [CODE]. Exit codes: 0 nothing
    found, or all of it put right; 1 findings are left; 2 wrong usage.
    """
    _warn_of_unknown(select, ignore)
    with together():
        results = [_checked(path, from_format, fix, select, ignore) for path in dict.fromkeys(inputs)]
    if as_json:
        told = [{"source": one.source, "findings": _dicts(one.findings), "fixed": _dicts(one.fixed)} for one in results]
        click.echo(json_text(told))
    else:
        _show(results, quiet)
    if any(one.findings for one in results):
        raise click.exceptions.Exit(1)


def _warn_of_unknown(*chosen: tuple[str, ...]) -> None:
    """Warn of what is no code of `check`: a slip in a hook's arguments would pass everything."""
    for name in (name for names in chosen for name in names):
        if not any(matches(code, (name,)) for code in CODES):
            click.echo(f"refexport: '{name}' is no code of check (--codes lists them), but may be a reader's", err=True)


def _checked(
    path: str, from_format: str | None, fix: bool, select: tuple[str, ...], ignore: tuple[str, ...]
) -> Checked:
    before = _fixable(path) if fix else b""
    try:
        result = check_file(path, from_format, fix=fix, select=select, ignore=ignore)
    except InputError as error:
        return Checked(path, [Finding("unreadable", str(error).removeprefix(f"{path}: "), source=path)])
    if result.text is not None:
        data = Path(path).read_bytes()
        if data != before:
            raise UsageError(f"{path}: was changed while it was checked; nothing is fixed, run again")
        mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
        ends = "\r\n" if b"\r\n" in data else "\n"
        write_pieces([mark, result.text.replace("\n", ends)], path)
    return result


def _fixable(path: str) -> bytes:
    """Return what a file holds; refuse what would come out as something else: a stream, or another encoding."""
    if path == "-":
        raise UsageError("--fix writes to the file itself; standard input is none")
    if not Path(path).is_file():
        return b""
    data = Path(path).read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UsageError(f"{path}: is compressed or not UTF-8; convert it first, or leave --fix away")
    if text.count("\r") not in (0, text.count("\n")) or text.count("\r\n") != text.count("\r"):
        raise UsageError(f"{path}: its lines end in two ways; make them one, or leave --fix away")
    return data


def _dicts(findings: list[Finding]) -> list[dict[str, object]]:
    return [finding.as_dict() for finding in findings]


def _show(results: list[Checked], quiet: bool) -> None:
    for result in results:
        for finding in result.fixed:
            say(f"{finding} fixed", err=False)
        for finding in result.findings:
            say(str(finding), err=False)
    if quiet:
        return
    left, fixed = (sum(map(len, found)) for found in zip(*((one.findings, one.fixed) for one in results), strict=True))
    certain = sum(finding.certain for one in results for finding in one.findings)
    said = (
        f"{left} found" + (f", {fixed} fixed" if fixed else "") + (f"; --fix puts {certain} right" if certain else "")
    )
    click.echo(f"refexport: {said}" if left or fixed else "refexport: nothing found", err=True)


def _show_codes(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value:
        return
    width = max(map(len, CODES))
    for code, meaning in CODES.items():
        click.echo(f"{code:{width}}  {meaning}")
    sys.stdout.flush()
    ctx.exit(0)
