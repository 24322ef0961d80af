"""What a run has to do: which inputs there are, what they become, and which of them are done."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from refexport import __version__
from refexport.choosing import target_of, writable
from refexport.cluster.folders import Folder
from refexport.cluster.manifest import Entry, entry_of, stale
from refexport.cluster.naming import (
    MANIFEST,
    NOTES,
    is_folder,
    is_temporary,
    public,
    refuse_collisions,
    refuse_same_suffixes,
    shard_name,
)
from refexport.cluster.shard import Settings, Shard, entry_name
from refexport.cluster.stores import State, Stored, find, is_memory
from refexport.compression import SUFFIXES
from refexport.errors import UsageError
from refexport.journals import JournalLists, Journals
from refexport.limits import raised
from refexport.record import Part
from refexport.splitting import is_limited, refuse

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True, slots=True)
class Planned:
    """A shard and what is to be done with it."""

    shard: Shard
    """The input and what it becomes."""
    reason: str | None
    """Why it is to be written; `None` if it stands already."""
    entry: Entry | None
    """What an earlier run made of it."""

    def __str__(self) -> str:
        """Return `input → output: reason`."""
        return f"{self.shard.source.name} → {self.shard.output}: {self.reason or 'done already'}"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run has to do."""

    settings: Settings
    """What holds for all shards."""
    planned: list[Planned]
    """Of each input, in order."""
    others: list[Entry]
    """What the folder holds of inputs that are not among them."""
    unfinished: list[str]
    """Temporary files in the folder: of runs that were killed, or that still go on."""

    @property
    def in_one_process(self) -> bool:
        """Whether inputs or outputs are in this process's memory."""
        stores = [self.settings.folder.fs, *(each.shard.source.fs for each in self.planned)]
        return any(map(is_memory, stores))


def plan_shards(inputs: Paths, output: str | os.PathLike[str], **options: Any) -> list[Planned]:
    """Return what `convert_shards` with the same arguments would do, and write nothing.

    Args:
        inputs: paths, URLs and patterns of them.
        output: URL or path of a folder.
        options: those of `convert_shards` that are not about how it is run.

    Raises:
        RefexportError: as `convert_shards`.
    """
    return plan(inputs, output, **options).planned


def plan(
    inputs: Paths,
    output: str | os.PathLike[str],
    *,
    to: str,
    from_format: str | None = None,
    compress: str | None = None,
    target: str | None = None,
    journals: JournalLists = None,
    part: Part | None = None,
    bom: bool = False,
    strict: bool = False,
    shard_keys: bool = False,
) -> Run:
    """Return what a run has to do; arguments and exceptions are those of `convert_shards`."""
    suffix = _suffix(to, compress, target)
    folder = _folder(output)
    lists = journals if journals is None or isinstance(journals, Journals) else Journals.read(journals)
    options: dict[str, str | bool | None] = {
        "to": to,
        "from": from_format,
        "target": target,
        "part": part,
        "bom": bom,
        "strict": strict,
        "journals": None if lists is None else lists.fingerprint(),
    }
    if shard_keys:
        options["keys"] = "shard"
    run = uuid.uuid4().hex[:12]
    settings = Settings(
        folder, run, __version__, options, to, from_format, target, part, bom, strict, lists, shard_keys, raised()
    )
    planned = _compared(_named(inputs, folder, suffix), settings)
    if shard_keys:
        refuse_same_suffixes([each.shard.output for each in planned.planned] + [each.output for each in planned.others])
    return planned


def _suffix(to: str, compress: str | None, target: str | None) -> str:
    fmt, program = writable(to), target_of(target)
    refuse(fmt, program)
    if is_limited(program):
        raise UsageError(f"{program.name} takes no more than so much in one file; write one file, which is divided")
    if compress is not None and f".{compress}" not in SUFFIXES:
        raise UsageError(f"unknown compression '{compress}'; use {', '.join(suffix[1:] for suffix in SUFFIXES)}")
    return (fmt.suffixes[0] if fmt.suffixes else f".{to}") + (f".{compress}" if compress else "")


def _folder(output: str | os.PathLike[str]) -> Folder:
    name = os.fspath(output).replace(os.sep, "/")
    if not isinstance(output, str) and not name.endswith("/"):
        name += "/"
    if not is_folder(name):
        raise UsageError(f"{public(name)}: shards are written to a folder; end its name with /")
    return Folder(name)


def _named(inputs: Paths, folder: Folder, suffix: str) -> list[tuple[Stored, str]]:
    """Return every input once, with the name of its output."""
    urls = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    found = {file.name: file for url in urls for file in find(os.fspath(url))}
    for file in found.values():
        if folder.holds(file):
            raise UsageError(f"{file.name}: lies in the output folder; write the shards to another one")
    named = [(file, shard_name(file.relative, suffix)) for file in found.values()]
    refuse_collisions(((file.name, name) for file, name in named), folder.name, folder.local)
    return named


def _compared(named: list[tuple[Stored, str]], settings: Settings) -> Run:
    listing = settings.folder.listing()
    entries = _entries(settings.folder, listing)
    planned = [_planned(Shard(file, name), settings, entries.get(name), listing.get(name)) for file, name in named]
    outputs = {name for _, name in named}
    others = [entry for name, entry in sorted(entries.items()) if name not in outputs and name in listing]
    return Run(settings, planned, others, [name for name in listing if is_temporary(name)])


def _entries(folder: Folder, listing: dict[str, State]) -> dict[str, Entry]:
    """Return the entries of a folder by the names of the outputs."""
    names = [name for name in listing if name.startswith(f"{NOTES}/") and name.endswith(".json") and name != MANIFEST]
    read = map(entry_of, folder.contents(names).values())
    return {entry.output: entry for entry in read if entry is not None and entry_name(entry.output) in listing}


def _planned(shard: Shard, settings: Settings, entry: Entry | None, there: State | None) -> Planned:
    wanted = {
        "source": shard.source.name,
        "source_state": shard.source.state,
        "options": settings.options,
        "refexport": settings.version,
    }
    reason = stale(entry, wanted)
    if reason or entry is None:
        return Planned(shard, reason, entry)
    if there is None:
        return Planned(shard, "the output is gone", entry)
    if there.get("size") != entry.size:
        return Planned(shard, "the output was changed", entry)
    if there != entry.output_state:
        # Perhaps it was only copied: whoever works on the shard looks at the checksum.
        return Planned(Shard(shard.source, shard.output, entry), "the output may have been changed", entry)
    return Planned(shard, None, entry)
