"""Rendering elements of text variables and terms: `cs:text`, `cs:number`, `cs:label`.

Source: CSL 1.0.2 specification, "Rendering Elements".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refexport.csl import textcase
from refexport.csl.citation_label import citation_label
from refexport.csl.compile import (
    BLANK_NODE,
    EMPTY,
    EMPTY_NODE,
    FULL,
    NOTHING,
    Call,
    Emit,
    Env,
    Node,
    Run,
    Shape,
    apart,
    decoration,
    filled,
    join,
    prepare_all,
    register,
    wrap,
)
from refexport.csl.locators import with_labels
from refexport.csl.markup_attributes import literal
from refexport.csl.numbers import format_number, is_numeric, is_plural
from refexport.csl.pages import format_pages
from refexport.csl.punctuation import guard
from refexport.csl.reference import Reference
from refexport.csl.rich import parse
from refexport.csl.style import Element
from refexport.csl.tree import CAPITAL, QUOTE, QUOTE_END
from refexport.vocabulary import NUMBER_VARIABLES

Fetch = Callable[[Reference], str]
Change = Callable[[str, Reference], str]


@register("text")
def _text(element: Element, env: Env) -> Emit:
    attributes = element.attributes
    if "macro" in attributes:
        return _macro(element, env)
    if "variable" in attributes:
        return _variable(element, env)
    if "term" in attributes:
        plural = element.get("plural") == "true"
        text = env.locale.term(element.get("term"), element.get("form", "long"), plural)
        if text == "":
            return lambda shape, out: out.append(BLANK_NODE)
        return _static(text or "", element, env, element.get("term"))
    return _static(literal(element.get("value")), element, env)


def _static(text: str, element: Element, env: Env, term: str = "") -> Emit:
    change = _change(element, env)
    if change and text:
        text = change(text, _NOBODY)
    text = _quoted(text, element)
    if term and text and not env.sort:
        text = CAPITAL + text
    node = wrap(Node(NOTHING, text, None), *decoration(element))

    def emit(shape: Shape, out: list[Node]) -> None:
        if node.text:
            out.append(node)

    return emit


_PERIOD = re.compile(r"(?<![a-z])\.|\.(?![a-z])")
"""A period, but for those of addresses such as `example.org`."""
_NOBODY = Reference({})


def _quoted(text: str, element: Element) -> str:
    return f"{QUOTE}{text}{QUOTE_END}" if text and element.get("quotes") == "true" else text


def _decorated(element: Element) -> tuple[str, str]:
    """Return what stands before and after a text, its quotes included."""
    before, after = decoration(element)
    if element.get("quotes") == "true":
        opening = len(before) - len(before.rstrip("\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6\ufdd7\ufdd8\ufdd9"))
        at = len(before) - opening
        closers = len(after) - len(after.lstrip("\ufdef")) if opening else 0
        closers = min(closers, opening)
        return before[:at] + QUOTE + before[at:], after[:closers] + QUOTE_END + after[closers:]
    return before, after


def _change(element: Element, env: Env) -> Change | None:
    """Return what an element's `strip-periods` and `text-case` do to a text."""
    case = element.get("text-case")
    strip = element.get("strip-periods") == "true" and element.get("variable") not in ("DOI", "URL")
    if env.sort:
        case = ""
    if not case and not strip:
        return None
    english = env.locale.english
    language = env.locale.language

    def change(text: str, ref: Reference) -> str:
        if strip:
            text = _PERIOD.sub("", text)
        if case and (case != "title" or ref is _NOBODY or (english if ref.english is None else ref.english)):
            text = textcase.apply(text, case, ref.language or language)
        return text

    return change


def _macro(element: Element, env: Env) -> Emit:
    name = element.get("macro")
    inner = env.macros.get(name)
    if inner is None:
        inner = env.macros[name] = prepare_all(env.style.macros[name].children, env)
    before, after = _decorated(element)
    # The texts of a macro have cases of their own: styles in use rely on that of a call to change nothing.
    own = Element(element.tag, {k: v for k, v in element.attributes.items() if k != "text-case"}, (), element.line)
    change = _change(own, env)

    def emit(shape: Shape, out: list[Node]) -> None:
        shape.step(1)
        nodes: list[Node] = []
        apart(inner, shape, nodes)
        node = join(nodes, "")
        if node.status == EMPTY:
            # A macro is a group of its own: its terms do not stand alone.
            node = EMPTY_NODE
        if change:
            node = _changed(node, change)
        out.append(filled(wrap(node, before, after)))

    return emit


