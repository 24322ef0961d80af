"""One shard: what a worker does."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from refexport import __version__
from refexport.cluster.folders import Folder, Measured
from refexport.cluster.manifest import SHOWN, Entry, encode
from refexport.cluster.naming import NOTES, key_suffix
from refexport.cluster.stores import Stored, one_line
from refexport.conversion import convert
from refexport.errors import RefexportError
from refexport.journals import Journals
from refexport.limits import raise_limits
from refexport.output import NewFile
from refexport.record import Part
from refexport.report import Report


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all shards of a run."""

    folder: Folder
    """Where they are written."""
    run: str
    """Stands in the names of temporary files."""
    version: str
    """Of refexport, which must be the same everywhere."""
    options: dict[str, str | bool | None]
    """As the entries tell them."""
    to: str
    """Id of the output's format."""
    from_format: str | None
    """Id of the inputs' format."""
    target: str | None
    """Id of the program that is to read them."""
    part: Part | None
    """Of an article's page, the part that is taken."""
    bom: bool
    """Whether a byte-order mark comes first."""
    strict: bool
    """Whether a shard with losses is not written."""
    journals: Journals | None
    """Fills in missing titles of journals."""
    shard_keys: bool = False
    """Whether every key ends with the name of its shard."""
    limits: tuple[str, ...] = ()
    """Those that are not as they are by default, such as `nesting=500`."""


@dataclass(frozen=True, slots=True)
class Shard:
    """An input and what it becomes."""

    source: Stored
    """The input."""
    output: str
    """Name of the output in the folder."""
    earlier: Entry | None = None
    """What an earlier run made of it, if all that is in doubt is whether the output is still that."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a shard."""

    entry: Entry
    """As it is in the folder, but where it has an error: that is not written yet."""
    kept: bool = False
    """Whether the output of an earlier run was found to be as it should."""


def convert_shard(shard: Shard, settings: Settings, jobs: int | None = 1) -> Outcome:
    """Convert a shard, and write its report and its entry.

    Args:
        shard: the input and what it becomes.
        settings: of the run.
        jobs: number of processes; see `refexport.convert`.

    Raises:
        RefexportError: this is not the version of refexport that the run was begun with.
    """
    if settings.version != __version__:
        raise RefexportError(f"the worker has refexport {__version__}, not {settings.version}; install the same")
    raise_limits(settings.limits)
    report = Report.of_any_length()
    try:
        if kept := _kept(shard, settings):
            return Outcome(kept, kept=True)
        return Outcome(_written(shard, settings, jobs, report))
    except Exception as error:
        message = str(error) if isinstance(error, RefexportError) else f"{type(error).__name__}: {one_line(error)}"
        return Outcome(failed(shard, settings, message, report))


def failed(shard: Shard, settings: Settings, message: str, report: Report | None = None) -> Entry:
    """Return the entry of a shard that could not be written, and write the report of what was found until then.

    Args:
        shard: the input and what it should have become.
        settings: of the run.
        message: why it could not.
        report: of the conversion; the message is added to it.
    """
    report = report if report is not None else Report()
    if message not in (str(error) for error in report.errors):
        source = shard.source.name
        report.error("shard-failed", message.removeprefix(f"{source}: "), source=source)
    name = None
    # On a disk that is full there is no report either; the entry says what is in it first.
    with suppress(RefexportError):
        name = _write_report(report, shard, settings)
    return Entry(**_common(shard, settings), error=message, report=name, **_counts(report))


def entry_name(output: str) -> str:
    """Return the name of the entry of a shard."""
    return f"{NOTES}/{output}.json"


def write_entry(entry: Entry, settings: Settings) -> None:
    """Write the entry of a shard to the folder.

    Raises:
        OutputError: it cannot be.
    """
    settings.folder.write(entry_name(entry.output), [encode(entry)], settings.run)


def _kept(shard: Shard, settings: Settings) -> Entry | None:
    """Return the earlier entry if the output is still what it says, though its store tells another date."""
    earlier, folder = shard.earlier, settings.folder
    if earlier is None:
        return None
    with suppress(RefexportError):
        state = folder.state(shard.output)
        if folder.sha256(shard.output) == earlier.sha256:
            entry = Entry(**{**_fields(earlier), "output_state": state})
            write_entry(entry, settings)
            return entry
    return None


def _written(shard: Shard, settings: Settings, jobs: int | None, report: Report) -> Entry:
    place = Measured(settings.folder.place(shard.output, settings.run), shard.source.check)
    file = NewFile(place)
    try:
        _convert(shard, settings, file, report, jobs)
    finally:
        file.discard()
    if not place.settled:
        return failed(shard, settings, _refused(report, shard.source.name), report)
    name = _write_report(report, shard, settings)
    entry = Entry(
        **_common(shard, settings),
        **_counts(report),
        records=report.records,
        size=place.size,
        sha256=place.sha256,
        output_state=settings.folder.state(shard.output),
        report=name,
    )
    write_entry(entry, settings)
    return entry


def _write_report(report: Report, shard: Shard, settings: Settings) -> str:
    """Write the report of a shard, and return its name in the folder."""
    name = f"{NOTES}/{shard.output}.report.json.gz"
    settings.folder.write(name, report.json(), settings.run)
    return name


def _convert(shard: Shard, settings: Settings, file: NewFile, report: Report, jobs: int | None) -> None:
    convert(
        [cast(Any, shard.source.raw())],
        [cast(Any, file)],
        from_format=settings.from_format,
        to=settings.to,
        target=settings.target,
        journals=settings.journals,
        bom=settings.bom,
        part=settings.part,
        strict=settings.strict,
        jobs=jobs,
        key_suffix=key_suffix(shard.output) if settings.shard_keys else "",
        report=report,
    )


_PLURAL = {"error": "s", "loss": "es"}


def _refused(report: Report, name: str) -> str:
    """Return why nothing was written, without an exception."""
    if not report.records:
        return str(next(iter(report.errors), f"{name}: no record could be read"))
    counts = {"error": len(report.errors), "loss": len(report.losses)}
    said = " and ".join(f"{count:,} {noun}{_PLURAL[noun] * (count != 1)}" for noun, count in counts.items() if count)
    return f"{name}: {said}, and with --strict nothing may be lost"


def _common(shard: Shard, settings: Settings) -> dict[str, Any]:
    return {
        "source": shard.source.name,
        "source_state": shard.source.state,
        "output": shard.output,
        "options": settings.options,
        "refexport": settings.version,
    }


def _counts(report: Report) -> dict[str, Any]:
    severities = Counter(diagnostic.severity for diagnostic in report.diagnostics)
    errors = (str(diagnostic) for diagnostic in report.diagnostics if diagnostic.severity == "error")
    return {
        "diagnostics": dict(sorted(severities.items())),
        "losses": dict(sorted(Counter(loss.change for loss in report.losses).items())),
        "first_errors": list(islice(errors, SHOWN)),
    }


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}
