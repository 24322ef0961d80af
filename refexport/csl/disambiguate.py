"""Disambiguation: names, given names, the `disambiguate` condition, and year suffixes.

Works are grouped by the text of their cites; only groups of several are
looked at again, each step once for the whole group, so that the time grows
with the number of works and not with its square.

Source: CSL 1.0.2 specification, "Disambiguation".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from refexport.csl import tree
from refexport.csl.compile import FIRST, SUBSEQUENT, Call, Features
from refexport.csl.names import GIVEN_FULL, GIVEN_INITIALS
from refexport.csl.program import Program, reached
from refexport.csl.reference import Person, Reference


class Least(dict[str, int]):
    """The same least number of names for every variable."""

    __slots__ = ("count",)

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count

    def get(self, key: str, default: int = 0) -> int:  # type: ignore[override]
        """Return the number."""
        return self.count


@dataclass(slots=True, eq=False)
class State:
    """What disambiguation asks for of a work's cites."""

    least: int = 0
    """How many names are shown."""
    levels: dict[Person, int] = field(default_factory=dict)
    """How much of whose given name is shown."""
    condition: int = 0
    """How many of the tests `disambiguate="true"` hold."""
    suffix: str = ""
    """Year suffix."""

    def apply(self, call: Call) -> Call:
        """Set a call up with what is asked for."""
        if self.least:
            call.least = Least(self.least)
        if self.levels:
            call.levels = self.levels
        call.suffix = self.suffix
        call.condition = self.condition
        return call


@dataclass(slots=True, eq=False)
class Options:
    """How a style disambiguates."""

    names: bool
    given: bool
    rule: str
    suffix: bool
    condition: int
    """How many tests of `disambiguate` there are."""

    @classmethod
    def of(cls, program: Program) -> Options:
        """Return the options of a style's citations."""
        root = program.env.area.element
        tested = sum(
            "disambiguate" in each.attributes for each in reached(program.env.area.layouts[0], program.env.style)
        )
        return cls(
            root.get("disambiguate-add-names") == "true",
            root.get("disambiguate-add-givenname") == "true",
            root.get("givenname-disambiguation-rule", "by-cite"),
            root.get("disambiguate-add-year-suffix") == "true",
            tested,
        )

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return self.names or self.given or self.suffix or bool(self.condition)


def _shortens(program: Program) -> bool:
    """Return whether a style cites a work otherwise when it has been cited before."""
    area = program.env.area
    if any(program.env.option(f"et-al-subsequent-{name}") for name in ("min", "use-first")):
        return True
    return any("position" in each.attributes for each in reached(area.layouts[0], program.env.style))


