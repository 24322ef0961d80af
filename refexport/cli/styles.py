"""`refexport styles`."""

from __future__ import annotations

import json

import click

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
""",
)
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def command(query: tuple[str, ...], as_json: bool) -> None:
    """List the citation styles whose id, or else title, holds every word of QUERY; all of them without one.

    Ours come first, then their other names, plugins' styles, and the official ones.
    Exit code 1 says that nothing was found; the nearest names are then shown.
    """
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
