"""A run: what is missing is converted, and the manifest is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from refexport.cluster.manifest import Manifest, encode
from refexport.cluster.naming import MANIFEST
from refexport.cluster.planning import Paths, Run, plan
from refexport.cluster.shard import Outcome, Shard, convert_shard, write_entry
from refexport.errors import RefexportError, UsageError
from refexport.workers import cores

Done = Iterator[tuple[Shard, Outcome]]


def convert_shards(
    inputs: Paths,
    output: Any,
    *,
    to: str,
    scheduler: Any = None,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
    share: Callable[[float], None] | None = None,
    notify: Callable[[str], None] | None = None,
    **options: Any,
) -> Manifest:
    """Convert each of many files to one in a folder; what an earlier run has done is not done again.

    Without a scheduler, processes of this machine do it: a script that calls this must do so under
    `if __name__ == "__main__":`, as everything that starts processes must.

    Args:
        inputs: paths, URLs and patterns of them, such as `s3://bucket/pubmed/*.xml.gz`.
        output: URL of a folder, with `/` at its end, or a path of one.
        to: id of the outputs' format.
        scheduler: address of a Dask scheduler, or a `distributed.Client`; by default processes of this machine are
            started, and end with the run.
        jobs: number of these processes; with 1, this one does the work.  By default one for each core.
        progress: called with the number of records written so far.
        share: called before it with how much of the work is done, 0 to 1.
        notify: called with what a person should know while it runs.
        options: `from_format`, `target`, `journals`, `part`, `bom`, `strict` as in `refexport.convert`; `compress`
            is `gz`, `xz` or `zst`; with `shard_keys` every citation key ends with its shard's name, so that keys differ
            between shards.

    Returns:
        The manifest, as it is in the folder; a shard that failed has an entry with its error.

    Raises:
        UsageError: an input, format, target or protocol that does not exist; two inputs that would become one file.
        OutputError: the folder cannot be written.
        RefexportError: Dask, or the driver of a store, is not installed; no scheduler answers.
    """
    if scheduler is not None and jobs is not None:
        raise UsageError("a cluster has its own workers; leave out either the scheduler or the number of jobs")
    run = plan(inputs, output, to=to, **options)
    run.settings.folder.remove_forgotten(run.unfinished)
    todo = [each.shard for each in run.planned if each.reason]
    outcomes = {
        each.shard.output: Outcome(each.entry, kept=True) for each in run.planned if each.entry and not each.reason
    }
    if todo:
        done = _started(run, todo, scheduler, jobs, notify)
        return _finished(run, todo, outcomes, done, _watched(done, todo, progress, share))
    return _write(run, _manifest(run, outcomes, ended=True))


def _finished(
    run: Run, todo: list[Shard], outcomes: dict[str, Outcome], done: Done, watched: Iterator[Outcome]
) -> Manifest:
    """Return the manifest of what comes of the shards; it is written at the beginning and the end."""
    ended = False
    try:
        _write(run, _manifest(run, outcomes, ended=False))
        for outcome in watched:
            outcomes[outcome.entry.output] = outcome
            if outcome.entry.error is not None:
                write_entry(outcome.entry, run.settings)
        ended = True
    finally:
        done.close()  # type: ignore[attr-defined]
        run.settings.folder.sweep([shard.output for shard in todo], run.settings.run)
        manifest = _manifest(run, outcomes, ended=ended)
        with suppress(*(() if ended else (RefexportError,))):
            _write(run, manifest)
        run.settings.folder.synchronise([shard.output for shard in todo])
    return manifest


def _started(
    run: Run, todo: list[Shard], scheduler: Any, jobs: int | None, notify: Callable[[str], None] | None
) -> Done:
    if scheduler is None and (jobs == 1 or len(todo) == 1):
        return _here(run, todo, jobs)
    from refexport.cluster import distribution

    distribution.require()
    if scheduler is None and run.in_one_process:
        raise UsageError("files in this process's memory are out of the reach of others; use jobs=1")
    return distribution.work(run, todo, scheduler, min(jobs or cores(), len(todo)), notify)


def _here(run: Run, todo: list[Shard], jobs: int | None) -> Done:
    for shard in todo:
        yield shard, convert_shard(shard, run.settings, jobs)


def _watched(
    done: Done, todo: list[Shard], progress: Callable[[int], None] | None, share: Callable[[float], None] | None
) -> Iterator[Outcome]:
    """Yield what came of shards, and tell how far it is by the sizes of the inputs."""
    sizes = [int(shard.source.state.get("size", 0)) for shard in todo]
    whole = sum(sizes) if all(sizes) else 0
    records = taken = 0
    for shard, outcome in done:
        records += outcome.entry.records
        taken += int(shard.source.state.get("size", 0))
        if share and whole:
            share(taken / whole)
        if progress:
            progress(records)
        yield outcome


def _manifest(run: Run, outcomes: dict[str, Outcome], *, ended: bool) -> Manifest:
    found = [outcomes[each.shard.output] for each in run.planned if each.shard.output in outcomes]
    good = [outcome for outcome in found if outcome.entry.error is None]
    kept = sum(outcome.kept for outcome in good)
    return Manifest(
        folder=run.settings.folder.name,
        refexport=run.settings.version,
        complete=ended and len(good) == len(run.planned),
        records=sum(outcome.entry.records for outcome in good),
        converted=len(good) - kept,
        kept=kept,
        shards=[outcome.entry for outcome in found],
        others=run.others,
    )


def _write(run: Run, manifest: Manifest) -> Manifest:
    run.settings.folder.write(MANIFEST, [encode(manifest)], run.settings.run)
    return manifest
