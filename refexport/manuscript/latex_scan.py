"""Citations in LaTeX: one walk over the commands, braces and comments of a file.

Source: LaTeX2e unofficial reference manual, "Optional arguments", "verbatim", "Footnotes"; natbib, `\\citep[][]{}`;
biblatex manual, "Qualified citation lists".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from refexport.csl import Cite
from refexport.manuscript import affixes
from refexport.manuscript.affixes import Pieces
from refexport.manuscript.latex_commands import (
    COMMANDS,
    MULTIPLE,
    NOTES,
    PACKAGES,
    SECTIONS,
    SET,
    SETTERS,
    SETTINGS,
    VERBATIM,
    Command,
)
from refexport.syntax.bib_languages import BABEL

_TOKEN = re.compile(r"\\(?P<name>[A-Za-z@]+)(?P<star>\*?)|\\[^A-Za-z]|(?P<comment>%)|(?P<brace>[{}])")
_BLANK = re.compile(r"(?:[ \t]|%[^\n]*\n)*\n?(?:[ \t]|%[^\n]*\n)*")
_KEEP = re.compile(r"\\[A-Za-z]+\*?(?:\[[^\[\]]*\])?(?:\{[^{}]*\})*|\\[^A-Za-z]|\$[^$]*\$|\{[^{}]*\}|[{}$%]", re.DOTALL)
_SIGNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\\S(?![A-Za-z])\s*(?:\{\})?"), "§"), (re.compile(r"\\P(?![A-Za-z])\s*(?:\{\})?"), "¶"),
    (re.compile(r"\\(?:emph|textit)\{([^{}]*)\}"), r"<i>\1</i>"), (re.compile(r"\\textbf\{([^{}]*)\}"), r"<b>\1</b>"),
    # biblatex's own words for pages, which go with it.
    (re.compile(r"\\(p?)pno(?![A-Za-z])(?:\{\})?[~ ]*"), r"\1p. "),
    (re.compile(r"\\nopp(?![A-Za-z])(?:\{\})?[~ ]*"), ""),
    (re.compile(r"(?<=[^\s~])[~ ]*\\psq(q?)(?![A-Za-z])(?:\{\})?"), r" sq\1."),
    (re.compile(r"\\psq(q?)(?![A-Za-z])(?:\{\})?"), r"sq\1."),
    (re.compile(r"\\([&%#_])"), r"\1"), (re.compile("~"), "\u00a0"), (re.compile("---"), "—"),
    (re.compile("--"), "–"), (re.compile("``"), "“"), (re.compile("''"), "”"),
    (re.compile(r"\s+"), lambda run: " " if "\n" in run[0] else run[0]),
)  # fmt: skip
_PARENTHESES = re.compile(r"\s*\(([^()]*)\)")
_SPACES = re.compile(r"\s*")
_COMMENT = re.compile(r"%[^\n]*\n?")
_LABEL_IN_ARGUMENT = re.compile(r"[#\\]")


@dataclass(slots=True)
class Found:
    """What was found in a file, in its order."""

    kind: str
    """`citation`, `nocite`, `libraries`, `list`, `setting`,
    `package`, `input`, or `macro`: a citation whose key is a parameter."""
    start: int
    end: int
    cites: list[Cite] = field(default_factory=list)
    command: Command = field(default_factory=Command)
    words: list[str] = field(default_factory=list)
    """Keys, files or packages that the command names."""
    note: int = 0
    """Which note it stands in, from 1."""
    notes_before: int = 0
    opens: bool = False
    closes: bool = False


class Scanner:
    """Reads one file."""

    def __init__(self, text: str, language: str | None = None) -> None:
        self.text = text
        self.language = language
        self.pieces = Pieces()
        self.found: list[Found] = []
        self.depth = 0
        self.notes = 0
        self.open: list[tuple[int, int, int]] = []
        """Notes that are open: number, depth of braces, where the content begins."""
        self.missing: set[str] = set()
        self.closing = _pairs(text)

    def run(self) -> list[Found]:
        """Return what is found."""
        place = 0
        while match := _TOKEN.search(self.text, place):
            place = match.end()
            if match["comment"]:
                place = self._line_end(place)
            elif match["brace"]:
                self._brace(match)
            elif match["name"]:
                place = self._command(match)
        return self.found

    def _line_end(self, place: int) -> int:
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end

    def _brace(self, match: re.Match[str]) -> None:
        if match[0] == "{":
            self.depth += 1
            return
        self.depth -= 1
        if self.open and self.depth < self.open[-1][1]:
            number, _, _ = self.open.pop()
            for item in reversed(self.found):
                if item.note != number or item.kind != "citation":
                    break
                item.closes = not self.text[item.end : match.start()].strip()
                break

    def _command(self, match: re.Match[str]) -> int:
        name, end = match["name"], match.end()
        lower = name[0].lower() + name[1:]
        if name in ("verb", "lstinline", "Verb"):
            return self._verb(end)
        if name == "begin":
            return self._environment(match)
        if name == "end":
            return self._end(match)
        if lower in COMMANDS or lower in MULTIPLE:
            return self._cite(match, lower)
        if name in NOTES:
            return self._note(end)
        if name in ("nocite", "bibliography", "addbibresource", "input", "include", "subfile"):
            return self._words(match)
        if name in ("setmainlanguage", "setdefaultlanguage"):
            self._set_language(self._argument(self._optional(end)[1])[0] or "")
            return end
        if name in ("usepackage", "RequirePackage"):
            return self._package(match)
        if name in SETTERS:
            return self._set(match)
        if name in ("newcommand", "providecommand", "def", "newenvironment"):
            return end
        if name == "printbibliography" or lower.lower() in SETTINGS:
            return self._setting(match, name)
        return end

    def _verb(self, place: int) -> int:
        sign = self.text[place : place + 1]
        if not sign or sign.isspace():
            return place
        end = self.text.find("}" if sign == "{" else sign, place + 1)
        newline = self._line_end(place)
        return end + 1 if 0 <= end < newline else place

    def _environment(self, match: re.Match[str]) -> int:
        name, end = self._argument(match.end())
        if name is None:
            return match.end()
        if name == "thebibliography":
            self._add("list", match.start(), end, words=["thebibliography"])
        if name in SECTIONS:
            end = self._optional(end)[1]
            self._add("setting", match.start(), end)
            return end
        closer = f"\\end{{{name}}}"
        if name not in VERBATIM or closer in self.missing:
            return end
        place = self.text.find(closer, end)
        if place < 0:
            self.missing.add(closer)
            return end
        return place + len(closer)

    def _end(self, match: re.Match[str]) -> int:
        name, end = self._argument(match.end())
        if name in SECTIONS:
            self._add("setting", match.start(), end)
        return end

    def _note(self, place: int) -> int:
        place = self._optional(place)[1]
        place = self._skip(place)
        if self.text[place : place + 1] != "{":
            return place
        self.depth += 1
        self.notes += 1
        self.open.append((self.notes, self.depth, place + 1))
        return place + 1

    def _words(self, match: re.Match[str]) -> int:
        argument, end = self._argument(self._optional(match.end())[1])
        if argument is None:
            return match.end()
        kinds = {"nocite": "nocite", "bibliography": "list", "addbibresource": "libraries"}
        words = [word.strip() for word in argument.split(",") if word.strip()]
        if match["name"] == "addbibresource":
            self._add("setting", match.start(), end)
        self._add(kinds.get(match["name"], "input"), match.start(), end, words=words)
        return end

    def _package(self, match: re.Match[str]) -> int:
        options, place = self._optional(match.end())
        argument, end = self._argument(place)
        if argument is None:
            return match.end()
        if argument.strip() in ("babel", "polyglossia") and options:
            # The last language is that of the document.
            main = next((each for each in options.split(",") if "main=" in each), options.split(",")[-1])
            self._set_language(main.rpartition("=")[2])
        words = [word.strip() for word in argument.split(",")]
        if PACKAGES & set(words):
            self._add("package", match.start(), end, words=words)
        return end

    def _set_language(self, name: str) -> None:
        self.language = BABEL.get(name.strip(), self.language)

    def _setting(self, match: re.Match[str], name: str) -> int:
        place = self._optional(match.end())[1]
        if name == "printbibliography":
            self._add("list", match.start(), place)
            return place
        for _ in range(SETTINGS[name.lower()]):
            argument, end = self._argument(place)
            if argument is None:
                break
            place = self._optional(end)[1]
        self._add("setting", match.start(), place)
        return place

    def _set(self, match: re.Match[str]) -> int:
        """Take out what sets something of a package that is gone: `\\setlength{\\bibsep}{0pt}`."""
        name, place = self._argument(match.end())
        what = (name or "").strip().lstrip("\\")
        if what not in SET and not what.endswith(("delim", "punct")):
            return match.end()
        self._add("setting", match.start(), self._argument(self._optional(place)[1])[1])
        return self.found[-1].end

    def _add(self, kind: str, start: int, end: int, **values: list[str]) -> None:
        self.found.append(Found(kind, start, end, **values))  # type: ignore[arg-type]

    def _cite(self, match: re.Match[str], name: str) -> int:
        many = name in MULTIPLE
        place = match.end()
        cites: list[Cite] = []
        around: list[str] = []
        while many and len(around) < 2 and (group := _PARENTHESES.match(self.text, place)):
            around.append(group[1])
            place = group.end()
        while True:
            options: list[str] = []
            after = place
            while len(options) < 2 and (option := self._optional(after))[0] is not None:
                options.append(option[0] or "")
                after = option[1]
            keys, end = self._argument(after)
            if keys is None:
                break
            if _LABEL_IN_ARGUMENT.search(keys):
                self._add("macro", match.start(), end)
                return end
            cites += self._cites(keys, options)
            place = end
            if not many or self.text[self._skip(place) : self._skip(place) + 1] not in ("[", "{"):
                break
        if not cites:
            return match.end()
        self._put_around(cites, around)
        self._found(Found("citation", match.start(), place, cites, (MULTIPLE if many else COMMANDS)[name]))
        return place

    def _put_around(self, cites: list[Cite], around: list[str]) -> None:
        """Put what biblatex has in parentheses, `\\cites(see)(and others)[3]{a}{b}`, before and behind all cites."""
        before, after = (*around, "", "")[:2] if len(around) != 1 else ("", around[0])
        if before:
            cites[0].prefix = f"{self._rich(before)} {cites[0].prefix or ''}"
        if after:
            cites[-1].suffix = f"{cites[-1].suffix or ''}, {self._rich(after)}"

    def _found(self, item: Found) -> None:
        item.cites[0].suppress_author = item.command.suppress_author
        if self.open:
            item.note, _, begin = self.open[0]
            item.notes_before = item.note - 1
            item.opens = _SPACES.fullmatch(self.text, begin, item.start) is not None
        else:
            item.notes_before = self.notes
        self.found.append(item)

    def _cites(self, keys: str, options: list[str]) -> list[Cite]:
        # A comment without an end is looked at once only.
        names = [_COMMENT.sub(lambda text: "" if text[0][-1] == "\n" else text[0], key) for key in keys.split(",")]
        names = [key.strip() for key in names]
        names = [key for key in names if key]
        before, after = options if len(options) == 2 else ("", options[0] if options else "")
        cites = []
        for index, key in enumerate(names):
            post = self._rich(after) if index == len(names) - 1 else ""
            cite = affixes.cite(key, self._rich(before) if not index else "", post, language=self.language)
            if cite.suffix and not cite.locator and cite.suffix[0] not in ",;.:":
                cite.suffix = f", {cite.suffix.lstrip()}"
            cites.append(cite)
        return cites

    def _rich(self, text: str) -> str:
        """Return LaTeX as rich text; commands that say nothing to a style are kept as they are."""
        text = text.strip()
        if text.startswith("{") and text.endswith("}") and "}" not in text[1:-1]:
            text = text[1:-1]
        for pattern, sign in _SIGNS:
            text = pattern.sub(sign, text)
        return _KEEP.sub(lambda match: self.pieces.keep(match[0]), text)

    def _skip(self, place: int) -> int:
        match = _BLANK.match(self.text, place)
        return match.end() if match else place

    def _optional(self, place: int) -> tuple[str | None, int]:
        """Return an argument in brackets and where it ends; nothing where there is none."""
        start = self._skip(place)
        if self.text[start : start + 1] != "[":
            return None, place
        return self._balanced(start, place)

    def _argument(self, place: int) -> tuple[str | None, int]:
        """Return an argument in braces and where it ends; nothing where there is none."""
        start = self._skip(place)
        if self.text[start : start + 1] != "{":
            return None, place
        return self._balanced(start, place)

    def _balanced(self, start: int, otherwise: int) -> tuple[str | None, int]:
        end = self.closing.get(start)
        return (None, otherwise) if end is None else (self.text[start + 1 : end], end + 1)


_DELIMITER = re.compile(r"\\.|[\[\]{}]", re.DOTALL)


def _pairs(text: str) -> dict[int, int]:
    """Return where each brace and bracket closes, by where it opens; a bracket reaches out of no braces."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in _DELIMITER.finditer(text):
        sign = match[0]
        if sign in "{[":
            opened.append(match.start())
        elif sign == "]":
            if opened and text[opened[-1]] == "[":
                found[opened.pop()] = match.start()
        elif sign == "}":
            while opened and text[opened[-1]] == "[":
                opened.pop()
            if opened:
                found[opened.pop()] = match.start()
    return found
