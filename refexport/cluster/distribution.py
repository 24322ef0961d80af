"""Shards given to the workers of a Dask cluster, or of one that is started on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from refexport import __version__
from refexport.cluster.planning import Run
from refexport.cluster.shard import Outcome, Settings, Shard, convert_shard, failed
from refexport.cluster.stores import one_line
from refexport.errors import RefexportError, UsageError

PATIENCE = 10
"""Seconds in which a scheduler must answer."""


def require() -> None:
    """Check that Dask is installed.

    Raises:
        RefexportError: it is not.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise RefexportError("shards need the extra dask: pip install 'refexport[dask]'") from None


def work(
    run: Run, todo: list[Shard], scheduler: Any, jobs: int, notify: Callable[[str], None] | None
) -> Iterator[tuple[Shard, Outcome]]:
    """Yield each shard with what came of it, as they come.

    A worker that dies costs the shards that it was at a second try, elsewhere.

    Args:
        run: what holds for all shards.
        todo: the shards.
        scheduler: address of one, or a client; `None` starts processes here.
        jobs: how many.
        notify: called with what a person should know.

    Raises:
        RefexportError: no scheduler answers, or its workers lack refexport.
        UsageError: files are in the memory of one process, and the workers are others.
    """
    with _client(scheduler, jobs) as client:
        _check(client, run, notify)
        # A task of its own: a worker that dies takes its copy along, and the scheduler makes another one.
        settings = client.submit(_same, run.settings, key=f"refexport-{run.settings.run}")
        suspects = []
        for shard, future in _completed(client, todo, settings, run.settings.run):
            if _killed(future):
                suspects.append(shard)
            else:
                yield shard, _outcome(future, shard, run.settings)
        # Some only stood beside one that kills: alone they come through.
        for number, shard in enumerate(suspects):
            for _, future in _completed(client, [shard], settings, f"{run.settings.run}-alone-{number}"):
                yield shard, _outcome(future, shard, run.settings)


def _completed(client: Any, shards: list[Shard], settings: Any, name: str) -> Iterator[tuple[Shard, Any]]:
    from distributed import as_completed

    futures = {
        client.submit(convert_shard, shard, settings, key=f"refexport-{name}-{number}"): shard
        for number, shard in enumerate(shards)
    }
    try:
        for future in as_completed(futures, loop=client.loop):
            yield futures.pop(future), future
    finally:
        client.cancel(list(futures))


def _killed(future: Any) -> bool:
    from distributed import KilledWorker

    return future.status == "error" and isinstance(future.exception(), KilledWorker)


def _same(settings: Settings) -> Settings:
    return settings


def _outcome(future: Any, shard: Shard, settings: Settings) -> Outcome:
    if future.status == "finished":
        outcome: Outcome = future.result()
        return outcome
    return Outcome(failed(shard, settings, f"{shard.source.name}: {_reason(future)}"))


def _reason(future: Any) -> str:
    if future.cancelled():
        return "the scheduler gave it up; run again"
    error = future.exception()
    if _killed(future):
        times = error.allowed_failures + 1
        return f"{times} workers died of it, perhaps for want of memory; see the logs of the workers"
    return one_line(error)


@contextmanager
def _client(scheduler: Any, jobs: int) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if isinstance(scheduler, Client):
        yield scheduler
        return
    with ExitStack() as stack:
        if scheduler is None:
            options = {
                "threads_per_worker": 1,
                "dashboard_address": "127.0.0.1:0",
                "silence_logs": "CRITICAL",
                "preload": "refexport.cluster.deaf",
            }
            scheduler = stack.enter_context(LocalCluster(n_workers=jobs, **options))
        yield stack.enter_context(_connected(scheduler))


def _connected(scheduler: Any) -> Any:
    from distributed import Client
    from distributed.comm.registry import get_backend

    try:
        # A client that is made with a wrong address waits for a minute when it is forgotten.
        if isinstance(scheduler, str):
            get_backend(scheduler.partition("://")[0] if "://" in scheduler else "tcp")
        return Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError):
        advice = "start one with `dask scheduler`, and workers with `dask worker`"
        raise RefexportError(f"{scheduler}: no Dask scheduler answers; {advice}") from None
    except (ValueError, TypeError) as error:
        what = one_line(error)
        raise UsageError(f"{scheduler}: not the address of a scheduler, as tcp://host:8786: {what}") from None


def _told() -> tuple[str, int]:
    """Return what a worker is."""
    return __version__, os.getpid()


def _check(client: Any, run: Run, notify: Callable[[str], None] | None) -> None:
    """Check that the workers can do it; those that come later are found out when they do not."""
    try:
        client.run_on_scheduler(_told)  # it looks into what it hands on
        told = client.run(_told)
    except Exception as error:
        advice = "install the same refexport[dask] where they run"
        raise RefexportError(f"the scheduler or the workers cannot do it: {one_line(error)}; {advice}") from None
    for address, (version, _) in told.items():
        if version != __version__:
            raise RefexportError(f"{address}: this worker has refexport {version}, not {__version__}; install the same")
    if run.in_one_process and {pid for _, pid in told.values()} != {os.getpid()}:
        raise UsageError("files in this process's memory are out of the reach of the workers; use jobs=1")
    if not told and notify:
        notify("the cluster has no workers yet; waiting for some")
