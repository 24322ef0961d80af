"""What the commands share: words to complete, progress, and showing a report."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import click
from click.shell_completion import CompletionItem

from refexport.cli.terminal import say
from refexport.output import write_pieces
from refexport.record import Part, Record
from refexport.registry import FORMATS, Group
from refexport.report import Loss, Report
from refexport.source import Source

SHOWN = 50
"""Diagnostics of one run that are shown; all of them are in `--report`."""

PARTS: dict[str, Part | None] = {"article": "article", "citing": "citing", "references": "reference", "all": None}
"""What `--part` takes, and the part of the record that it means."""

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_ids(group: Group[object]) -> Complete:
    """Return a completer of the ids that are registered in a group."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(id) for id in group.ids() if id.startswith(incomplete)]

    return complete


def complete_style(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a style, or a path once it looks like one."""
    from refexport.styles import style_ids

    if "/" in incomplete or incomplete.startswith((".", "~")):
        return [CompletionItem(incomplete, type="file")]
    return [CompletionItem(id) for id in style_ids() if id.startswith(incomplete)]


PATH = click.Path(readable=False, allow_dash=True)
"""A path that shells complete; whether it can be read is asked by the library, whose messages say what to do."""

INPUTS = click.argument("inputs", nargs=-1, required=True, type=PATH, metavar="INPUT...")
FROM = click.option(
    "--from",
    "from_format",
    metavar="FORMAT",
    shell_complete=complete_ids(FORMATS),  # type: ignore[arg-type]
    help="Format of the inputs.  [default: recognised by content, then by file name]",
)
PART = click.option(
    "--part",
    type=click.Choice(list(PARTS)),
    default="all",
    show_default=True,
    help="Of an article's page: the article itself, the articles citing it, or its references.",
)
OUTPUT = click.option(
    "-o", "--output", default="-", type=PATH, metavar="FILE", help="File to write.  [default: standard output]"
)
CITED_IN = click.option(
    "--cited-in",
    type=PATH,
    metavar="PAPER",
    help="Take only the records that this manuscript cites, in the order of its citations.",
)
REPORT = click.option(
    "--report", "report_file", type=PATH, metavar="FILE.json", help="Write diagnostics and losses as JSON."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Show errors only: no warnings, losses or progress.")


AFTER = 1.0
"""Seconds after which the progress of a work is drawn; a short one needs none."""
EVERY = 0.2
"""Seconds after which it is drawn again."""


class Meter:
    """Draws how far a long work is on a terminal's standard error.

    How much is done and the time left are there where it is known how much there is, count and rate always.

    Args:
        what: is done, such as `converting`.
        unit: what is counted.
    """

    def __init__(self, what: str, unit: str = "records") -> None:
        from shutil import get_terminal_size
        from time import monotonic

        self._clock = monotonic
        self._what, self._unit = what, unit
        self._width = get_terminal_size().columns - 1
        self._start = self._shown = monotonic()
        self._asked = 0
        self._share = 0.0
        self._is_drawn = False

    def __call__(self, count: int) -> None:
        """Draw a count, if enough time has passed since the last."""
        if 0 <= count - self._asked < 64:
            return
        self._asked = count
        now = self._clock()
        if now - self._shown < EVERY or now - self._start < AFTER:
            return
        self._shown = now
        self._draw(count, now - self._start)

    def _draw(self, count: int, spent: float) -> None:
        said = [f"{count:,} {self._unit}", f"{count / spent:,.0f}/s"]
        bar = ""
        if self._share > 0:
            done = round(_BAR * self._share)
            bar = f"[{'#' * done}{'.' * (_BAR - done)}] {self._share:4.0%}  "
            said.append(f"{_duration(spent / self._share - spent)} left")
        line = f"{self._what} {bar}{'  '.join(said)}"
        sys.stderr.write(f"\r{line[: self._width]}\x1b[K")
        sys.stderr.flush()
        self._is_drawn = True

    def share(self, share: float) -> None:
        """Take how much of the work is done, 0 to 1."""
        self._share = share

    def wipe(self) -> None:
        """Wipe away what is drawn, before anything else is written or at the end."""
        if self._is_drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._is_drawn = False


_BAR = 20
"""Signs of a bar."""


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@contextmanager
def progress(what: str, quiet: bool, *, unit: str = "records", outputs: Iterable[str] = ()) -> Iterator[Meter | None]:
    """Yield what a long work calls with its count; it draws on a terminal's standard error, after a second.

    Args:
        what: is done.
        quiet: whether to draw nothing.
        unit: what is counted.
        outputs: where it is written; what goes to the same terminal would run into what is drawn, and shows the
            progress itself.
    """
    if quiet or not sys.stderr.isatty() or ("-" in outputs and sys.stdout.isatty()):
        yield None
        return
    meter = Meter(what, unit)
    try:
        yield meter
    finally:
        meter.wipe()


@contextmanager
def waiting(what: str, quiet: bool) -> Iterator[None]:
    """Show on a terminal's standard error that a work goes on which cannot tell how far it is."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def show(report: Report, *, quiet: bool, verbose: bool = False) -> None:
    """Write a report's diagnostics to standard error as `file:line: message`, and its losses summed up."""
    diagnostics = report.errors if quiet else report.diagnostics
    limit = len(diagnostics) if verbose else SHOWN
    for diagnostic in islice(diagnostics, limit):
        say(str(diagnostic))
    if len(diagnostics) > limit:
        click.echo(f"… and {len(diagnostics) - limit} more; --report FILE.json has them all", err=True)
    if quiet or not report.losses:
        return
    for line in map(str, report.losses) if verbose else _summary(report.losses):
        say(line)


def _summary(losses: Iterable[Loss]) -> Iterator[str]:
    """Yield one line for each kind of loss, the most frequent first."""
    kinds: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], str] = {}
    for loss in losses:
        kind: tuple[str, str, str] = (loss.field.partition("[")[0], loss.change, loss.reason)
        kinds[kind] += 1
        first.setdefault(kind, loss.record)
    for most, count in kinds.most_common(SHOWN):
        field, change, reason = most
        records = f"{first[most]} and {count - 1} more" if count > 1 else first[most]
        yield f"{field} {change}: {reason} ({records})"
    if len(kinds) > SHOWN:
        yield f"… and {len(kinds) - SHOWN} more kinds of loss; --report FILE.json has them all"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with the word for what it counts: `1 record`, `2,000 records`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def cited(paper: str | None, report: Report) -> Callable[[list[Record]], list[Record]] | None:
    """Return what takes those of some records that a manuscript cites; nothing without a manuscript."""
    if paper is None:
        return None
    from refexport.manuscript.files import cited_records

    return lambda records: cited_records(paper, records, report)


