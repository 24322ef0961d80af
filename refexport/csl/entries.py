"""Entries of a reference list: each work in turn, names that repeat replaced as the style wants it.

Source: CSL 1.0.2 specification, "Reference Grouping".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from refexport.csl.cite_affixes import begun_entry
from refexport.csl.compile import NOWHERE, Call, Features
from refexport.csl.program import Program


def write_entries(calls: Sequence[Call], program: Program) -> Iterator[str]:
    """Yield the entries as flat trees, names that repeat replaced as the style wants it."""
    value = program.env.area.element.attributes.get("subsequent-author-substitute")
    rule = program.env.area.element.get("subsequent-author-substitute-rule", "complete-all")
    previous: list[tuple[list[str], str]] | None = None
    for call in calls:
        features = Features(suffix=bool(call.suffix), position=NOWHERE, disambiguate=call.condition)
        text = program.render(call, features)
        names = call.names
        if value is not None and previous and names:
            replaced = replacement(previous, names, value, rule)
            if replaced:
                call.replace, call.names = replaced, None
                text = program.render(call, features)
                call.replace = None
        previous = names
        call.names = None
        yield begun_entry(text)


def replacement(
    before: list[tuple[list[str], str]], now: list[tuple[list[str], str]], value: str, rule: str
) -> list[list[str] | str] | None:
    """Return what stands in place of each list of names, or nothing where they differ.

    Source: CSL 1.0.2 specification, "Reference Grouping".
    """
    if rule in ("complete-all", "complete-each"):
        if [whole for _, whole in before] != [whole for _, whole in now]:
            return None
        if rule == "complete-all":
            return [value, *["" for _ in now[1:]]] if len(now) == 1 else [value for _ in now]
        return [[value] * len(names) for names, _ in now]
    out: list[list[str] | str] = []
    matched = False
    for (old, _), (new, _) in zip(before, now, strict=False):
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same]:
            same += 1
        if rule == "partial-first":
            same = min(same, 1)
        matched = matched or same > 0
        out.append([value] * same + new[same:])
    return out if matched else None
