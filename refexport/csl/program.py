"""Programs: an area of a style in a locale, specialised by the shape of each record on first sight.

Source: CSL 1.0.2 specification, "Layout", "Sorting", "Whitespace" (`second-field-align`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from refexport.csl.compile import (
    PLAIN,
    Call,
    Emit,
    Env,
    Features,
    Node,
    Run,
    Shape,
    constant,
    join,
    prepare_all,
    wrap,
)
from refexport.csl.locale import Locale
from refexport.csl.markup_attributes import affixes, formatting
from refexport.csl.numbers import is_numeric
from refexport.csl.reference import Reference
from refexport.csl.style import Area, Element, ParsedStyle
from refexport.csl.tree import CURLY, DISPLAY, END, LEFT_MARGIN, RIGHT_INLINE
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES


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
            # A variable counts as what it was given as: odd items have names for titles, or dates for numbers.
            tuple([(name in text) + 2 * (name in names) + 4 * (name in dates) for name in self.used]),
            tuple([dates[name].tokens if name in dates else None for name in self.dated]),
            self._numeric(ref),
        )
        return self.numbers.setdefault(key, len(self.numbers))

    def _numeric(self, ref: Reference) -> frozenset[str]:
        return frozenset(name for name in self.tested if is_numeric(ref.text.get(name, "")))

    def _specialise(self, ref: Reference, features: Features) -> Run:
        nodes: list[Node] = []
        self.emit(Shape(ref, features, self._numeric(ref)), nodes)
        node = self._aligned(nodes) if self.aligned else join(nodes, "")
        if self.env.in_bibliography and not self.aligned:
            node = _inside_block(node, self.before, self.after) if self.blocks else wrap(node, self.before, self.after)
        return node.run or constant(node.text)

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
    run = node.run or constant(node.text)

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