def _changed(node: Node, change: Change) -> Node:
    status, text, run = node
    if run is None:
        return Node(status, change(text, _NOBODY), None) if text else node
    return Node(status, "", lambda call: change(run(call), call.ref))


def _variable(element: Element, env: Env) -> Emit:
    name = element.get("variable")
    maker = _FROM_THE_CITE.get(name)
    if maker:
        return maker(element, env)
    before, after = _decorated(element)
    change = _change(element, env)
    candidates = _candidates(name, element.get("form"))

    def emit(shape: Shape, out: list[Node]) -> None:
        found = next((each for each in candidates if each in shape.text), "")
        if not found or name in shape.quashed:
            out.append(EMPTY_NODE)
            return
        shape.rendered(name)
        fetch = _fetch(found, name, element.get("form"), env)
        out.append(wrap(Node(FULL, "", _run(fetch, change, (element, found))), before, after))

    return emit


def _candidates(name: str, form: str) -> tuple[str, ...]:
    if name == "page-first":
        return ("page-first", "page")
    if form == "short" and name in ("title", "container-title"):
        return (f"{name}-short", name)
    return (name,)


def _fetch(found: str, name: str, form: str, env: Env) -> Fetch:
    if name == "page-first" and found == "page":
        return lambda ref: _first_page(ref.text[found])
    if name == "page":
        return _pages(env)
    if name in NUMBER_VARIABLES and name != "number" and not env.sort:
        locale = env.locale
        return lambda ref: guard(format_number(ref.text[found], "numeric", locale, "")) if is_numeric(
            ref.text[found]) else ref.rich[found]  # fmt: skip
    if name == "number":
        return lambda ref: ref.rich[found].replace(" ;", ";")
    return lambda ref: ref.rich[found]


def _first_page(text: str) -> str:
    for index, character in enumerate(text):
        if character in "-–—,& ":
            return text[:index]
    return text


def _pages(env: Env) -> Fetch:
    style = env.style.root.get("page-range-format")
    delimiter = env.locale.term("page-range-delimiter") or "–"
    return lambda ref: guard(format_pages(ref.rich["page"], style, delimiter))


def _run(fetch: Fetch, change: Change | None, key: object) -> Run:
    if change is None:
        return lambda call: fetch(call.ref)
    apply = change

    def run(call: Call) -> str:
        ref = call.ref
        try:
            return ref.cache[key]  # type: ignore[no-any-return]
        except KeyError:
            text = ref.cache[key] = apply(fetch(ref), ref)
            return text

    return run


def _number_of_citation(element: Element, env: Env) -> Emit:
    node = wrap(Node(FULL, "", lambda call: str(call.number) if not env.sort else f"{call.number:08d}"),
                *_decorated(element))  # fmt: skip
    return lambda shape, out: out.append(node)


def _year_suffix(element: Element, env: Env) -> Emit:
    node = wrap(Node(FULL, "", lambda call: call.suffix), *_decorated(element))

    def emit(shape: Shape, out: list[Node]) -> None:
        if shape.features.suffix:
            out.append(node)

    return emit


def _first_note(element: Element, env: Env) -> Emit:
    node = wrap(Node(FULL, "", lambda call: call.first_note), *_decorated(element))

    def emit(shape: Shape, out: list[Node]) -> None:
        out.append(node if shape.features.first_note else EMPTY_NODE)

    return emit


def _locator(element: Element, env: Env) -> Emit:
    change = _change(element, env)
    pages = env.style.root.get("page-range-format")
    delimiter = env.locale.term("page-range-delimiter") or "–"

    ampersand = env.locale.term("and", "symbol")

    def made(style: str) -> Node:
        def run(call: Call) -> str:
            text = format_pages(call.locator, style, delimiter)
            return guard(text.replace("&", ampersand) if ampersand and "&" in text else text)

        node = Node(FULL, "", run)
        return wrap(_changed(node, change) if change else node, *_decorated(element))

    of_pages, of_others = made(pages), made("")

    def emit(shape: Shape, out: list[Node]) -> None:
        label = shape.features.locator
        out.append(EMPTY_NODE if label is None else of_pages if label == "page" else of_others)

    return emit


