"""`refexport styles`."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from refexport.cli.common import complete_style
from refexport.errors import UsageError
from refexport.styles import StyleEntry, list_styles, nearest

ID_WIDTH = 44
"""Columns for a style's id at most; a longer one pushes its own line only."""


@click.command(
    "styles",
    epilog="""\b
Examples:
  refexport styles
  refexport styles vancouver
  refexport styles "public health"
  refexport styles lancet --json
  refexport styles --preview nature
""",
)
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option(
    "--preview",
    "previewed",
    metavar="STYLE",
    shell_complete=complete_style,
    help="Show a citation and an entry in a style: its name, or a .csl file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def command(query: tuple[str, ...], previewed: str | None, as_json: bool) -> None:
    """List the citation styles whose id, or else title, holds every word of QUERY; all of them without one.

    Ours come first, then their other names, plugins' styles, and the official ones.
    Exit code 1 says that nothing was found; the nearest names are then shown.
    """
    if previewed is not None:
        _show(previewed, query, as_json)
        return
    words = " ".join(query)
    entries = list_styles(words)
    if as_json:
        click.echo(json.dumps([_row(entry) for entry in entries], indent=1, ensure_ascii=False))
    elif entries:
        width = min(max(len(entry.id) for entry in entries), ID_WIDTH)
        click.echo("\n".join(_line(entry, width) for entry in entries))
    if not entries:
        first, second, third = nearest(words)
        click.echo(f"refexport: no style holds '{words}'; did you mean {first}, {second} or {third}?", err=True)
        raise click.exceptions.Exit(1)


def _show(style: str, query: tuple[str, ...], as_json: bool) -> None:
    """Print what an example looks like in a style."""
    from refexport.preview import preview

    if query:
        raise UsageError(f"a preview is of one style: put its name in quotes: --preview '{' '.join((style, *query))}'")
    shown = preview(style)
    if as_json:
        click.echo(json.dumps(asdict(shown), indent=1, ensure_ascii=False))
        return
    click.echo(f"{shown.title}\n\nCitation: {shown.citation}")
    click.echo(f"Entry:    {shown.entry}" if shown.entry else "Entry:    none, this style has no reference list")


def _row(entry: StyleEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "title": entry.title,
        "source": entry.source,
        "parent": entry.parent,
        "citation_format": entry.citation_format,
        "fields": list(entry.fields),
    }


def _line(entry: StyleEntry, width: int) -> str:
    parent = f" → {entry.parent}" if entry.parent else ""
    return f"{entry.id:{width}}  {entry.source:8}  {entry.citation_format or '':11}  {entry.title}{parent}"
