"""The values of an entry's fields: quotes and braces taken off, macros resolved, what is broken or too much reported.

Source: BibTeX's documentation (Patashnik, "BibTeXing"), bibtex.web.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from refexport.limits import advice, nesting
from refexport.report import Report
from refexport.syntax import bib
from refexport.syntax.bib_lenient import goes_on, is_cut, split_values, value_of
from refexport.syntax.bib_rules import Fields
from refexport.text.journal_macros import MACROS_OF_STYLES
from refexport.text.latex_macros import Definition, expand
from refexport.text.latex_raw import is_nested_deeper


class FieldReader:
    """Makes fields of entries.

    Args:
        report: gets what is wrong with them.
        source: name of the file.
        macros: to their texts, by name, lower case.
        commands: TeX's commands that the file defines, by name.
    """

    def __init__(
        self,
        report: Report,
        source: str,
        macros: Mapping[str, str],
        commands: Mapping[str, Definition] = MappingProxyType({}),
    ) -> None:
        self.report, self.source, self.macros, self.commands = report, source, macros, commands
        self.deepest = nesting()

    def warn(self, code: str, message: str, entry: bib.Entry, raw: str | None = None) -> None:
        """Add a warning about an entry to the report."""
        self.report.warn(code, message, source=self.source, line=entry.line, record=entry.key, raw=raw)

    def fields(self, entry: bib.Entry) -> Fields:
        """Return the fields of an entry, quotes and braces taken off, macros resolved."""
        fields: Fields = {}
        written = entry.fields
        if not entry.simple:
            written, hidden = split_values(written)
            if hidden:
                message = f"a comma is missing before field '{hidden[0]}'"
                self.warn("missing-comma", message, entry)
        for name, written_value in written:
            name = name.lower()
            if entry.simple and written_value[:1] == "{" and "#" not in written_value:
                value = written_value[1:-1]
            else:
                value, unknown = value_of(written_value, self.macros)
                if not entry.simple and goes_on(written_value):
                    value, unknown = self._stripped(name, written_value, entry), None
                if is_cut(written_value, value):
                    message = f"the macros of '{name}' grow too long; cut; {advice('expansion')}"
                    self.warn("expansion-limit", message, entry)
                if unknown and name in ("journal", "journaltitle") and unknown.lower() in MACROS_OF_STYLES:
                    value, unknown = MACROS_OF_STYLES[unknown.lower()], None
                if unknown:
                    self.warn("undefined-macro", f"macro '{unknown}' is not defined; taken as text", entry)
            if self.commands and "\\" in value:
                value = expand(value, self.commands)
            if is_nested_deeper(value, self.deepest):
                value = self._flat(name, value, entry)
            held = fields.setdefault(name, value)
            if held != value and value.strip():
                fields[name] = held if held.strip() else value
                if held.strip():
                    message = f"field '{name}' stands twice; the first counts"
                    self.warn("duplicate-field", message, entry, raw=value)
        return fields

    def _flat(self, name: str, value: str, entry: bib.Entry) -> str:
        """Return a value whose braces are nested too deep without them, and report it."""
        message = f"the braces of '{name}' are nested more than {self.deepest} deep and are left out"
        where = {"source": self.source, "line": entry.line, "record": entry.key, "raw": value}
        self.report.error("nested-too-deep", f"{message}; {advice('nesting')}", **where)
        return value.replace("{", "").replace("}", "")

    def _stripped(self, name: str, written: str, entry: bib.Entry) -> str:
        """Return a value that goes on behind the brace that closes it, without its braces, and report it."""
        message = f"field '{name}' goes on behind its closing brace: a brace is missing or too many"
        self.report.error(
            "unbalanced-braces", message, source=self.source, line=entry.line, record=entry.key, raw=written
        )
        return written.replace("{", "").replace("}", "")
