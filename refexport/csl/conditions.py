"""`cs:choose`: every test of a condition, decided by the shape of a record.

Source: CSL 1.0.2 specification, "Choose".
"""

from __future__ import annotations

from collections.abc import Callable

from refexport.csl.compile import (
    IBID,
    IBID_WITH_LOCATOR,
    SUBSEQUENT,
    Emit,
    Env,
    Node,
    Shape,
    prepare_all,
    register,
)
from refexport.csl.style import Element


@register("choose")
def _choose(element: Element, env: Env) -> Emit:
    branches = [(_condition(branch), prepare_all(branch.children, env)) for branch in element.children
                if branch.tag in ("if", "else-if", "else")]  # fmt: skip

    def emit(shape: Shape, out: list[Node]) -> None:
        for holds, inner in branches:
            if holds(shape):
                inner(shape, out)
                return

    return emit


Test = Callable[[Shape], bool]


def _condition(branch: Element) -> Test:
    """Return the condition of a branch; `cs:else` always holds."""
    tests = [
        test for name, value in branch.attributes.items() if name in _TESTS for test in _tests(name, value, branch)
    ]
    if branch.tag == "else" or not tests:
        return lambda shape: True
    match = branch.get("match", "all")
    if len(tests) == 1 and match != "none":
        return tests[0]
    if match == "any":
        return lambda shape: any(test(shape) for test in tests)
    if match == "none":
        return lambda shape: not any(test(shape) for test in tests)
    return lambda shape: all(test(shape) for test in tests)


def _tests(name: str, value: str, branch: Element) -> list[Test]:
    """Return the tests of an attribute, one a word; of several types a work can have but one."""
    if name == "type" and branch.get("match", "all") == "all":
        types = frozenset(value.split())
        return [lambda shape: shape.type in types]
    return [_TESTS[name](word) for word in value.split()]


def _has(variable: str) -> Test:
    if variable == "locator":
        return lambda shape: shape.features.locator is not None
    if variable == "year-suffix":
        return lambda shape: shape.features.suffix
    if variable == "first-reference-note-number":
        return lambda shape: shape.features.first_note
    if variable == "accessed":
        return lambda shape: shape.has(variable) and not shape.features.looking
    if variable in ("citation-number", "citation-label"):
        return lambda shape: True
    return lambda shape: shape.has(variable) or (variable == "page-first" and shape.has("page"))


def _is_numeric(variable: str) -> Test:
    if variable == "citation-number":
        return lambda shape: True
    if variable == "locator":
        return lambda shape: shape.features.numeric
    return lambda shape: variable in shape.numeric


def _position(word: str) -> Test:
    if word == "near-note":
        return lambda shape: shape.features.near
    if word == "first":
        return lambda shape: shape.features.position == 0
    least = {"subsequent": SUBSEQUENT, "ibid": IBID, "ibid-with-locator": IBID_WITH_LOCATOR}.get(word, 9)
    return lambda shape: shape.features.position >= least


def _disambiguate(word: str) -> Test:
    def test(shape: Shape) -> bool:
        # The tests come true one after the other, as far as the works need it.
        shape.conditions += 1
        return (shape.conditions <= shape.features.disambiguate) == (word == "true")

    return test


_TESTS: dict[str, Callable[[str], Test]] = {
    "type": lambda word: lambda shape: shape.type == word,
    "variable": _has,
    "is-numeric": _is_numeric,
    "is-uncertain-date": lambda word: lambda shape: "circa" in shape.dates.get(word, ()),
    "locator": lambda word: lambda shape: shape.features.locator == word,
    "position": _position,
    "disambiguate": _disambiguate,
}
