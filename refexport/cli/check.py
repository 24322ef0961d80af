"""`refexport check`."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

import click

from refexport.cli.common import FROM, INPUTS, Meter, progress
from refexport.cli.terminal import say
from refexport.errors import InputError, UsageError
from refexport.library.checking import Checked, check_parts
from refexport.library.findings import CODES, Finding, matches
from refexport.output import open_output
from refexport.raw import STEP
from refexport.replacing import together
from refexport.report import json_text
from refexport.source import Source


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
    done = _Done(quiet, as_json)
    with progress("checking", quiet) as tell:
        if fix:
            # What was fixed is told when all files are in their places.
            with together():
                found = {path: list(_fixed(path, from_format, select, ignore, tell)) for path in dict.fromkeys(inputs)}
            for path, parts in found.items():
                done.take(path, parts, tell)
        else:
            for path in dict.fromkeys(inputs):
                done.take(path, _parts(path, from_format, False, select, ignore, tell), tell)
    done.finish()
    if done.left:
        raise click.exceptions.Exit(1)


def _warn_of_unknown(*chosen: tuple[str, ...]) -> None:
    """Warn of what is no code of `check`: a slip in a hook's arguments would pass everything."""
    for name in (name for names in chosen for name in names):
        if not any(matches(code, (name,)) for code in CODES):
            click.echo(f"refexport: '{name}' is no code of check (--codes lists them), but may be a reader's", err=True)


def _parts(
    path: str,
    from_format: str | None,
    fix: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    tell: Meter | None,
) -> Iterator[Checked]:
    count = 0
    try:
        share = tell.share if tell else None
        source = Source.open(path)
        for part in check_parts(source, from_format, fix=fix, select=select, ignore=ignore, share=share):
            count += part.records
            if tell:
                tell(count)
            yield part
    except InputError as error:
        yield Checked(path, [Finding("unreadable", str(error).removeprefix(f"{path}: "), source=path)])


def _fixed(
    path: str, from_format: str | None, select: tuple[str, ...], ignore: tuple[str, ...], tell: Meter | None
) -> Iterator[Checked]:
    """Yield what is left, and behind it what was fixed, once the new text is ready to take the file's place."""
    before, ends, mark = _fixable(path)
    fixed: list[Finding] = []
    output = None
    try:
        for part in _parts(path, from_format, True, select, ignore, tell):
            if part.text is not None:
                output = output or open_output(path)
                output.write(mark + part.text.replace("\n", ends))
                mark = ""
            fixed += part.fixed
            if part.text is not None:
                yield Checked(part.source, part.findings)
                continue
            # Of a file that can be read no further, nothing is fixed.
            yield Checked(part.source, [*fixed, *part.findings])
            return
        if output and fixed:
            if _fixable(path)[0] != before:
                raise UsageError(f"{path}: was changed while it was checked; nothing is fixed, run again")
            output.commit()
            yield Checked(path, [], fixed)
    finally:
        if output:
            output.discard()


def _fixable(path: str) -> tuple[bytes, str, str]:
    """Return a file's fingerprint, line end and byte-order mark.

    Raises:
        UsageError: it would come out as something else: it is a stream, compressed or in another encoding.
    """
    if path == "-":
        raise UsageError("--fix writes to the file itself; standard input is none")
    if not Path(path).is_file():
        return b"", "\n", ""
    carriage, both, feeds, digest, start = 0, 0, 0, blake2b(), b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with Path(path).open("rb") as file:
        try:
            while text := decoder.decode(data := file.read(STEP), not data) or (data and "\n"):
                if "\0" in text:
                    raise UnicodeError
                start = start or data[:3]
                digest.update(data)
                carriage += data.count(b"\r")
                feeds += data.count(b"\n")
                both += data.count(b"\r\n") + (data.endswith(b"\r") and file.peek(1)[:1] == b"\n")
        except UnicodeError:
            advice = "convert it first, or leave --fix away"
            raise UsageError(f"{path}: is compressed or not UTF-8; {advice}") from None
    if carriage not in (0, feeds) or both != carriage:
        raise UsageError(f"{path}: its lines end in two ways; make them one, or leave --fix away")
    mark = "\ufeff" if start == b"\xef\xbb\xbf" else ""
    return digest.digest(), "\r\n" if carriage else "\n", mark


class _Done:
    """Shows what is found as it comes, and counts it."""

    def __init__(self, quiet: bool, as_json: bool) -> None:
        self.quiet, self.as_json = quiet, as_json
        self.left = self.fixed = self.certain = 0
        self._before = "["

    def take(self, path: str, parts: Iterable[Checked], meter: Meter | None) -> None:
        """Show what is found in a file; what is drawn of the progress makes room."""
        show = self._as_json if self.as_json else self._as_lines
        show(path, self._counted(parts, meter))

    def _counted(self, parts: Iterable[Checked], meter: Meter | None) -> Iterator[Checked]:
        for part in parts:
            if meter and (part.findings or part.fixed) and sys.stdout.isatty():
                meter.wipe()
            self.left += len(part.findings)
            self.fixed += len(part.fixed)
            self.certain += sum(finding.certain for finding in part.findings)
            yield part

    def _as_lines(self, path: str, parts: Iterable[Checked]) -> None:
        for part in parts:
            for finding in part.findings:
                say(str(finding), err=False)
            for finding in part.fixed:
                say(f"{finding} fixed", err=False)

    def _as_json(self, path: str, parts: Iterable[Checked]) -> None:
        click.echo(f'{self._before}{{"source": {json_text(path)}, "findings": [', nl=False)
        self._before, between = ",\n", "\n "
        fixed: list[Finding] = []
        for part in parts:
            fixed += part.fixed
            for finding in part.findings:
                click.echo(between + json_text(finding.as_dict()), nl=False)
                between = ",\n "
        told = ",\n ".join(json_text(finding.as_dict()) for finding in fixed)
        click.echo(f'], "fixed": [{told}]}}', nl=False)

    def finish(self) -> None:
        """Show what stands at the end."""
        if self.as_json:
            click.echo("]")
        elif not self.quiet:
            click.echo(f"refexport: {self._summary()}", err=True)

    def _summary(self) -> str:
        if not self.left and not self.fixed:
            return "nothing found"
        fixed = f", {self.fixed} fixed" if self.fixed else ""
        certain = f"; --fix puts {self.certain} right" if self.certain else ""
        return f"{self.left} found{fixed}{certain}"


def _show_codes(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value:
        return
    width = max(map(len, CODES))
    for code, meaning in CODES.items():
        click.echo(f"{code:{width}}  {meaning}")
    sys.stdout.flush()
    ctx.exit(0)
