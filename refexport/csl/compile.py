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
from refexport.csl.tree import CURLY, DISPLAY, DISPLAYS, END, LEFT_MARGIN, RIGHT_INLINE
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES

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
        "conditions", "dates", "features", "names", "names_open", "numeric", "quashed", "standing_in", "suffix_open", "text", "trace", "type",
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
        self.trace: list[str] = []
        """Variables rendered, in order."""
        self.names_open = True
        """Whether the first names are still to come."""
        self.conditions = 0
        """How many tests of `disambiguate` have been met."""
        self.suffix_open = True
        """Whether the year suffix is still to come."""

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
    runs = [node.run or _constant(node.text) for node in shown]
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


def _constant(text: str) -> Run:
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
        for each in emits:
            each(shape, out)

    return emit


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

    def emit(shape: Shape, out: list[Node]) -> None:
        nodes: list[Node] = []
        inner(shape, nodes)
        status = status_of(nodes)
        if status == EMPTY:
            out.append(EMPTY_NODE)
            return
        out.append(filled(wrap(join(nodes, delimiter), before, after)))

    return emit


@dataclass(slots=True)
class Program:
    """An area of a style in a locale, ready to be specialised."""

    env: Env
    emit: Emit
    delimiter: str
    before: str
    after: str
    used: tuple[str, ...]
    """Variables whose presence can make a difference."""
    blocks: bool
    """Whether there may be display blocks."""
    aligned: bool
    """Whether the first field stands apart."""
    dated: tuple[str, ...]
    """Dates whose parts can."""
    tested: tuple[str, ...]
    """Variables whose being numeric can."""
    programs: dict[Any, Run] = field(default_factory=dict)
    """By shape."""
    numbers: dict[Any, int] = field(default_factory=dict)
    """Shapes of records, numbered."""

    def render(self, call: Call, features: Features = PLAIN) -> str:
        """Return the flat tree of a work; of an entry, with the affixes of the layout."""
        ref = call.ref
        shape = ref.shapes.get(self)
        if shape is None:
            shape = ref.shapes[self] = self._number(ref)
        key = (shape, features)
        try:
            run = self.programs[key]
        except KeyError:
            run = self.programs[key] = self._specialise(ref, features)
        return run(call)

    def _number(self, ref: Reference) -> int:
        text, names, dates = ref.text, ref.names, ref.dates
        key = (
            ref.type,
            tuple([name in text or name in names for name in self.used]),
            tuple([dates[name].tokens if name in dates else None for name in self.dated]),
            self._numeric(ref),
        )
        return self.numbers.setdefault(key, len(self.numbers))

    def _numeric(self, ref: Reference) -> frozenset[str]:
        from refexport.csl.numbers import is_numeric

        return frozenset(name for name in self.tested if is_numeric(ref.text.get(name, "")))

    def _specialise(self, ref: Reference, features: Features) -> Run:
        nodes: list[Node] = []
        self.emit(Shape(ref, features, self._numeric(ref)), nodes)
        node = self._aligned(nodes) if self.aligned else join(nodes, "")
        if self.env.in_bibliography and not self.aligned:
            node = _inside_block(node, self.before, self.after) if self.blocks else wrap(node, self.before, self.after)
        return node.run or _constant(node.text)

    def _aligned(self, nodes: list[Node]) -> Node:
        """Set the first field apart from the rest (`second-field-align`)."""
        shown = [node for node in nodes if node.run or node.text]
        first = wrap(join(shown[:1], ""), f"{LEFT_MARGIN}{self.before}", END)
        rest = wrap(join(shown[1:], ""), RIGHT_INLINE, f"{self.after}{END}")
        return join([first, rest], "")

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def program(style: ParsedStyle, locale: Locale, area: Area) -> Program:
    """Return an area of a style as a program."""
    env = Env(style, locale, area)
    layout = area.layouts[0]
    env.explicit_suffix = _mentions_suffix(style, layout)
    emit = prepare_all(layout.children, env)
    prefix, suffix = affixes(layout)
    opening, closing = formatting(layout)
    return _program(env, layout, emit, opening + prefix, suffix + closing)


def sort_program(style: ParsedStyle, locale: Locale, area: Area, key: Element) -> Program:
    """Return a macro that is a key to sort by as a program."""
    names = {"names-min": "et-al-min", "names-use-first": "et-al-use-first", "names-use-last": "et-al-use-last"}
    options = {names[name]: value for name, value in key.attributes.items() if name in names}
    env = Env(style, locale, area, sort=True, sort_options=options, explicit_suffix=True)
    macro = style.macros[key.get("macro")]
    return _program(env, macro, prepare_all(macro.children, env), "", "")


def _program(env: Env, root: Element, emit: Emit, before: str, after: str) -> Program:
    used: set[str] = set()
    tested: set[str] = set()
    for element in reached(root, env.style):
        used.update(element.get("variable").split())
        tested.update(element.get("is-numeric").split())
    used |= {extra for name in used for extra in _IMPLIED.get(name, ())} | tested
    dated = tuple(sorted(used & DATE_VARIABLES.keys() | {
        name for element in reached(root, env.style) for name in element.get("is-uncertain-date").split()
    }))  # fmt: skip
    blocks = any("display" in element.attributes for element in reached(root, env.style))
    aligned = env.in_bibliography and bool(env.option("second-field-align")) and not env.sort
    if used & NAME_VARIABLES.keys():
        used.add("editortranslator")
    return Program(
        env,
        emit,
        root.get("delimiter"),
        before,
        after,
        tuple(sorted(used)),
        blocks,
        aligned,
        dated,
        tuple(sorted(tested)),
    )


_IMPLIED = {
    "title": ("title-short",),
    "container-title": ("container-title-short",),
    "page-first": ("page",),
    "title-short": ("title",),
    "container-title-short": ("container-title",),
}


def reached(root: Element, style: ParsedStyle) -> list[Element]:
    """Return all elements below one, and those of the macros that it calls."""
    out: list[Element] = []
    seen: set[str] = set()
    todo = [root]
    while todo:
        for element in todo.pop().walk():
            out.append(element)
            name = element.attributes.get("macro")
            if name and name not in seen and name in style.macros:
                seen.add(name)
                todo.append(style.macros[name])
    return out


def _inside_block(node: Node, before: str, after: str) -> Node:
    """Return an entry whose suffix stands within its last block, where it ends in one."""
    run = node.run or _constant(node.text)

    def wrapped(call: Call) -> str:
        text = run(call)
        if not text:
            return ""
        inside = text[-1] == END and text[_last_opener(text)] in DISPLAY
        return f"{before}{text[:-1]}{after}{END}" if inside else f"{before}{text}{after}"

    return Node(node.status, "", wrapped)


def _last_opener(text: str) -> int:
    """Return where the node that ends a flat tree begins."""
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        if text[index] == END:
            depth += 1
        elif "\ufdd0" <= text[index] < CURLY:
            depth -= 1
            if not depth:
                return index
    return 0


def _mentions_suffix(style: ParsedStyle, layout: Element) -> bool:
    placed = {"year-suffix", "citation-label"}
    return any(element.tag == "text" and element.get("variable") in placed for element in reached(layout, style))
