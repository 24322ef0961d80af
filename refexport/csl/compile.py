"""Compiling a style: elements are prepared once per locale, and specialised once per shape of record.

A shape is what a record has, not what it says: its type, the variables that
are there, the parts of its dates, and how it is cited.  Given a shape, every
`cs:choose`, `cs:substitute` and empty `cs:group` is decided; what is left is a
chain of small functions that fetch and join strings.

Source: CSL 1.0.2 specification, "Rendering Elements".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from refexport.csl.locale import Locale
from refexport.csl.markup_attributes import affixes, formatting
from refexport.csl.reference import Person, Reference
from refexport.csl.style import Area, Element, ParsedStyle
from refexport.csl.tree import DISPLAYS, END, GUARD
from refexport.errors import StyleError
from refexport.limits import advice, limit

NOTHING, EMPTY, FULL = 0, 1, 2
"""What an element says of the variables that it calls: none called, all empty, one at least filled."""

FIRST, SUBSEQUENT, IBID, IBID_WITH_LOCATOR = 0, 1, 2, 3
"""Positions, each implying those before it but the first."""

NOWHERE = -1
"""The position of entries of the reference list, where no test of a position holds."""


class Features(NamedTuple):
    """What of a cite decides conditions; part of a shape."""

    locator: str | None = None
    """Label of the locator: `page`."""
    numeric: bool = False
    """Whether the locator is numeric."""
    position: int = FIRST
    near: bool = False
    """Whether the last cite of the same work is in a near note."""
    disambiguate: int = 0
    """How many of the tests `disambiguate="true"` hold, from the first."""
    looking: bool = False
    """Whether the cite is only compared with others, which dates of access do not tell apart."""
    suffix: bool = False
    """Whether there is a year suffix."""
    bare: bool = False
    """Whether the first names are left out."""
    first_note: bool = False
    """Whether the note that first cited the work is known."""
    names_only: bool = False
    """Whether only the first names are wanted."""


PLAIN = Features()


class Call:
    """A rendering of one work: what the functions of a program fetch from."""

    __slots__ = ("condition", "first_note", "least", "levels", "locator", "names", "number", "ref", "replace", "suffix")

    def __init__(self, ref: Reference, number: int = 0) -> None:
        self.ref = ref
        self.number = number
        """Citation number."""
        self.locator = ""
        self.first_note = ""
        self.suffix = ""
        """Year suffix: `a`."""
        self.condition = 0
        """How many of the tests `disambiguate="true"` hold."""
        self.levels: dict[Person, int] | None = None
        """How much of whose given name disambiguation asks for."""
        self.least: dict[str, int] | None = None
        """How many names of a variable disambiguation asks for."""
        self.names: list[tuple[list[str], str]] | None = None
        """The first names written: by variable, each name and the whole."""
        self.replace: list[list[str] | str] | None = None
        """What stands in place of the first names (`subsequent-author-substitute`)."""


Run = Callable[[Call], str]


class Node(NamedTuple):
    """An element specialised for a shape."""

    status: int
    text: str
    """What it renders, where that is the same for all records of the shape."""
    run: Run | None
    """Renders it otherwise."""


NOTHING_NODE = Node(NOTHING, "", None)
EMPTY_NODE = Node(EMPTY, "", None)
BLANK_NODE = Node(NOTHING, "", None)
"""A term that a locale defines as nothing at all."""


class Shape:
    """What a record has, and how far its rendering has come."""

    __slots__ = (
        "conditions", "dates", "features", "first_only", "names", "names_open", "numeric", "quashed", "standing_in",
        "steps_left", "suffix_open", "suppressed", "text", "trace", "type",
    )  # fmt: skip

    def __init__(self, ref: Reference, features: Features, numeric: frozenset[str]) -> None:
        self.type = ref.type
        self.text = ref.text.keys()
        self.names = ref.names.keys()
        self.dates = {name: date.tokens for name, date in ref.dates.items()}
        self.numeric = numeric
        self.features = features
        self.quashed: set[str] = set()
        """Variables that have stood in for names and are not rendered again."""
        self.standing_in = False
        """Whether what is rendered stands in for names; each variable does so once."""
        self.first_only = False
        """Whether of several elements side by side only the first that renders counts."""
        self.trace: list[str] = []
        """Variables rendered, in order."""
        self.names_open = True
        """Whether the first names are still to come."""
        self.conditions = 0
        """How many tests of `disambiguate` have been met."""
        self.suppressed = False
        """Whether the first names have been left out."""
        self.suffix_open = True
        """Whether the year suffix is still to come."""
        self.steps_left = limit("style-steps")
        """How many elements may still be specialised: macros that call each other twice have no end."""

    def step(self, count: int) -> None:
        """Count elements that are specialised.

        Raises:
            StyleError: they are too many.
        """
        self.steps_left -= count
        if self.steps_left < 0:
            what = f"the style's macros call each other too often: {limit('style-steps'):,} elements"
            raise StyleError(f"{what}; {advice('style-steps')}")

    def rendered(self, variable: str) -> None:
        """Note that a variable has been rendered."""
        self.trace.append(variable)
        if self.standing_in:
            self.quashed.add(variable)

    def has(self, variable: str) -> bool:
        """Return whether the record has a variable, quashed or not."""
        return variable in self.text or variable in self.names or variable in self.dates


Emit = Callable[[Shape, list[Node]], None]
"""A prepared element: appends its nodes for a shape."""


@dataclass(slots=True, eq=False)
class Env:
    """Where elements are prepared: a style in a locale, and one of its areas."""

    style: ParsedStyle
    locale: Locale
    area: Area
    sort: bool = False
    """Whether what is rendered is a key to sort by."""
    sort_options: dict[str, str] = field(default_factory=dict)
    """Of `cs:key`: what replaces the options of names."""
    macros: dict[str, Emit] = field(default_factory=dict)
    explicit_suffix: bool = False
    """Whether the style places `year-suffix` itself."""
    names_above: tuple[Element, ...] = ()
    """`cs:names` elements around; those inside of `cs:substitute` take their options."""

    names_formats: list[Any] = field(default_factory=list)
    """The format of each `cs:names`, in the order in which they are prepared."""

    def option(self, name: str, default: str = "") -> str:
        """Return an option of the area, else of the style."""
        value = self.area.element.attributes.get(name)
        return self.style.root.attributes.get(name, default) if value is None else value

    @property
    def in_bibliography(self) -> bool:
        """Whether the area is the reference list."""
        return self.area.name == "bibliography"


def decoration(element: Element, display: bool = True) -> tuple[str, str]:
    """Return what stands before and after an element's text: display, affixes, formatting."""
    prefix, suffix = affixes(element)
    opening, closing = formatting(element)
    block = DISPLAYS.get(element.get("display"), "") if display else ""
    return f"{block}{prefix}{opening}", f"{closing}{suffix}{END if block else ''}"


