"""Names: one person in each of its forms, and lists of them.

Source: CSL 1.0.2 specification, "Names", "Name", "Name-part", "Et-al",
"Name Particles", and Appendix "Name-part Order".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from refexport.csl import textcase
from refexport.csl.initials import initialize
from refexport.csl.reference import Person
from refexport.csl.tree import ROMANESQUE

_NO_BLANK_AFTER = ("'", "’", "-", "‐", "ʼ")

GIVEN_FULL = 2
GIVEN_INITIALS = 1
FAMILY_ONLY = 0


@dataclass(slots=True, eq=False)
class PartFormat:
    """`cs:name-part`."""

    opening: str = ""
    closing: str = ""
    prefix: str = ""
    suffix: str = ""
    case: str = ""

    def write(self, text: str, language: str = "en") -> str:
        """Return a text with case and formatting, but without affixes."""
        if self.case:
            text = textcase.apply(text, self.case, language)
        return f"{self.opening}{text}{self.closing}" if text and self.opening else text


@dataclass(slots=True, eq=False)
class NameFormat:
    """`cs:name` and `cs:et-al`, with all that they inherit."""

    conjunction: str = ""
    """The locale's "and" with its blanks, or "&"; nothing where the delimiter stands between the last two."""
    delimiter: str = ", "
    precedes_last: str = "contextual"
    precedes_et_al: str = "contextual"
    et_al_min: int = 0
    et_al_use_first: int = 1
    et_al_use_last: bool = False
    form: str = "long"
    initialize: bool = True
    initialize_with: str | None = None
    hyphen: bool = True
    as_sort_order: str = ""
    """`first`, `all` or nothing."""
    sort_separator: str = ", "
    demote: str = "display-and-sort"
    """Of non-dropping particles: `never`, `sort-only` or `display-and-sort`."""
    et_al: str = ""
    """The locale's "et al.", formatted."""
    family: PartFormat = field(default_factory=PartFormat)
    given: PartFormat = field(default_factory=PartFormat)
    opening: str = ""
    closing: str = ""
    prefix: str = ""
    suffix: str = ""
    for_sort: bool = False
    written: dict[tuple[Person, bool, int], str] = field(default_factory=dict)
    """Names already written, by person, inversion and how much of the given name is shown."""

    @property
    def level(self) -> int:
        """How much of a given name is shown where nothing needs more."""
        if self.form == "short":
            return FAMILY_ONLY
        return GIVEN_INITIALS if self.initialize_with is not None and self.initialize else GIVEN_FULL

    def person(self, person: Person, inverted: bool, level: int | None) -> str:
        """Return one name.

        Args:
            person: the name.
            inverted: whether the family name comes first.
            level: how much of the given name disambiguation asks for; at least what the format shows.
        """
        level = self.level if level is None or level < self.level else level
        key = (person, inverted, level)
        try:
            return self.written[key]
        except KeyError:
            if len(self.written) > 100_000:
                self.written.clear()
            text = self.written[key] = self._person(person, inverted, level)
            return text

    def _person(self, person: Person, inverted: bool, level: int) -> str:
        if person.literal or not (person.given or person.non_dropping or person.dropping or person.suffix):
            text = self._affixed(self.family, self.family.write(person.family, person.language))
            return self._formatted(text) if person.literal else self._whole(text)
        if not ROMANESQUE.search(person.family) and (not person.given or not ROMANESQUE.search(person.given)):
            return self._whole(self._unspaced(person, level))
        if level == FAMILY_ONLY:
            text = self._affixed(self.family, self._family(person, person.non_dropping))
        elif inverted:
            text = self._inverted(person, level)
        else:
            text = self._running(person, level)
        return self._whole(text)

    def _formatted(self, text: str) -> str:
        return f"{self.opening}{text}{self.closing}" if self.opening else text

    def _whole(self, text: str) -> str:
        """Return the name of a person with the affixes of `cs:name`, which institutions go without."""
        return f"{self.prefix}{self._formatted(text)}{self.suffix}" if text else ""

    def _given(self, person: Person, level: int) -> str:
        if self.initialize_with is None or (level == GIVEN_FULL and self.initialize) or person.given[:1] == " ":
            # Nor is a given name behind a blank abbreviated by citeproc-js.
            return person.given
        return initialize(person.given, self.initialize_with, self.hyphen, self.initialize and level < GIVEN_FULL)

    def _unspaced(self, person: Person, level: int) -> str:
        """Return a name in a script that sets family and given name side by side."""
        family = self._affixed(self.family, self.family.write(person.family, person.language))
        given = (
            "" if level == FAMILY_ONLY else self._affixed(self.given, self.given.write(person.given, person.language))
        )
        return family + given

    def _running(self, person: Person, level: int) -> str:
        if person.static:
            return self._static(person, level)
        given = self._affixed(self.given, self.given.write(self._given(person, level), person.language))
        family = self._family(person, person.non_dropping)
        family = _join(person.dropping, family, written=self.given.write(person.dropping, person.language))
        if person.suffix:
            comma = ", " if person.comma_suffix else " "
            family = f"{family}{comma}{person.suffix}"
        return _spaced(given, self._affixed(self.family, family))

    def _static(self, person: Person, level: int) -> str:
        family = self._affixed(self.family, self._family(person, person.non_dropping))
        given = self._affixed(self.given, self.given.write(self._given(person, level), person.language))
        return _spaced(family, given)

    def _inverted(self, person: Person, level: int) -> str:
        given = self._given(person, level)
        demoted = self.demote == "display-and-sort" or (self.for_sort and self.demote == "sort-only")
        first = self._affixed(self.family, self._family(person, "" if demoted else person.non_dropping))
        behind = _spaced(self.given.write(given, person.language), self.given.write(person.dropping, person.language))
        second = self._affixed(
            self.given, _spaced(behind, self.family.write(person.non_dropping, person.language) if demoted else "")
        )
        if person.static:
            return _spaced(first, second)
        return self.sort_separator.join(part for part in (first, second, person.suffix) if part)

    def _family(self, person: Person, particle: str) -> str:
        """Return a family name with its particle, each formatted."""
        if self.for_sort:
            return f"{particle} {person.family}".strip()
        family = self.family.write(person.family, person.language)
        return _join(particle, family, written=self.family.write(particle, person.language))

    @staticmethod
    def _affixed(part: PartFormat, text: str) -> str:
        return f"{part.prefix}{text}{part.suffix}" if text else ""

    def shown(self, known: int, least: int = 0, goes_on: bool = False) -> int:
        """Return how many of a number of names are shown before "et al.".

        Args:
            known: number of names.
            least: how many disambiguation asks for.
            goes_on: whether the work has more names than are known.
        """
        total = known + goes_on
        if not self.et_al_min or total < self.et_al_min or self.et_al_use_first >= total:
            return known
        return min(known, max(self.et_al_use_first, least))

    def names(
        self, people: tuple[Person, ...], least: int, levels: dict[Person, int] | None, goes_on: bool = False
    ) -> list[str]:
        """Return the names that are shown, each written."""
        count = self.shown(len(people), least, goes_on)
        people = people[:count]
        inverted = self.as_sort_order == "all"
        written = [self.person(each, inverted, levels.get(each) if levels else None) for each in people]
        if self.as_sort_order == "first" and written:
            written[0] = self.person(people[0], True, levels.get(people[0]) if levels else None)
        return written

    def join(
        self,
        written: list[str],
        people: tuple[Person, ...],
        levels: dict[Person, int] | None = None,
        goes_on: bool = False,
    ) -> str:
        """Return names as a list, with "and" or "et al."."""
        total = len(people)
        if goes_on and written and self.et_al:
            # Who is the last of all is not known.
            text = self._with_et_al(self.delimiter.join(written), len(written))
        elif len(written) < total:
            text = self._abbreviated(written, people, levels)
        elif total == 1:
            text = written[0]
        else:
            text = self._full(written, people)
        return text

    def _full(self, written: list[str], people: tuple[Person, ...]) -> str:
        head = self.delimiter.join(written[:-1])
        if not self.conjunction:
            return f"{head}{self.delimiter}{written[-1]}"
        inverted = self._inverts(len(written) - 2) and not people[-2].literal
        delimited = _applies(self.precedes_last, len(written) > 2, inverted)
        if len(people) == 2 and people[1].literal:
            delimited = False
        if self.conjunction[-1].isspace():
            # A conjunction with a blank of its own, such as the Hebrew one, is written as it is.
            return f"{head}{self.conjunction}{written[-1]}"
        if not delimited:
            return f"{head} {self.conjunction} {written[-1]}"
        return f"{head}{self.delimiter.rstrip()} {self.conjunction} {written[-1]}"

    def _inverts(self, index: int) -> bool:
        return self.as_sort_order == "all" or (self.as_sort_order == "first" and index == 0)

    def _abbreviated(self, written: list[str], people: tuple[Person, ...], levels: dict[Person, int] | None) -> str:
        if not written:
            return ""
        head = self.delimiter.join(written)
        if self.et_al_use_last and len(people) - len(written) >= 2:
            last = self.person(people[-1], self.as_sort_order == "all", levels.get(people[-1]) if levels else None)
            return f"{head}{self.delimiter.rstrip()} … {last}"
        if self.et_al_use_last:
            return head if not self.et_al else self._with_et_al(head, len(written))
        return self._with_et_al(head, len(written))

    def _with_et_al(self, head: str, count: int) -> str:
        if not self.et_al:
            return head
        delimited = _applies(self.precedes_et_al, count > 1, self._inverts(count - 1))
        blank = " " if ROMANESQUE.search(self.et_al) or not self.et_al[0].isalpha() else ""
        # The formatting of `cs:name` reaches over "et al." too, as citeproc-js has it.
        text = f"{head}{self.delimiter if delimited else blank}{self.et_al}"
        return f"{self.prefix}{self.opening}{text}{self.closing}{self.suffix}"


def _applies(rule: str, contextual: bool, inverted: bool) -> bool:
    if rule == "contextual":
        return contextual
    return rule == "always" or (rule == "after-inverted-name" and inverted)


def _join(particle: str, family: str, written: str) -> str:
    """Return a particle, as it is written, before a family name."""
    if not particle or not family:
        return written or family
    tight = particle[-1] in "-‐" or (particle.endswith(_NO_BLANK_AFTER) and (len(particle) <= 2 or " " in particle))
    return written + family if tight else f"{written} {family}"


def _spaced(first: str, second: str) -> str:
    if not first or not second:
        return first or second
    return f"{first}{'' if first[-1].isspace() else ' '}{second}"
