"""A conversion part by part: read, give keys, write; in this process or in several (`refexport.workers`).

A part goes through in two steps.  It is read, and says which keys its records want; when all parts before it have their
keys, it gets its own, and is written.  So what comes out depends on the input alone, not on how many parts are worked
on at a time, or where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from refexport.bounds import bounded
from refexport.errors import InputError, RefexportError
from refexport.journals import Journals
from refexport.keys import KeyMaker, make_key, tell_renamed
from refexport.parts import Before
from refexport.record import Part, Record
from refexport.registry import FORMATS, Format
from refexport.report import Diagnostic, Loss, Report
from refexport.sound import typed
from refexport.source import Source
from refexport.targets import Target
from refexport.vocabulary import ITEM_TYPES

ONCE = frozenset({"ambiguous-journal", "control-character", "not-escaped"})
"""Codes of what is said once of a file, however many of its parts it is found in."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done with every part."""

    outputs: tuple[str, ...]
    """Ids of the formats that are written."""
    target: Target
    """The program that reads them."""
    journals: Journals | None = None
    """Fills in missing titles of journals."""
    part: Part | None = None
    """Of an article's page, the part that is taken."""
    key_suffix: str = ""
    """Stands at the end of every key."""


@dataclass(frozen=True, slots=True)
class Task:
    """A part of an input."""

    input: int
    """Number of the input."""
    format: str
    """Id of its format."""
    source: Source
    """Its text, and where it stands."""
    share: float | None = None
    """How much of all the work is done behind it, 0 to 1, if that is known."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was read."""

    keys: list[str]
    """The key that each record wants."""
    unreadable: str | None = None
    """Why what follows cannot be read."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a part is written with."""

    number: int
    """Number of records before it."""
    keys: list[str]
    """The id of each record."""
    output_keys: list[list[str] | None]
    """For each output, the keys that it has for these ids, if it has keys of its own."""


@dataclass(slots=True)
class Done:
    """A part as it was written."""

    task: Task | None
    """The part; `None` where an input could not be cut."""
    texts: list[list[str]] = field(default_factory=list)
    """For each output, the text of each record."""
    count: int = 0
    """Number of records."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    unreadable: str | None = None
    """Why the input cannot be read further."""
    input: int = 0
    """Number of the input."""


class Stage:
    """Works on one part at a time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.formats = [FORMATS.get(id) for id in plan.outputs]

    def read(self, task: Task) -> Wanted:
        """Read a part, and return the keys that its records want."""
        self._task, self._report = task, Report()
        self._records: list[Record] = []
        self._lines: list[int | None] = []
        unreadable = None
        source = task.source
        try:
            for record in self._found(source, self._report):
                self._records.append(record)
                self._lines.append(source.line if isinstance(source.line, int) else None)
        except InputError as error:
            unreadable = str(error)
        return Wanted([record.id or make_key(record) for record in self._records], unreadable)

    def write(self, given: Given) -> Done:
        """Return what was read, written with its keys."""
        report = self._report
        records = [self._keyed(place, key, report) for place, key in enumerate(given.keys)]
        if self.plan.journals:
            records = list(self.plan.journals.fill(records, report))
        texts = []
        for fmt, keys in zip(self.formats, given.output_keys, strict=True):
            key = dict(zip(given.keys, keys, strict=True)).__getitem__ if keys is not None else str
            assert fmt.body is not None
            pieces = fmt.body(records, report, self.plan.target, Before(given.number, key))
            texts.append(list(guarded(pieces, f"writing format '{fmt.id}' failed")))
        self._records = []
        return Done(None, texts, len(records), list(report.diagnostics), list(report.losses))

    def _found(self, source: Source, report: Report) -> Iterator[Record]:
        fmt = FORMATS.get(self._task.format)
        assert fmt.read is not None
        found = guarded(fmt.read(source, report), f"{source.name}: format '{fmt.id}' failed")
        part = self.plan.part
        whole = (record if record.type in ITEM_TYPES else typed(record, report, fmt.id) for record in found)
        return bounded(whole if part is None else (one for one in whole if one.part == part), source, report)

    def _keyed(self, place: int, key: str, report: Report) -> Record:
        record = self._records[place]
        if record.id == key:
            return record
        if record.id and key != record.id + self.plan.key_suffix:
            tell_renamed(report, record.id, key, self._task.source.name, self._line(place))
        return record.copy(id=key)

    def _line(self, place: int) -> int | None:
        """Return the line of a record; where its reader tells it only while it reads, the part is read again."""
        source = self._task.source
        if self._lines[place] is None and callable(source.line):
            for number, _ in enumerate(self._found(source, Report())):
                self._lines[number] = source.where()
                if number == place:
                    break
        return self._lines[place]


