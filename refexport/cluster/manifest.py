"""What is known of each shard, and of all in a folder.

`_manifest/NAME.json` is the entry of a shard: written, whole, when its output stands.  A later run goes by these alone.
`_manifest.json` puts them together for people and programs, when a run begins (then it is not complete) and ends.
"""

from __future__ import annotations

from typing import Any

import msgspec

LAYOUT = 1
"""Changes when older manifests are not understood any more."""
SHOWN = 5
"""Errors that an entry tells; all are in the shard's report."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=False, kw_only=True):
    """What is known of a shard."""

    source: str
    """URL or path of the input."""
    source_state: dict[str, str | int]
    """Its size, and its ETag or the like, or else when it was changed."""
    output: str
    """Name of the output in the folder."""
    options: dict[str, str | bool | None]
    """What it was converted with."""
    refexport: str
    """The version that did."""
    layout: int = LAYOUT
    """Of this entry."""
    error: str | None = None
    """Why there is no output of this input."""
    records: int = 0
    """Number of records in the output."""
    size: int = 0
    """Bytes of the output."""
    sha256: str = ""
    """Of these bytes."""
    output_state: dict[str, str | int] = {}
    """As `source_state`."""
    diagnostics: dict[str, int] = {}
    """Number of diagnostics by severity."""
    losses: dict[str, int] = {}
    """Number of losses by change."""
    first_errors: list[str] = []
    """Some of the errors in the data."""
    report: str | None = None
    """Name of the whole report in the folder, which a shard that failed has too."""

    @property
    def is_clean(self) -> bool:
        """Whether the input is all in the output, but for losses."""
        return self.error is None and not self.diagnostics.get("error")


class Manifest(msgspec.Struct, kw_only=True):
    """What came of a run, and what else is in its folder."""

    folder: str
    """URL or path."""
    refexport: str
    """The version that wrote this."""
    layout: int = LAYOUT
    """Of this manifest."""
    complete: bool = False
    """Whether the run came to its end, and no shard failed."""
    records: int = 0
    """Number of records in the shards of this run."""
    converted: int = 0
    """Number of shards that this run wrote."""
    kept: int = 0
    """Number of shards that an earlier run had written."""
    shards: list[Entry] = []
    """Of this run's inputs that are done or failed, in their order."""
    others: list[Entry] = []
    """Of inputs that are not among them."""

    @property
    def failed(self) -> list[Entry]:
        """The shards that could not be written."""
        return [entry for entry in self.shards if entry.error is not None]


def encode(value: Entry | Manifest) -> str:
    """Return an entry or a manifest as JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"


def entry_of(data: bytes) -> Entry | None:
    """Return the entry that a file holds; nothing if it is none, or of another layout."""
    try:
        entry = msgspec.json.decode(data, type=Entry)
    except (msgspec.DecodeError, ValueError):
        return None
    return entry if entry.layout == LAYOUT else None


def stale(entry: Entry | None, wanted: dict[str, Any]) -> str | None:
    """Return why a shard must be written again, as far as its entry tells.

    Args:
        entry: of the shard.
        wanted: attributes that it should have: source, source_state, options, refexport.
    """
    if entry is None:
        return "not done yet"
    if entry.error is not None:
        return "failed before"
    said = {
        "source": "made of another input",
        "source_state": "the input changed",
        "options": "other options",
        "refexport": f"made by refexport {entry.refexport}",
    }
    return next((reason for name, reason in said.items() if getattr(entry, name) != wanted[name]), None)
