"""Makes the pages of `docs/` that are generated: one for each format, and the command line's.

`pytest --update-cases tests/test_docs.py` writes them.
"""

from __future__ import annotations

import importlib
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import click

from refexport.cli import COMMANDS, group
from refexport.registry import FORMATS, Format
from refexport.syntax import bib_fields, xml_endnote
from refexport.syntax.xml_mods import Kind
from refexport.vocabulary import ITEM_TYPES, VARIABLES

Table = Mapping[str, Any]

FAMILIES: dict[str, Mapping[str, Table]] = {
    "bibtex": vars(bib_fields),
    "biblatex": vars(bib_fields),
    "endnote-xml": {"READ_TYPES": {name: type for name, (_, type) in xml_endnote.REF_TYPES.items()}},
}
"""Tables that a format takes from what it shares with others."""

WIDTH = 100
"""Columns of the command line's help."""

MADE = "<!-- Generated: change {}, then run pytest --update-cases tests/test_docs.py. -->\n\n"


def ours() -> dict[str, Format]:
    """Return the project's own formats by their ids."""
    found = {id: fmt for id, fmt in FORMATS.load_all().items() if FORMATS.distribution(id) == "refexport"}
    return {id: fmt for id, fmt in found.items() if isinstance(fmt, Format)}


def pages() -> dict[str, str]:
    """Return every generated page by its path under `docs/`."""
    made = {f"formats/{id}.md": format_page(fmt) for id, fmt in ours().items()}
    return {**made, "formats/README.md": formats_page(), "cli.md": cli_page()}


# Formats


def formats_page() -> str:
    """Return the page that lists all formats."""
    rows = [
        (f"[{fmt.name}]({id}.md)", f"`{id}`", code(fmt.suffixes), yes(fmt.read), yes(fmt.write))
        for id, fmt in ours().items()
    ]
    return (
        MADE.format("refexport/formats/")
        + "# Formats\n\nWhat each format's page says is the mapping that the program uses: the tables are the same.\n"
        + "A format is recognised by its content first, then by the file's suffix.\n\n"
        + table(("Format", "Id", "Suffixes", "Read", "Written"), rows)
        + "\nMore formats come with [plugins](../plugins.md); `refexport formats` lists what your machine has.\n"
    )


def format_page(fmt: Format) -> str:
    """Return a format's page: its module's docstring and tables."""
    module = module_of(fmt)
    tables = {**FAMILIES.get(fmt.id, {}), **vars(module)}
    first, _, rest = (module.__doc__ or "").partition("\n")
    facts = [("`" + fmt.id + "`", code(fmt.suffixes) or "none", yes(fmt.read) or "no", yes(fmt.write) or "no")]
    parts = [
        MADE.format(f"{module.__name__.replace('.', '/')}.py"),
        f"# {fmt.name}\n\n{first}\n\n",
        table(("Id", "Suffixes", "Read", "Written"), facts),
        rest.rstrip() + "\n",
        types_section(tables, bool(fmt.write)),
        fields_section(tables),
        also_read_section(tables),
        left_behind_section(tables),
    ]
    return re.sub(r"\n{3,}", "\n\n", "".join(parts)).rstrip() + "\n"


def module_of(fmt: Format) -> ModuleType:
    """Return the module that a format is defined in."""
    return importlib.import_module(f"refexport.formats.{fmt.id.replace('-', '_')}")


def types_section(tables: Mapping[str, Table], written: bool) -> str:
    """Return the section on item types."""
    types, read = tables["TYPES"], tables.get("READ_TYPES", {})
    head = "\n## Types\n\n"
    if all(type == name for type, name in types.items()) and set(types) == set(ITEM_TYPES):
        return head + "CSL's own, all of them.\n"
    readings = defaultdict(list)
    for name, type in read.items():
        readings[type].append(name)
    rows = [
        (f"`{type}`", type_name(types.get(type, "")), code(readings[type]))
        for type in ITEM_TYPES
        if type in types or readings[type]
    ]
    names = ("CSL type", "Written as" if written else "Type", "Read from")
    return head + (table(names, rows) if read else table(names[:2], [row[:2] for row in rows]))