def _label_of_citation(element: Element, env: Env) -> Emit:
    before, after = _decorated(element)
    node = wrap(Node(FULL, "", lambda call: citation_label(call.ref) + call.suffix), before, after)
    return lambda shape, out: out.append(node)


_FROM_THE_CITE: dict[str, Callable[[Element, Env], Emit]] = {
    "citation-number": _number_of_citation,
    "year-suffix": _year_suffix,
    "first-reference-note-number": _first_note,
    "locator": _locator,
    "citation-label": _label_of_citation,
}


@register("number")
def _number(element: Element, env: Env) -> Emit:
    name, form = element.get("variable"), element.get("form", "numeric")
    if name in _FROM_THE_CITE and name != "locator":
        return _counted(element, env, name, form)
    before, after = decoration(element)
    change = _change(element, env)
    gender = env.locale.gender(name)

    def fetch(ref: Reference) -> str:
        text = ref.text[name]
        if not is_numeric(text):
            text = with_labels(text, form, env.locale, gender)
        else:
            text = format_number(text, form, env.locale, gender)
        return guard(parse(text) if "<" not in text else text)

    run = _run(fetch, change, (element, name))
    node = wrap(Node(FULL, "", run), before, after)
    if name == "locator":
        located = wrap(
            Node(FULL, "", lambda call: format_number(call.locator, form, env.locale, gender)), before, after
        )
        return lambda shape, out: out.append(located if shape.features.locator is not None else EMPTY_NODE)

    def emit(shape: Shape, out: list[Node]) -> None:
        filled = name in shape.text and name not in shape.quashed
        out.append(node if filled else EMPTY_NODE)
        if filled:
            shape.rendered(name)

    return emit


def _counted(element: Element, env: Env, name: str, form: str) -> Emit:
    """Prepare a number that comes from the cite: `citation-number`, `first-reference-note-number`."""
    plain = _FROM_THE_CITE[name](Element("text", {"variable": name}, (), element.line), env)
    gender = env.locale.gender(name)
    before, after = decoration(element)
    change = _change(element, env)

    def emit(shape: Shape, out: list[Node]) -> None:
        nodes: list[Node] = []
        plain(shape, nodes)
        status, _, run = nodes[0]
        if run is None:
            out.append(nodes[0])
            return
        node = Node(status, "", lambda call: format_number(run(call), form, env.locale, gender))
        out.append(wrap(_changed(node, change) if change else node, before, after))

    return emit


@register("label")
def _label(element: Element, env: Env) -> Emit:
    name, form = element.get("variable"), element.get("form", "long")
    before, after = decoration(element)
    change = _change(element, env)
    plural = element.get("plural", "contextual")

    def forms(term: str) -> tuple[str, str]:
        texts = [env.locale.term(term, form, many) or "" for many in (False, True)]
        if change:
            texts = [change(text, _NOBODY) for text in texts]
        single, multiple = (f"{before}{text}{after}" if text else "" for text in texts)
        if plural == "always":
            return multiple, multiple
        return (single, single) if plural == "never" else (single, multiple)

    def emit(shape: Shape, out: list[Node]) -> None:
        if name == "locator":
            if shape.features.locator is not None:
                one, many = forms(shape.features.locator)
                out.append(_pick(one, many, lambda call: is_plural(call.locator)))
            return
        if name in ("citation-number", "first-reference-note-number"):
            if name == "citation-number" or shape.features.first_note:
                out.append(Node(NOTHING, forms(name)[0], None))
            return
        one, many = forms("page" if name == "page-first" else name)
        counted = name.startswith("number-of-")
        out.append(_pick(one, many, lambda call: is_plural(call.ref.text.get(name, ""), counted)))

    return emit


def _pick(one: str, many: str, test: Callable[[Call], bool]) -> Node:
    if one == many:
        return Node(NOTHING, one, None)
    return Node(NOTHING, "", lambda call: many if test(call) else one)
