"""What went wrong on the way (`Diagnostic`), what could not be carried (`Loss`), and the `Report` of both.

Readers and writers never print or log: they add to the report they are given,
and the report is handed back beside the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from refexport.spill import Spilled

Severity = Literal["error", "warning", "info"]
Change = Literal["dropped", "altered", "guessed"]

RAW_LIMIT = 400
"""Characters of the offending input that a diagnostic keeps."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something wrong in the data, where it is, and what to do about it."""

    severity: Severity
    """`error`: data is missing from the result; `warning`: the result is a guess; `info`: worth knowing."""
    code: str
    """Stable machine name in kebab case, e.g. `unbalanced-braces`."""
    message: str
    """One line for a person."""
    source: str | None = None
    """File name, or `-` for standard input."""
    line: int | None = None
    """Line in the source, counted from 1."""
    record: str | None = None
    """Id of the record concerned, where it is known."""
    raw: str | None = None
    """The text concerned, cut after 400 characters."""

    def __str__(self) -> str:
        """Return `file:line: message`, as compilers do."""
        place = ":".join(str(part) for part in (self.source, self.line) if part is not None)
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class Loss:
    """A value that the output does not hold as the record has it."""

    record: str
    """Id of the record."""
    field: str
    """Variable of the record, e.g. `archive_location`, `author[2].suffix`, or `type`."""
    change: Change
    """`dropped`: not in the output; `altered`: there, but not the same; `guessed`: read with a doubt."""
    reason: str
    """Why, in a few words."""
    format: str | None = None
    """Id of the format that could not hold the value."""
    value: str | None = None
    """The value as text, cut after 400 characters."""

    def __str__(self) -> str:
        """Return `record: field dropped: reason`."""
        return f"{self.record}: {self.field} {self.change}: {self.reason}"


_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that steer a terminal, or are none, and that JSON can hold as they are."""


def json_text(value: Any) -> str:
    """Return plain data as JSON in lines, of which no part steers a terminal that it may be shown on."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    # They stand in strings only.
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _cut(text: str | None) -> str | None:
    if text is None or len(text) <= RAW_LIMIT:
        return text
    return text[:RAW_LIMIT] + "…"


@dataclass(slots=True)
class Report:
    """Collects the diagnostics and losses of one piece of work.

    Pass one report to several calls to collect everything in one place.
    """

    diagnostics: list[Diagnostic] | Spilled[Diagnostic] = field(default_factory=list)
    """In the order in which they were found."""
    losses: list[Loss] | Spilled[Loss] = field(default_factory=list)
    """In the order of the records."""
    records: int = 0
    """Number of records that came through."""

    @classmethod
    def of_any_length(cls) -> Report:
        """Return a report that keeps most of what it gets in a temporary file, and little in memory."""
        from refexport.spill import Spilled

        return cls(Spilled(), Spilled())

    def add(
        self,
        severity: Severity,
        code: str,
        message: str,
        *,
        source: str | None = None,
        line: int | None = None,
        record: str | None = None,
        raw: str | None = None,
    ) -> None:
        """Add a diagnostic; the arguments are the fields of `Diagnostic`."""
        self.diagnostics.append(Diagnostic(severity, code, message, source, line, record, _cut(raw)))

    def error(self, code: str, message: str, **where: Any) -> None:
        """Add a diagnostic of severity `error`: something of the input is missing from the result."""
        self.add("error", code, message, **where)

    def warn(self, code: str, message: str, **where: Any) -> None:
        """Add a diagnostic of severity `warning`: the result holds a guess."""
        self.add("warning", code, message, **where)

    def lose(
        self,
        record: str,
        field: str,
        change: Change,
        reason: str,
        *,
        format: str | None = None,
        value: object = None,
    ) -> None:
        """Add a loss; the arguments are the fields of `Loss`, `value` of any type."""
        text = None if value is None else _cut(str(value))
        self.losses.append(Loss(record, field, change, reason, format, text))

    @property
    def errors(self) -> list[Diagnostic]:
        """The diagnostics of severity `error`."""
        return [d for d in self.diagnostics if d.severity == "error"]

    @property
    def warnings(self) -> list[Diagnostic]:
        """The diagnostics of severity `warning`."""
        return [d for d in self.diagnostics if d.severity == "warning"]

    def json(self) -> Iterator[str]:
        """Yield the text of the report as JSON, in lines; what it holds is that of `as_dict`."""
        yield f'{{\n "records": {self.records}'
        for name, items in (("diagnostics", self.diagnostics), ("losses", self.losses)):
            yield f',\n "{name}": ['
            before = "\n"
            for item in items:
                text = json_text(asdict(item))
                yield before + "  " + text.replace("\n", "\n  ")
                before = ",\n"
            yield "]" if before == "\n" else "\n ]"
        yield "\n}\n"

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON data: `records`, `diagnostics`, `losses`."""
        return {
            "records": self.records,
            "diagnostics": [asdict(d) for d in self.diagnostics],
            "losses": [asdict(loss) for loss in self.losses],
        }
