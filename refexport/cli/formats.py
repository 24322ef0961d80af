"""`refexport formats`."""

from __future__ import annotations

import json
from typing import Any

import click

from refexport.registry import FORMATS, Format


@click.command(
    "formats",
    epilog="""\b
Examples:
  refexport formats
  refexport formats --json
""",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def command(as_json: bool) -> None:
    """List the formats that can be read and written, plugins among them.

    A plugin that does not load stands here with its error.
    """
    rows = [_row(id, loaded) for id, loaded in FORMATS.load_all().items()]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    width = max(len(row["id"]) for row in rows)
    for row in rows:
        click.echo(f"{row['id']:{width}}  {_description(row)}")


def _row(id: str, loaded: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": id, "package": FORMATS.distribution(id)}
    if not isinstance(loaded, Format):
        return row | {"error": str(loaded)}
    able = {"read": bool(loaded.read), "write": bool(loaded.write)}
    return row | {"name": loaded.name, **able, "suffixes": list(loaded.suffixes)}


def _description(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"does not work: {row['error']}"
    able = f"{'read' if row['read'] else '':5}{'write' if row['write'] else '':6}"
    package = "" if row["package"] == "refexport" else f"  (from {row['package']})"
    return f"{able} {row['name']}  {' '.join(row['suffixes'])}{package}"
