"""`refexport convert` into a folder: shard by shard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from refexport.cli.common import SHOWN, counted, progress
from refexport.cli.terminal import say
from refexport.cluster.naming import is_folder, is_url, public
from refexport.errors import UsageError
from refexport.record import Part

if TYPE_CHECKING:
    from refexport.cluster import Entry, Manifest

_PASSED = ("from_format", "target", "bom", "strict", "compress", "shard_keys")


def are_asked_for(inputs: Sequence[str], outputs: Sequence[str], options: dict[str, Any]) -> bool:
    """Return whether the output is a folder.

    Raises:
        UsageError: it is none, but something else is given that only goes with a folder.
    """
    if any(is_folder(path.replace("\\", "/")) for path in outputs):
        return True
    for path in (*outputs, *inputs):
        if is_url(path):
            advice = "end -o with / for a folder, or save the file here"
            raise UsageError(f"{public(path)}: an address is read and written shard by shard; {advice}")
    if options["scheduler"]:
        raise UsageError("--scheduler needs a folder to write to: -o FOLDER/")
    if options["shard_keys"]:
        raise UsageError("--shard-keys is for folders; the keys of one file differ anyway")
    if options["compress"]:
        raise UsageError("--compress is for folders; a file is compressed by the suffix of -o: library.ris.gz")
    return False


def convert_into_folder(
    inputs: Sequence[str],
    outputs: Sequence[str],
    part: Part | None,
    cited_in: str | None,
    quiet: bool,
    verbose: bool,
    options: dict[str, Any],
) -> None:
    """Convert each input to a file in a folder, say what was done, and leave with exit code 1 if anything failed."""
    _refuse(inputs, outputs, cited_in, options)
    from refexport.cluster import convert_shards, plan_shards

    (folder,) = outputs
    passed = {name: options[name] for name in _PASSED}
    passed |= {"to": options["to"], "part": part, "journals": options["journals"] or None}
    if options["dry_run"]:
        for planned in plan_shards(inputs, folder, **passed):
            say(str(planned))
        return
    where = {"scheduler": options["scheduler"], "jobs": options["jobs"]}
    with progress("converting", quiet) as tell:
        told: dict[str, Any] = {
            "progress": tell,
            "share": tell.share if tell else None,
            "notify": None if quiet else _notify,
        }
        manifest = convert_shards(inputs, folder, **passed, **where, **told)
    _show(manifest, quiet=quiet, verbose=verbose)
    if not all(entry.is_clean for entry in manifest.shards):
        raise click.exceptions.Exit(1)


def _refuse(inputs: Sequence[str], outputs: Sequence[str], cited_in: str | None, options: dict[str, Any]) -> None:
    """Check that what is asked for can be done shard by shard.

    Raises:
        UsageError: it cannot.
    """
    refused = {
        "give one folder with -o, not several outputs": len(outputs) > 1,
        "name the format of the files in the folder with --to": not options["to"],
        "standard input is one file; name one to write, not a folder": "-" in inputs,
        "--cited-in takes records out of all inputs; write one file, not a folder": cited_in is not None,
        "each file in the folder has its report in FOLDER/_manifest; leave out --report": options["report_file"],
        "the workers of a --scheduler are its own; leave out --jobs": options["scheduler"] and options["jobs"],
    }
    for reason, holds in refused.items():
        if holds:
            raise UsageError(reason)


def _notify(message: str) -> None:
    say(f"refexport: {message}")


def _show(manifest: Manifest, *, quiet: bool, verbose: bool) -> None:
    lines = [line for entry in manifest.shards for line in _errors(entry, manifest.folder)]
    shown = lines if verbose else lines[:SHOWN]
    for line in shown:
        say(line)
    if len(lines) > len(shown):
        click.echo(f"… and {len(lines) - len(shown)} more; {manifest.folder}_manifest.json has them all", err=True)
    if quiet:
        return
    losses = sum(sum(entry.losses.values()) for entry in manifest.shards)
    if losses:
        click.echo(f"{losses:,} losses; the reports are in {manifest.folder}_manifest/", err=True)
    counts = {"converted": manifest.converted, "done before": manifest.kept, "failed": len(manifest.failed)}
    said = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count or what == "converted")
    shards, records = counted(len(manifest.shards), "shard"), counted(manifest.records, "record")
    click.echo(f"{shards}: {said}; {records} → {manifest.folder}", err=True)


def _errors(entry: Entry, folder: str) -> list[str]:
    if entry.error is not None:
        told = [entry.error, *(line for line in entry.first_errors if not line.endswith(entry.error))]
        return [*told, f"{entry.source}: see {folder}{entry.report}"] if len(told) > 1 and entry.report else told
    more = entry.diagnostics.get("error", 0) - len(entry.first_errors)
    return entry.first_errors + ([f"{entry.source}: {more} more errors; see {folder}{entry.report}"] if more else [])
