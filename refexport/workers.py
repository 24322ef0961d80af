"""Parts worked on by several processes, in order and with no more than a few of them in memory.

Each process is a Python of its own, which gets parts and keys over its standard input and answers over its standard
output; a thread here talks with it.  A process ends when its input does, so none outlives this one.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain, islice
from queue import SimpleQueue
from threading import Condition
from typing import Any

from refexport.errors import RefexportError
from refexport.pipeline import Done, Given, Ledger, Plan, Stage, Task, Wanted, run_here
from refexport.registry import FORMATS
from refexport.report import Report
from refexport.source import Source

MANY = 32
"""Parts from which on it is worth to start processes, if the user does not say how many."""
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from refexport.workers import serve; serve()"


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(tasks: Iterable[Task | Done], plan: Plan, jobs: int | None) -> Iterator[Done]:
    """Yield what comes of each part, in order.

    Args:
        tasks: the parts, or what stands for an input that cannot be cut.
        plan: what is done with them.
        jobs: number of processes; `None` is one for each core if there are more than a few parts, and else none.

    Raises:
        RefexportError: a process failed.
    """
    tasks = iter(tasks)
    if jobs is None:
        first = list(islice(tasks, MANY + 1))
        jobs = cores() if len(first) > MANY else 1
        tasks = chain(first, tasks)
    if jobs <= 1:
        yield from run_here(tasks, plan)
        return
    pool = _Pool(plan, jobs)
    try:
        yield from pool.run(tasks)
    finally:
        pool.close()


class _Pool:
    """Some processes and the threads that talk with them."""

    def __init__(self, plan: Plan, jobs: int) -> None:
        self.ledger = Ledger([FORMATS.get(id) for id in plan.outputs], plan.key_suffix)
        self.idle: SimpleQueue[_Worker] = SimpleQueue()
        self.workers = [_Worker(plan) for _ in range(jobs)]
        for worker in self.workers:
            self.idle.put(worker)
        self.threads = ThreadPoolExecutor(jobs)
        self.turn = 0
        self.failed = False
        self.moved = Condition()

    def run(self, tasks: Iterator[Task | Done]) -> Iterator[Done]:
        waiting: deque[Future[Done | None]] = deque()
        number = 0
        for task in tasks:
            if isinstance(task, Done):
                ready: Future[Done | None] = Future()
                ready.set_result(task)
                waiting.append(ready)
            else:
                waiting.append(self.threads.submit(self._work, number, task))
                number += 1
            # One part more than there are processes is ready when one of them is.
            while len(waiting) > len(self.workers) + 1:
                yield from self._result(waiting.popleft())
        while waiting:
            yield from self._result(waiting.popleft())

    def _result(self, future: Future[Done | None]) -> Iterator[Done]:
        done = future.result()
        if done is not None:
            yield done

    def _work(self, number: int, task: Task) -> Done | None:
        worker = self.idle.get()
        try:
            wanted = worker.read(task)
            given = self._in_turn(number, task, wanted)
            if given is None:
                return None
            done = worker.write(given)
            done.task, done.unreadable, done.input = task, wanted.unreadable, task.input
            return done
        except BaseException:
            with self.moved:
                self.failed = True
                self.moved.notify_all()
            raise
        finally:
            self.idle.put(worker)

    def _in_turn(self, number: int, task: Task, wanted: Wanted) -> Given | None:
        with self.moved:
            self.moved.wait_for(lambda: self.turn == number or self.failed)
            if self.failed:
                return None
            try:
                return self.ledger.give(task, wanted)
            finally:
                self.turn += 1
                self.moved.notify_all()

    def close(self) -> None:
        with self.moved:
            self.failed = True
            self.moved.notify_all()
        for worker in self.workers:
            worker.stop()
        self.threads.shutdown(cancel_futures=True)
        for worker in self.workers:
            worker.close()


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Have a process that is started meanwhile be deaf to interrupts from its first moment: they are our business."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """One process, from this side."""

    def __init__(self, plan: Plan) -> None:
        command = [sys.executable, "-P", "-c", _START, json.dumps(sys.path)]
        with deaf_to_interrupts():
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.shared: Any = None
        self.plan = plan
        self.started = False

    def read(self, task: Task) -> Wanted:
        """Have a part read."""
        source = task.source
        self.where = f"{source.name}:{source.first_line}"
        shared = source.shared if source.shared is not self.shared else _SAME
        self.shared = source.shared
        plan = None if self.started else self.plan
        self.started = True
        place = (source.text, source.name, source.first_line, source.head)
        answer = self._ask((plan, task.input, task.format, place, shared))
        assert isinstance(answer, Wanted)
        return answer

    def write(self, given: Given) -> Done:
        """Have written what was read."""
        answer = self._ask(given)
        assert isinstance(answer, Done)
        return answer

    def _ask(self, message: object) -> object:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            pickle.dump(message, stdin, pickle.HIGHEST_PROTOCOL)
            stdin.flush()
            answer: object = pickle.load(stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            raise RefexportError(f"{self.where}: {self._died()}") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _died(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        code = self.process.returncode
        reason = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
        advice = "nothing was written; if memory ran out, use fewer --jobs"
        return f"the process that worked on the part that begins here {reason}; {advice}"

    def stop(self) -> None:
        """End the process, whatever it does."""
        with suppress(OSError):
            self.process.kill()

    def close(self) -> None:
        """Let go of what belonged to it."""
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self.process.wait()


_SAME = "the same as before"


def serve() -> None:
    """Work on the parts that come over standard input, until it ends."""
    # An interrupt is the business of the process that started this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a plugin prints must not stand among the answers.
    os.dup2(2, 1)
    stage: Stage | None = None
    shared: object = None
    with suppress(EOFError, BrokenPipeError):
        while True:
            message = pickle.load(sys.stdin.buffer)
            try:
                if isinstance(message, Given):
                    assert stage is not None
                    answer: object = stage.write(message)
                else:
                    plan, number, format, place, told = message
                    stage = Stage(plan) if plan is not None else stage
                    assert stage is not None
                    shared = shared if told == _SAME else told
                    answer = stage.read(Task(number, format, _source(place, shared)))
            except Exception as error:
                what = (
                    error if isinstance(error, RefexportError) else RefexportError(f"{type(error).__name__}: {error}")
                )
                answer = what
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
    os._exit(0)


def _source(place: tuple[str, str, int, str], shared: object) -> Source:
    text, name, first_line, head = place
    source = Source(text, name, Report())
    source.first_line, source.shared = first_line, shared
    source.__dict__["head"] = head
    return source
