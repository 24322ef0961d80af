"""`cs:names`: which names, in which format, with which label, and what stands in for them.

Source: CSL 1.0.2 specification, "Names", "Label (in cs:names)", "Substitute",
"Name Options", "Reference Grouping" (`subsequent-author-substitute`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from refexport.csl.compile import (
    BLANK_NODE,
    EMPTY,
    EMPTY_NODE,
    FULL,
    SUBSEQUENT,
    Call,
    Emit,
    Env,
    Node,
    Run,
    Shape,
    decoration,
    join,
    prepare,
    register,
)
from refexport.csl.elements import _NOBODY, _change
from refexport.csl.markup_attributes import affixes, formatting, literal
from refexport.csl.names import NameFormat, PartFormat
from refexport.csl.reference import Reference
from refexport.csl.style import Element
from refexport.text.digits import whole

LEFT_OUT = Node(FULL, "", None)
"""Names that are there, but left out of this cite."""

_INHERITED = (
    "and", "delimiter-precedes-et-al", "delimiter-precedes-last", "et-al-min", "et-al-use-first", "et-al-use-last",
    "et-al-subsequent-min", "et-al-subsequent-use-first", "initialize", "initialize-with", "name-as-sort-order",
    "sort-separator",
)  # fmt: skip
"""Options of `cs:name` that style, citation and bibliography pass on."""


@dataclass(slots=True, eq=False)
class RoleLabel:
    """`cs:label` of names."""

    form: str
    before: str
    after: str
    first: bool
    """Whether it stands before the names."""
    plural: str
    element: Element
    texts: dict[tuple[str, bool], str] = field(default_factory=dict)
    """Written, by role and number."""

    def text(self, role: str, many: bool, env: Env) -> str:
        """Return the label of a role."""
        key = (role, many)
        if key not in self.texts:
            plural = many if self.plural == "contextual" else self.plural == "always"
            term = env.locale.term(role, self.form, plural) or ""
            change = _change(self.element, env)
            term = change(term, _NOBODY) if change and term else term
            self.texts[key] = f"{self.before}{term}{self.after}" if term else ""
        return self.texts[key]


@dataclass(slots=True, eq=False)
class NamesFormat:
    """A `cs:names` with all that it inherits."""

    env: Env
    name: NameFormat
    """For first cites."""
    later: NameFormat
    """For subsequent cites."""
    label: RoleLabel | None
    before: str
    after: str
    delimiter: str
    """Between the names of several variables."""
    counts: bool
    """Whether only the number of names is wanted."""

    @property
    def combines(self) -> bool:
        """Whether the locale has a label for people who both edited and translated."""
        return bool(self.env.locale.term("editortranslator", self.label.form if self.label else "long"))


@register("names")
def _names(element: Element, env: Env) -> Emit:
    above = env.names_above[-1] if env.names_above else None
    names = _format(element, above, env)
    env.names_formats.append(names)
    variables = tuple(element.get("variable").split())
    substitute = element.find("substitute")
    env.names_above = (*env.names_above, element if above is None or element.children else above)
    stand_ins = [prepare(child, env) for child in substitute.children] if substitute else []
    env.names_above = env.names_above[:-1]

    def emit(shape: Shape, out: list[Node]) -> None:
        features = shape.features
        first, shape.names_open = shape.names_open, False
        start = len(shape.trace)
        present = [name for name in variables if name in shape.names and name not in shape.quashed]
        if present:
            if "editortranslator" in shape.names and set(present) == {"editor", "translator"} and names.combines:
                present = ["editortranslator"]
            for name in present:
                shape.rendered(name)
            run = _runner(names, tuple(present), features.position >= SUBSEQUENT, first)
            # Only names can be left out; a title that stands in for them stays.
            shape.suppressed = first and features.bare
            node = LEFT_OUT if shape.suppressed else Node(FULL, "", run)
        else:
            shape.names_open = first
            node = _stand_in(stand_ins, shape, first)
            if first and features.bare and len(shape.trace) > start:
                node = LEFT_OUT  # a title that stands in for names is left out like them, a term is not
            if names.counts and env.sort and node.status != FULL:
                node = Node(FULL, "0", None)
            shape.names_open = False if node.status == FULL else first
            if node.status == FULL:
                shape.quashed.update(shape.trace[start:])
        out.append(node)

    return emit


def _stand_in(stand_ins: list[Emit], shape: Shape, first: bool) -> Node:
    """Return the first element of `cs:substitute` that renders something."""
    outer, shape.standing_in = shape.standing_in, True
    found = EMPTY_NODE
    for emit in stand_ins:
        nodes: list[Node] = []
        shape.first_only = True
        emit(shape, nodes)
        shape.first_only = False
        if shape.suppressed:
            found = LEFT_OUT
            break
        node = join(nodes, "")
        if node.status != EMPTY and (node.run or node.text or any(each is BLANK_NODE for each in nodes)):
            found = Node(FULL, node.text, _recorded(node)) if first else Node(FULL, node.text, node.run)
            break
    shape.standing_in = outer
    return found


def _recorded(node: Node) -> Run:
    """Return a run that says what stood in for the first names."""
    _, constant, run = node

    def recorded(call: Call) -> str:
        text = run(call) if run else constant
        if call.names is None:
            if call.replace and text:
                first = call.replace[0]
                call.names = [([text], text)]
                return first if isinstance(first, str) else first[0]
            call.names = [([text], text)]
        return text

    return recorded


def _runner(names: NamesFormat, variables: tuple[str, ...], later: bool, first: bool) -> Run:
    """Return what renders the names of some variables."""
    name = names.later if later else names.name
    key = (names, variables, later)
    before, after, delimiter = names.before, names.after, names.delimiter

    def write(call: Call) -> tuple[list[tuple[list[str], str]], str]:
        ref = call.ref
        lists = []
        texts = []
        for variable in variables:
            people = ref.names[variable]
            least = 0 if call.least is None else call.least.get(variable, 0)
            goes_on = variable in ref.cut
            written = name.names(people, least, call.levels, goes_on)
            whole = name.join(written, people, call.levels, goes_on)
            lists.append((written, whole))
            texts.append(_labelled(whole, variable, len(people) > 1 or goes_on, names))
        return lists, delimiter.join([text for text in texts if text])

    def run(call: Call) -> str:
        if call.levels is None and call.least is None:
            cache = call.ref.cache
            found = cache.get(key)
            if found is None:
                found = cache[key] = write(call)
        else:
            found = write(call)
        lists, text = found
        if first:
            call.names = lists
            if call.replace:
                text = _replaced(call, names, variables, lists)
        return f"{before}{text}{after}" if text else ""

    if names.counts:
        return lambda call: str(sum(_count(name, call.ref, variable) for variable in variables))
    return run


def _count(name: NameFormat, ref: Reference, variable: str) -> int:
    return name.shown(len(ref.names[variable]))


def _labelled(whole: str, variable: str, many: bool, names: NamesFormat) -> str:
    label = names.label
    if label is None or not whole:
        return whole
    text = label.text(variable, many, names.env)
    return text + whole if label.first else whole + text


def _replaced(call: Call, names: NamesFormat, variables: tuple[str, ...], lists: list[tuple[list[str], str]]) -> str:
    """Return the names with those that stood in the entry before replaced."""
    assert call.replace is not None
    texts = []
    for variable, stand_in in zip(variables, call.replace, strict=False):
        people = call.ref.names[variable]
        name = names.name
        goes_on = variable in call.ref.cut
        text = stand_in if isinstance(stand_in, str) else name.join(stand_in, people, call.levels, goes_on)
        texts.append(_labelled(text, variable, len(people) > 1 or goes_on, names))
    return names.delimiter.join([text for text in texts if text])


def _format(element: Element, above: Element | None, env: Env) -> NamesFormat:
    """Return the format of a `cs:names`; one without children in a substitute takes that of the names above."""
    source = above if above is not None and not any(
        child.tag in ("name", "et-al", "label", "institution") for child in element.children) else element  # fmt: skip
    name = source.find("name") or Element("name", {}, (), element.line)
    et_al = source.find("et-al")
    options = _options(name, env)
    first = _name_format(name, et_al, options, env, "et-al-min", "et-al-use-first")
    later = first
    if "et-al-subsequent-min" in options or "et-al-subsequent-use-first" in options:
        options = options | {
            "et-al-min": options.get("et-al-subsequent-min", options.get("et-al-min", "0")),
            "et-al-use-first": options.get("et-al-subsequent-use-first", options.get("et-al-use-first", "1")),
        }
        later = _name_format(name, et_al, options, env, "et-al-min", "et-al-use-first")
    before, after = decoration(element if element.attributes.keys() - {"variable"} else source)
    delimiter = element.get("delimiter") or source.get("delimiter") or env.option("names-delimiter")
    return NamesFormat(env, first, later, _role_label(source, env), before, after, literal(delimiter),
                       options.get("form") == "count")  # fmt: skip


def _role_label(source: Element, env: Env) -> RoleLabel | None:
    label = source.find("label")
    if label is None or env.sort:
        return None
    tags = [child.tag for child in source.children]
    first = "name" in tags and tags.index("label") < tags.index("name")
    before, after = decoration(label)
    return RoleLabel(label.get("form", "long"), before, after, first, label.get("plural", "contextual"), label)


def _options(name: Element, env: Env) -> dict[str, str]:
    options = {key: value for key in _INHERITED if (value := env.option(key, "\0")) != "\0"}
    for own, inherited in (("form", "name-form"), ("delimiter", "name-delimiter")):
        value = env.option(inherited, "\0")
        if value != "\0":
            options[own] = value
    options |= name.attributes
    if env.sort:
        # Keys are names alone: "and" and "et al." would sort among them.
        options |= {"name-as-sort-order": "all", "and": ""} | env.sort_options
    return options


def _name_format(
    name: Element, et_al: Element | None, options: dict[str, str], env: Env, least: str, shown: str
) -> NameFormat:
    conjunction = options.get("and", "")
    if conjunction:
        conjunction = (env.locale.term("and", "symbol") if conjunction == "symbol" else None) or (
            "&" if conjunction == "symbol" else env.locale.term("and") or "")  # fmt: skip
    prefix, suffix = affixes(name)
    opening, closing = formatting(name)
    parts = {part.get("name"): _part(part) for part in name.all("name-part")}
    return NameFormat(
        conjunction=conjunction,
        delimiter=literal(options.get("delimiter", ", ")),
        precedes_last=options.get("delimiter-precedes-last", "contextual"),
        precedes_et_al=options.get("delimiter-precedes-et-al", "contextual"),
        et_al_min=_number(options.get(least), 0) if shown in options else 0,
        et_al_use_first=_number(options.get(shown), 1),
        et_al_use_last=options.get("et-al-use-last") == "true",
        form=options.get("form", "long"),
        initialize=options.get("initialize", "true") == "true",
        initialize_with=options.get("initialize-with"),
        hyphen=env.style.root.get("initialize-with-hyphen", "true") != "false",
        as_sort_order=options.get("name-as-sort-order", ""),
        sort_separator=literal(options.get("sort-separator", ", ")),
        demote=env.style.root.get("demote-non-dropping-particle", "display-and-sort"),
        et_al=_et_al(et_al, env),
        family=parts.get("family", PartFormat()),
        given=parts.get("given", PartFormat()),
        opening=opening,
        closing=closing,
        prefix=prefix,
        suffix=suffix,
        for_sort=env.sort,
    )


def _number(text: str | None, default: int) -> int:
    number = whole(text.strip()) if text else None
    return default if number is None else number


def _part(element: Element) -> PartFormat:
    opening, closing = formatting(element)
    prefix, suffix = affixes(element)
    return PartFormat(opening, closing, prefix, suffix, element.get("text-case"))


def _et_al(element: Element | None, env: Env) -> str:
    if env.sort:
        return ""
    name = element.get("term", "et-al") if element else "et-al"
    term = env.locale.term(name) or ""
    opening, closing = formatting(element) if element else ("", "")
    prefix, suffix = affixes(element) if element else ("", "")
    return f"{prefix}{opening}{term}{closing}{suffix}" if term else ""