def save(report: Report, path: str | None) -> None:
    """Write a report as JSON to a file, `-` for standard output; nothing without one."""
    if path is None:
        return
    write_pieces(report.json(), path)


def finish(report: Report) -> None:
    """Leave with exit code 1 if the report holds errors."""
    if report.errors:
        raise click.exceptions.Exit(1)


def read_all(
    inputs: tuple[str, ...],
    format: str | None,
    report: Report,
    quiet: bool,
    *,
    part: Part | None = None,
    taken: list[int] | None = None,
) -> Iterator[Record]:
    """Yield the records of several inputs, the progress drawn while they are read; `taken` gets their numbers."""
    from refexport.conversion import stream_all

    sources = [Source.open(path, report) for path in inputs]
    with progress("reading", quiet) as tell:
        for number, record in enumerate(stream_all(sources, format, part=part, report=report, taken=taken), start=1):
            yield record
            if tell:
                tell.share(_share_of(sources))
                tell(number)


def _share_of(sources: list[Source]) -> float:
    """Return how much of all inputs was read, 0 to 1; 0 if the size of one is not known, as that of a pipe."""
    sizes = [getattr(source.raw, "size", None) or 0 for source in sources]
    return sum(getattr(source.raw, "taken", 0) for source in sources) / sum(sizes) if all(sizes) else 0.0
