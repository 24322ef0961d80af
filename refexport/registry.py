"""Finds formats, engines and markups by entry point, and loads each on first use.

A plugin is a package with an entry point in one of these groups; refexport's
own formats and engines register in the same way:

* `refexport.formats`: a `Format`;
* `refexport.engines`: an `Engine`;
* `refexport.markups`: a `Markup`;
* `refexport.styles`: a folder of `.csl` files, as a path or a package.

The name of the entry point is the id that a user types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from refexport.errors import PluginError, RefexportError, UnknownEngine, UnknownFormat, UnknownMarkup
from refexport.targets import Target

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from refexport.parts import Body, Frame, Keys
    from refexport.record import Record
    from refexport.reference_list import Bibliography, Layout
    from refexport.report import Report
    from refexport.source import Source

T = TypeVar("T")

NEAR = 55
"""What `suggest` takes for a near miss, of 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A file format: plain callables that read and write it."""

    id: str
    """What the user types after `--to`: `bibtex`."""
    name: str
    """What the user reads: `BibTeX`."""
    suffixes: tuple[str, ...] = ()
    """File name suffixes, lower case, with their dot."""
    sniff: Callable[[str], int] | None = None
    """Given the beginning of a text, how surely it is this format: 100 beyond doubt, 0 only if the file name says so,
    below 0 not even then."""
    read: Callable[[Source, Report], Iterator[Record]] | None = None
    """Yield the records of a source; what is wrong with it goes to the report."""
    write: Callable[[Iterable[Record], Report, Target], Iterator[str]] | None = None
    """Yield the pieces of the output; what it cannot hold goes to the report."""
    parts: Callable[[Source], Iterator[Source]] | None = None
    """Cut a source between records, for files of any size (see `refexport.parts`); without it, a file is one part."""
    body: Body | None = None
    """Yield the text of each record of a part of the output; `write` is then `refexport.parts.framed` of it."""
    frame: Callable[[Target], Frame] | None = None
    """What stands around the records of the output, where there is a `body`."""
    keys: Keys | None = None
    """What makes the keys of the output out of ids, where it has keys of its own; `body` gets it as `before.key`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A citation processor that formats reference lists in CSL styles."""

    id: str
    """What the user types after `--engine`: `citeproc-py`."""
    name: str
    """What the user reads."""
    bibliography: Callable[..., Bibliography]
    """Format records: `(records, style, locale, markup, report)`; see `refexport.reference_list.bibliography`.

    The locale is `None` for the style's own, the markup the id of one, such as `text`.
    """
    sorts: bool = False
    """Whether `bibliography` takes `sort=`, the keys of an order that replaces the style's."""
    tells: bool = False
    """Whether `bibliography` takes `progress=`, which it calls with the number of entries so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A markup: how it escapes text, what opens and closes each node, and how entries make a list."""

    id: str
    """What the user types after `--to`: `html`."""
    name: str
    """What the user reads."""
    escape: Callable[[str], str]
    """Make a text safe, whatever stands beside it."""
    nodes: dict[str, tuple[str, str]]
    """What opens and closes a node, by the node's character in `refexport.csl.tree`; others are not shown."""
    document: Callable[[list[str], Layout], str]
    """Put entries, each in this markup, together as a list."""
    finish: Callable[[str], str] | None = None
    """Last work on a whole citation or entry, such as on line breaks."""
    file: Callable[[list[str], Layout], bytes] | None = None
    """Put entries together as a file that only a program opens (`.docx`); without it, the list is text."""
    suffixes: tuple[str, ...] = ()
    """Suffixes of the files that a list in this markup is written to, lower case, with their dot."""