def fields_section(tables: Mapping[str, Table]) -> str:
    """Return the section on variables, with what differs by type."""
    fields, by_type = tables["FIELDS"], tables.get("BY_TYPE", {})
    differs: dict[str, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    for type, own in by_type.items():
        for variable, name in own.items():
            differs[variable][name].append(type)
    rows = [
        (f"`{variable}`", meaning(variable), value(fields.get(variable, "")), differences(differs[variable]))
        for variable in sorted({*fields, *differs}, key=str.lower)
    ]
    names = ("Variable", "Meaning", "Field", "For some types")
    note = "`¶` stands for a labelled line; see above.\n\n" if any("¶" in "".join(row) for row in rows) else ""
    made = table(names, rows) if by_type else table(names[:3], [row[:3] for row in rows])
    return f"\n## Fields\n\n{note}{made}"


def differences(found: Mapping[Any, Iterable[str]]) -> str:
    """Return the fields that a variable has for some types, with their types."""
    return "; ".join(f"{value(name)}: {', '.join(types)}" for name, types in found.items())


def also_read_section(tables: Mapping[str, Table]) -> str:
    """Return the section on what is read from other programs' fields."""
    rows = [(f"`{name}`", f"`{variable}`", "all") for name, variable in tables.get("ALSO_READ", {}).items() if variable]
    for type, own in tables.get("ALSO_READ_BY_TYPE", {}).items():
        rows += [(f"`{name}`", f"`{variable}`", f"`{type}`") for name, variable in own.items() if variable]
    return f"\n## Also read\n\n{table(('Field', 'Variable', 'Types'), rows)}" if rows else ""


def left_behind_section(tables: Mapping[str, Table]) -> str:
    """Return the section on what is in no record, and not reported either."""
    rows = [(code(sorted(paths.split())), why) for why, paths in tables.get("LEFT_BEHIND", {}).items()]
    head = "\n## Left behind\n\nThis is in no record, and no report says so for each.\n\n"
    return f"{head}{table(('What', 'Why'), rows)}" if rows else ""


def meaning(variable: str) -> str:
    """Return what a variable means."""
    beyond = {"id": "Citation key", "keyword": "Keywords", "files": "Attached files", "type": "Item type"}
    return beyond.get(variable) or VARIABLES[variable].meaning if variable in {**VARIABLES, **beyond} else ""


def type_name(name: Any) -> str:
    """Return what a table of types holds, as a person reads it: the type, or a type and that of its container."""
    if isinstance(name, Kind):
        return value(tuple(dict.fromkeys(part for part in (name.zotero, name.marc) if part)) or name.resource)
    return " in ".join(map(value, filter(None, name))) if isinstance(name, tuple) else value(name)


def value(name: Any) -> str:
    """Return what a mapping table holds, as a person reads it: names as code, phrases as text."""
    if isinstance(name, tuple | list):
        return ", ".join(map(value, name))
    return escape(name) if " " in name else code(filter(None, [name]))


def code(names: Iterable[str]) -> str:
    """Return names as code with commas between."""
    return ", ".join(f"`{name}`".replace("|", "\\|") for name in names)


def escape(text: str) -> str:
    """Return a text that Markdown leaves as it is, in a table."""
    return re.sub(r"([|*_<`])", r"\\\1", text)


def yes(able: object) -> str:
    """Return what stands in a column of yes and no."""
    return "yes" if able else ""


def table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    names = list(names)
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(line)} |\n".replace("|  |", "| |") for line in lines)


# Command line


def cli_page() -> str:
    """Return the page of the command line: every command's help."""
    parts = [
        MADE.format("refexport/cli/"),
        "# Command line\n\n",
        "Data goes to standard output, everything else to standard error. Exit codes: 0 done; 1 done, with errors in\n",
        "the data (each shown as `file:line: message`), or nothing written because of them; 2 wrong usage.\n",
        section("refexport", group),
    ]
    with click.Context(group, info_name="refexport") as parent:
        for name in sorted(COMMANDS):
            command = group.get_command(parent, name)
            assert command is not None
            parts.append(section(f"refexport {name}", command))
    return "".join(parts)


def section(name: str, command: click.Command) -> str:
    """Return a command's section."""
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": WIDTH, "terminal_width": WIDTH}
    context = click.Context(command, info_name=name, **settings)
    help = textwrap.dedent(command.get_help(context)).rstrip()
    return f"\n## {name}\n\n```text\n{help}\n```\n"
