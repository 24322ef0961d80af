"""`cs:date`: the parts of a date by the shape of a record, and where a year suffix goes.

Source: CSL 1.0.2 specification, "Date", "Disambiguation" (`disambiguate-add-year-suffix`).
"""

from __future__ import annotations

from refexport.csl import textcase
from refexport.csl.compile import EMPTY_NODE, FULL, Call, Emit, Env, Node, Shape, decoration, register
from refexport.csl.dates import DateValue, compile_parts, sortable, write_date
from refexport.csl.style import Element


@register("date")
def _date(element: Element, env: Env) -> Emit:
    name = element.get("variable")
    if env.sort:
        return _sorting_date(element, env)
    parts, delimiter, shown = compile_parts(element, env.locale)
    before, after = decoration(element)
    case = element.get("text-case")
    wanted = shown | ({"season"} if "month" in shown else set())

    def write(date: DateValue, suffix: str = "") -> str:
        if date.literal and not date.start[0]:
            text = date.literal + suffix
        else:
            text = write_date(date, parts, delimiter, suffix)
        if case and text:
            text = textcase.apply(text, case, env.locale.language)
        return f"{before}{text}{after}" if text else ""

    def run(call: Call) -> str:
        ref = call.ref
        try:
            return ref.cache[run]  # type: ignore[no-any-return]
        except KeyError:
            text = ref.cache[run] = write(ref.dates[name])
            return text

    def suffixed(call: Call) -> str:
        return write(call.ref.dates[name], call.suffix)

    def emit(shape: Shape, out: list[Node]) -> None:
        tokens = shape.dates.get(name, ()) if name != "accessed" or not shape.features.looking else ()
        literal = "literal" in tokens and "year" in shown
        if name in shape.quashed or not (literal or any(token in wanted for token in tokens)):
            out.append(EMPTY_NODE)
            return
        shape.rendered(name)
        takes = shape.suffix_open and not env.explicit_suffix and ("year" in shown or "literal" in tokens)
        if takes:
            shape.suffix_open = False
        out.append(Node(FULL, "", suffixed if takes and shape.features.suffix else run))

    return emit


def _sorting_date(element: Element, env: Env) -> Emit:
    name = element.get("variable")
    _, _, shown = compile_parts(element, env.locale)
    node = Node(FULL, "", lambda call: sortable(call.ref.dates[name], shown))

    def emit(shape: Shape, out: list[Node]) -> None:
        out.append(node if name in shape.dates and name not in shape.quashed else EMPTY_NODE)

    return emit