@dataclass(slots=True)
class Group(Generic[T]):
    """The entry points of one group, loaded on first use."""

    group: str
    kind: type[T] | None
    noun: str
    unknown: type[RefexportError]
    _loaded: dict[str, T | PluginError] = field(default_factory=dict)

    def ids(self) -> list[str]:
        """Return the ids of all that is registered, sorted; loads nothing."""
        return sorted(self._points())

    def get(self, id: str) -> T:
        """Return what is registered under an id.

        Raises:
            RefexportError: of the kind `unknown`: nothing has this id.
            PluginError: it is registered, but does not load.
        """
        points = self._points()
        if id not in points and id.lower() in points:
            id = id.lower()  # people write `BibTeX`
        if id not in points:
            raise self.unknown(f"unknown {self.noun} '{id}'; {suggest(id, points)}")
        if id not in self._loaded:
            self._loaded[id] = self._load(points[id])
        result = self._loaded[id]
        if isinstance(result, PluginError):
            raise result
        return result

    def load_all(self) -> dict[str, T | PluginError]:
        """Load all that is registered; a plugin that fails stands there as its error."""
        for id in self.ids():
            try:
                self.get(id)
            except PluginError:
                continue
        return {id: self._loaded[id] for id in self.ids()}

    def distribution(self, id: str) -> str | None:
        """Return the name of the package that registers an id."""
        dist = self._points()[id].dist
        return dist.name if dist else None

    def _points(self) -> dict[str, EntryPoint]:
        return _entry_points(self.group)

    def _load(self, point: EntryPoint) -> T | PluginError:
        try:
            loaded: Any = point.load()
        except Exception as error:  # whatever a stranger's module raises must break nothing else
            return PluginError(f"{self._origin(point)} does not load: {type(error).__name__}: {error}")
        if self.kind is not None and not isinstance(loaded, self.kind):
            return PluginError(f"{self._origin(point)} is not a refexport.registry.{self.kind.__name__}: {loaded!r}")
        if self.kind is not None and (id := getattr(loaded, "id", point.name)) != point.name:
            return PluginError(f"{self._origin(point)} calls itself '{id}'; its entry point must have the same name")
        return loaded  # type: ignore[no-any-return]

    def _origin(self, point: EntryPoint) -> str:
        # To tell a package's name, its metadata are parsed, which takes longer than most modules do to load.
        return f"{self.noun} '{point.name}' of the package {point.dist.name if point.dist else '?'}"


@cache
def _entry_points(group: str) -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    points: dict[str, EntryPoint] = {}
    for point in entry_points(group=group):
        # Ours win over a stranger's of the same name, whatever the order on the path.
        if point.name not in points or (point.dist and point.dist.name == "refexport"):
            points[point.name] = point
    return points


def suggest(name: str, known: Iterable[str], limit: int = 3) -> str:
    """Return "did you mean a, b or c?" for the known names nearest to a name, or all of them if none is near."""
    known = sorted(known)
    scores = {id: _nearness(name.lower(), id.lower()) for id in known}
    near = sorted((id for id in known if scores[id] >= NEAR), key=lambda id: -scores[id])[:limit]
    if not near:
        return "known: " + ", ".join(known)
    *most, last = near
    return f"did you mean {', '.join(most) + ' or ' if most else ''}{last}?"


def _nearness(name: str, id: str) -> float:
    """Return how near two names are, 0 to 100, by the letters that they share in order."""
    from rapidfuzz import fuzz

    ratio = fuzz.ratio(name, id)
    # `endnote` is meant for `endnote-xml`; but one or two letters stand in nearly every name.
    shorter, longer = sorted((name, id), key=len)
    return 50 + ratio / 2 if len(shorter) > 2 and shorter in longer else ratio


FORMATS: Group[Format] = Group("refexport.formats", Format, "format", UnknownFormat)
ENGINES: Group[Engine] = Group("refexport.engines", Engine, "engine", UnknownEngine)
MARKUPS: Group[Markup] = Group("refexport.markups", Markup, "markup", UnknownMarkup)
STYLE_FOLDERS: Group[Any] = Group("refexport.styles", None, "style folder", RefexportError)