class Ledger:
    """Gives keys to the records of one part after the other."""

    def __init__(self, formats: Iterable[Format], key_suffix: str = "") -> None:
        self._ids = KeyMaker(key_suffix)
        self._keys = [fmt.keys() if fmt.keys else None for fmt in formats]
        self._number = 0
        self._unreadable: set[int] = set()

    def give(self, task: Task, wanted: Wanted) -> Given | None:
        """Return the keys of a part; nothing, if the input was unreadable before it."""
        if task.input in self._unreadable:
            return None
        if wanted.unreadable:
            self._unreadable.add(task.input)
        ids = [self._ids.claim(key) for key in wanted.keys]
        before, self._number = self._number, self._number + len(ids)
        return Given(before, ids, [[key(id) for id in ids] if key else None for key in self._keys])


def run_here(tasks: Iterable[Task | Done], plan: Plan) -> Iterator[Done]:
    """Yield what comes of each part, worked on in this process.

    Args:
        tasks: the parts, or what stands for an input that cannot be cut.
        plan: what is done with them.
    """
    stage = Stage(plan)
    ledger = Ledger(stage.formats, plan.key_suffix)
    for task in tasks:
        if isinstance(task, Done):
            yield task
            continue
        wanted = stage.read(task)
        given = ledger.give(task, wanted)
        if given is not None:
            done = stage.write(given)
            done.task, done.unreadable, done.input = task, wanted.unreadable, task.input
            yield done


def tell_empty(source: Source, report: Report) -> None:
    """Warn of an input in which no record was found, unless an error says why."""
    if not any(diagnostic.source == source.name for diagnostic in report.errors):
        report.warn("no-records", "there is no record in it", source=source.name)


def guarded(pieces: Iterator[Any], what: str) -> Iterator[Any]:
    """Yield what a plugin yields; whatever it raises becomes one line with its name."""
    try:
        yield from pieces
    except (RefexportError, GeneratorExit, KeyboardInterrupt):
        raise
    except Exception as error:
        raise RefexportError(f"{what}: {type(error).__name__}: {error}") from error


class Collector:
    """Puts the reports of parts together."""

    def __init__(
        self,
        report: Report,
        inputs: list[Source],
        progress: Callable[[int], None] | None = None,
        share: Callable[[float], None] | None = None,
    ) -> None:
        self.report, self.inputs, self.progress, self.share = report, inputs, progress, share
        self._told: set[tuple[str, str | None, str | None]] = set()
        self._unreadable = 0
        self.count = 0
        self._read: set[int] = set()
        """Inputs that have a record."""

    def add(self, done: Done) -> None:
        """Take a part's report over.

        Raises:
            InputError: none of the inputs can be read.
        """
        for diagnostic in done.diagnostics:
            if diagnostic.code in ONCE:
                raw = diagnostic.raw if diagnostic.code == "ambiguous-journal" else diagnostic.source
                if (diagnostic.code, diagnostic.source, raw) in self._told:
                    continue
                self._told.add((diagnostic.code, diagnostic.source, raw))
            self.report.diagnostics.append(diagnostic)
        self.report.losses.extend(done.losses)
        self.report.records += done.count
        self.count += done.count
        if done.count:
            self._read.add(done.input)
        if done.unreadable:
            self._fail(self.inputs[done.input], done.unreadable)
        if self.share and done.task and done.task.share is not None:
            self.share(done.task.share)
        if self.progress:
            self.progress(self.count)

    def finish(self) -> None:
        """Say which inputs have no record, when all parts are there."""
        for number, source in enumerate(self.inputs):
            if number not in self._read:
                tell_empty(source, self.report)

    def _fail(self, source: Source, reason: str) -> None:
        self._unreadable += 1
        if self._unreadable == len(self.inputs):
            raise InputError(reason)
        self.report.error("unreadable", reason.removeprefix(f"{source.name}: "), source=source.name)