def wrap(node: Node, before: str, after: str) -> Node:
    """Return a node between two texts that appear only with it."""
    if not before and not after:
        return node
    status, text, run = node
    if run is None:
        return Node(status, f"{before}{text}{after}", None) if text else node

    def wrapped(call: Call) -> str:
        inner = run(call)
        return f"{before}{inner}{after}" if inner else ""

    return Node(status, "", wrapped)


def status_of(nodes: Iterable[Node]) -> int:
    """Return what several nodes together say of their variables."""
    return max((node.status for node in nodes), default=NOTHING)


def join(nodes: list[Node], delimiter: str) -> Node:
    """Return several nodes as one, with a delimiter between those that render."""
    status = status_of(nodes)
    shown = _merged([node for node in nodes if node.run or node.text], delimiter)
    if not shown:
        return Node(status, "", None)
    if len(shown) == 1:
        return Node(status, shown[0].text, shown[0].run)
    runs = [node.run or constant(node.text) for node in shown]
    if delimiter:
        return Node(status, "", lambda call: delimiter.join([text for run in runs if (text := run(call))]))
    if len(runs) == 2:
        one, two = runs
        return Node(status, "", lambda call: one(call) + two(call))
    return Node(status, "", lambda call: "".join([run(call) for run in runs]))


def _merged(nodes: list[Node], delimiter: str) -> list[Node]:
    """Join neighbours that are the same for all records."""
    out: list[Node] = []
    for node in nodes:
        if out and node.run is None and out[-1].run is None:
            out[-1] = Node(FULL, f"{out[-1].text}{delimiter}{node.text}", None)
        else:
            out.append(node)
    return out


def filled(node: Node) -> Node:
    """Return a group or macro: where it renders anything, it counts as a variable that is filled."""
    return Node(FULL, node.text, node.run) if node.run or node.text else node


def constant(text: str) -> Run:
    """Return what renders the same text for every record."""
    return lambda call: text


def prepare(element: Element, env: Env) -> Emit:
    """Return a rendering element, prepared."""
    maker = _MAKERS.get(element.tag)
    return maker(element, env) if maker else _nothing


def prepare_all(elements: Iterable[Element], env: Env) -> Emit:
    """Return several rendering elements, prepared as one that appends the nodes of each."""
    emits = [prepare(element, env) for element in elements]
    if len(emits) == 1:
        return emits[0]

    def emit(shape: Shape, out: list[Node]) -> None:
        shape.step(len(emits))
        for each in emits:
            each(shape, out)
            if shape.first_only and any(node.run or node.text for node in out):
                return

    return emit


def apart(emit: Emit, shape: Shape, out: list[Node]) -> None:
    """Emit the elements within another one, all of them also where that one is an alternative."""
    outer, shape.first_only = shape.first_only, False
    emit(shape, out)
    shape.first_only = outer


def _nothing(shape: Shape, out: list[Node]) -> None:
    return None


def register(tag: str) -> Callable[[Callable[[Element, Env], Emit]], Callable[[Element, Env], Emit]]:
    """Return a decorator that makes a function prepare the elements of a tag."""

    def add(maker: Callable[[Element, Env], Emit]) -> Callable[[Element, Env], Emit]:
        _MAKERS[tag] = maker
        return maker

    return add


_MAKERS: dict[str, Callable[[Element, Env], Emit]] = {}


@register("group")
def _group(element: Element, env: Env) -> Emit:
    inner = prepare_all(element.children, env)
    before, after = decoration(element)
    delimiter = element.get("delimiter")
    if delimiter.endswith(";"):
        # A colon behind it is the page's, whose volume is missing: `2017;:20`.
        delimiter += GUARD

    def emit(shape: Shape, out: list[Node]) -> None:
        nodes: list[Node] = []
        apart(inner, shape, nodes)
        status = status_of(nodes)
        if status == EMPTY:
            out.append(EMPTY_NODE)
            return
        out.append(filled(wrap(join(nodes, delimiter), before, after)))

    return emit