class Disambiguator:
    """Works out the states of the works of a document."""

    def __init__(self, program: Program, options: Options) -> None:
        self.program = program
        self.options = options
        self.states: dict[Reference, State] = {}
        elements = reached(program.env.area.layouts[0], program.env.style)
        self.variables = [name for each in elements if each.tag == "names" for name in each.get("variable").split()]
        """Whose names are cited, in the order of the style."""
        self.position = SUBSEQUENT if _shortens(program) else FIRST
        """Works are told apart in the form in which a style cites them again, where it has one."""

    def run(self, refs: Sequence[Reference]) -> dict[Reference, State]:
        """Return the states of works, given in the order in which suffixes are dealt out."""
        self.states = {ref: State() for ref in refs}
        if self.options.given and self.options.rule != "by-cite":
            self._expand_everywhere(refs)
        for group in self._groups(refs):
            self._resolve(group)
        return self.states

    def _text(self, ref: Reference, state: State | None = None) -> str:
        state = state or self.states[ref]
        call = state.apply(Call(ref, 0))
        call.suffix = ""
        features = Features(disambiguate=state.condition, looking=True, position=self.position)
        return tree.plain(self.program.render(call, features))

    def _groups(self, refs: Iterable[Reference]) -> list[list[Reference]]:
        """Return the works whose cites are the same, group by group."""
        by_text: dict[str, list[Reference]] = defaultdict(list)
        for ref in refs:
            by_text[self._text(ref)].append(ref)
        return [group for group in by_text.values() if len(group) > 1]

    def _resolve(self, group: list[Reference]) -> None:
        options = self.options
        groups = [group]
        if options.names or (options.given and options.rule == "by-cite"):
            groups = [rest for each in groups for rest in self._by_names(each)]
        if options.condition:
            groups = [rest for each in groups for rest in self._by_condition(each)]
        if options.suffix:
            for each in groups:
                self._by_suffix(each)

    def _by_names(self, group: list[Reference]) -> list[list[Reference]]:
        """Show more names, then more of the given names, as far as it helps; return what stays ambiguous."""
        most = max((len(people) for ref in group for people in ref.names.values()), default=0)
        if self.options.names:
            groups = self._add_names([group], most)
        else:
            groups = [group]
        if self.options.given and self.options.rule == "by-cite":
            groups = [rest for each in groups for rest in self._expand_in_cites(each, most)]
        return groups

    def _add_names(self, groups: list[list[Reference]], most: int) -> list[list[Reference]]:
        out: list[list[Reference]] = []
        todo = [(group, 2) for group in groups]
        while todo:
            group, count = todo.pop()
            split = self._first_split(group, count, most)
            if split is None:
                out.append(group)
                continue
            count, parts = split
            for part in parts:
                for ref in part:
                    self.states[ref].least = count
                if len(part) > 1:
                    todo.append((part, count + 1))
        return out

    def _first_split(self, group: list[Reference], count: int, most: int) -> tuple[int, list[list[Reference]]] | None:
        for number in range(count, most + 1):
            parts: dict[str, list[Reference]] = defaultdict(list)
            for ref in group:
                parts[self._text(ref, State(number, self.states[ref].levels))].append(ref)
            if len(parts) > 1:
                return number, list(parts.values())
        return None

    def _expand_in_cites(self, group: list[Reference], most: int) -> list[list[Reference]]:
        """Expand given names of an ambiguous group, one name after the other."""
        groups = [group]
        for index in range(most):
            # A name that is shown already has been tried; one more is shown for the next.
            count = max(self.states[group[0]].least, index + 1) if self.options.names else 0
            for level in (GIVEN_INITIALS, GIVEN_FULL):
                groups, done = self._try(groups, count, index, level)
                if done:
                    return []
        return groups

    def _try(
        self, groups: list[list[Reference]], count: int, index: int, level: int
    ) -> tuple[list[list[Reference]], bool]:
        """Expand the name at an index in each group, and keep that where it parts the group."""
        out: list[list[Reference]] = []
        for group in groups:
            candidates = {ref: self._expanded(ref, count, index, level) for ref in group}
            parts: dict[str, list[Reference]] = defaultdict(list)
            for ref in group:
                parts[self._text(ref, candidates[ref])].append(ref)
            if len(parts) == 1:
                out.append(group)
                continue
            for part in parts.values():
                for ref in part:
                    self.states[ref] = candidates[ref]
                if len(part) > 1:
                    out.append(part)
        return out, not out

    def _expanded(self, ref: Reference, count: int, index: int, level: int) -> State:
        state = self.states[ref]
        levels = dict(state.levels)
        for people in ref.names.values():
            if index < len(people):
                levels[people[index]] = max(level, levels.get(people[index], 0))
        return State(max(count if count > 1 else 0, state.least), levels)

    def _by_condition(self, group: list[Reference]) -> list[list[Reference]]:
        """Let one test of `disambiguate` after the other come true, as far as it parts the group."""
        done: list[list[Reference]] = []
        groups = [group]
        for number in range(1, min(self.options.condition, _MOST_CONDITIONS) + 1):
            parted = [(each, self._with_conditions(each, number)) for each in groups]
            # Where a test makes no difference between the works, those after it are not tried.
            done += [rest for each, rests in parted for rest in rests if len(rest) == len(each)]
            groups = [rest for each, rests in parted for rest in rests if len(rest) < len(each)]
        return done + groups

    def _with_conditions(self, group: list[Reference], number: int) -> list[list[Reference]]:
        before = {ref: self._text(ref) for ref in group}
        for ref in group:
            self.states[ref].condition = number
        if {ref: self._text(ref) for ref in group} == before:
            for ref in group:
                self.states[ref].condition = number - 1
            return [group]
        return self._groups(group)

    def _by_suffix(self, group: list[Reference]) -> None:
        order = {ref: index for index, ref in enumerate(self.states)}
        for number, ref in enumerate(sorted(group, key=order.__getitem__)):
            self.states[ref].suffix = letters(number)

    def _expand_everywhere(self, refs: Sequence[Reference]) -> None:
        """Expand the names that are ambiguous among all names, whether or not their cites are."""
        primary = self.options.rule.startswith("primary-name")
        only_initials = self.options.rule.endswith("with-initials")
        people: dict[Person, Reference] = {}
        for ref in refs:
            names = next((ref.names[each] for each in self.variables if each in ref.names), ())
            for person in names[:1] if primary else names:
                people[person] = ref
        name = _first_format(self.program)
        if name is None:
            return
        groups = _ambiguous([list(people)], lambda person: name(person, 0))
        for level in (GIVEN_INITIALS,) if only_initials else (GIVEN_INITIALS, GIVEN_FULL):
            rest = []
            for group in groups:
                parts = _parts(group, lambda person, level=level: name(person, level))  # type: ignore[misc]
                if len(parts) > 1:
                    for person in group:
                        self.states[people[person]].levels[person] = level
                rest += [part for part in parts if len({person.key for person in part}) > 1]
            groups = rest


_MOST_CONDITIONS = 4
"""Tests of `disambiguate` that are tried one by one."""


def _first_format(program: Program) -> Callable[[Person, int], str] | None:
    names = program.env.names_formats
    if not names:
        return None
    chosen = names[0].name
    return lambda person, level: tree.plain(chosen.person(person, False, level))


def _parts(group: Iterable[Person], text: Callable[[Person], str]) -> list[list[Person]]:
    parts: dict[str, list[Person]] = defaultdict(list)
    for person in group:
        parts[text(person)].append(person)
    return list(parts.values())


def _ambiguous(groups: Iterable[list[Person]], text: Callable[[Person], str]) -> list[list[Person]]:
    """Part groups of people by their written names, and return those in which different people are written alike."""
    parts = (part for group in groups for part in _parts(group, text))
    return [part for part in parts if len({person.key for person in part}) > 1]


def letters(number: int) -> str:
    """Return a year suffix: a to z, then aa."""
    out = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(97 + rest) + out
    return out


__all__ = ["Disambiguator", "Options", "State", "letters"]
