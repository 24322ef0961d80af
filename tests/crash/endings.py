"""Ends commands at every step of their writing, and at random moments.

`python -m crash.endings KILLS NAME...`, in the folder of the tests, prints JSON.

Each run is a process of its own, forked from this one when everything is loaded; so a run takes a few hundredths of a
second, and its end comes while it works, not while Python starts.  What a step is: a temporary file is made, written
to, given permissions, synchronised, renamed, closed or removed, a folder is synchronised.
"""

from __future__ import annotations

import errno
import gc
import io
import json
import os
import random
import re
import resource
import signal
import stat
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any

from crash.commands import COMMANDS, WHOLE, Command, is_whole_json, write_inputs

from refexport.cli import main
from refexport.targets import TARGETS, Target

Hook = Callable[[str], None]
"""Called with the name of each step before it is done."""

_SAID = re.compile(r"(?:refexport: )?\S+: cannot be written: [A-Z][^:]+")
_FAILING = ("create", "write", "fsync", "replace")
"""Steps that a full disk, or a folder that may not be written any more, has fail."""
_HARMLESS = ("chmod", "fsync of the folder")
"""Steps that some systems refuse, and that nothing is lost by."""
FEW, MANY = 6, 10_000
"""Steps of one kind of ending that are tried in the suite, and with many kills."""


def watch(hook: Hook) -> None:
    """Have this process call a hook before each step."""

    class Told(io.FileIO):
        def write(self, data: Any) -> int:
            hook("write")
            return super().write(data)

        def close(self) -> None:
            if not self.closed:
                hook("close")
            super().close()

    io.FileIO = Told  # type: ignore[misc]
    for name in ("replace", "chmod", "unlink"):
        setattr(os, name, _telling(hook, name, getattr(os, name)))
    synchronise, make = os.fsync, os.open

    def synchronised(descriptor: int) -> None:
        hook("fsync of the folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "fsync")
        synchronise(descriptor)

    def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_EXCL and str(path).endswith(".part"):
            hook("create")
        return make(path, flags, *more, **named)

    os.fsync, os.open = synchronised, opened


def _telling(hook: Hook, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*words: Any, **named: Any) -> Any:
        hook(name)
        return function(*words, **named)

    return call


class Runs:
    """Runs one command again and again in a folder.

    Args:
        folder: with the inputs, in which it runs.
        command: what is run.
    """

    def __init__(self, folder: Path, command: Command) -> None:
        self.folder, self.command = folder, command
        self.restore()
        self.old = self._outputs()
        self.inputs = set(self._files())
        self.new: list[bytes | None] = []

    def _outputs(self) -> list[bytes | None]:
        paths = [self.folder / name for name in self.command.outputs]
        return [path.read_bytes() if path.exists() else None for path in paths]

    def _files(self) -> list[str]:
        return [str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()]

    def restore(self) -> None:
        """Put the old outputs back."""
        self.command.before(self.folder, self.command.outputs)

    def left(self) -> list[str]:
        """Return the temporary files that are there."""
        return [name for name in self._files() if name.endswith(".part")]

    def states(self) -> list[str]:
        """Return what each output is: old, new, or a mixture."""
        found = zip(self._outputs(), self.old, self.new, strict=True)
        states = ["new" if now == new else "old" if now == old else "mixture" for now, old, new in found]
        notes = (self.folder / name for name in self.command.notes)
        return states + ["mixture" for path in notes if not is_whole_json(path)]

    def start(self, arm: Callable[[], None] = lambda: None) -> tuple[int, int]:
        """Start a run; return its id, and what it says on standard error."""
        says, said = os.pipe()
        pid = os.fork()
        if pid:
            os.close(said)
            return pid, says
        try:
            os.setsid()
            os.dup2(said, 2)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            arm()
            sys.argv = ["refexport", *self._words()]
            main()
        except SystemExit as error:
            os._exit(int(error.code or 0))
        finally:
            os._exit(99)

    def _words(self) -> list[str]:
        return self.command.words.split()

    def end(self, pid: int, says: int) -> tuple[int, str]:
        """Wait for the end of a run; return its exit code, below 0 for a signal, and what it said."""
        with open(says, "rb") as pipe:
            said = pipe.read().decode()
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said

    def whole(self, *, afresh: bool = True) -> float:
        """Run to the end, take the outputs for the new ones, and return the seconds it took."""
        if afresh:
            self.restore()
        start = time.monotonic()
        code, said = self.end(*self.start())
        seconds = time.monotonic() - start
        assert code == self.command.code, (code, said)
        if not self.new:
            self.new = self._outputs()
            assert None not in self.new, "an output is missing"
            assert all(new != old for new, old in zip(self.new, self.old, strict=True)), "an output is the old one"
        return seconds


def steps_of(runs: Runs) -> list[str]:
    """Return the names of all steps of a run."""
    read, told = os.pipe()

    def arm() -> None:
        watch(lambda step: os.write(told, f"{step}\n".encode()) and None)

    runs.restore()
    code, said = runs.end(*runs.start(arm))
    assert code == runs.command.code, said
    os.close(told)
    with open(read) as pipe:
        return pipe.read().splitlines()


def out_of_order(steps: list[str]) -> list[str]:
    """Return what is done after the first file was renamed, though all must be complete before."""
    late = steps[steps.index("replace") :]
    return [step for step in late if step in ("create", "write", "fsync")]


def at_step(number: int, do: Callable[[str], None]) -> Callable[[], None]:
    """Return what has a run do something before one of its steps."""

    def arm() -> None:
        steps = iter(range(1 << 30))
        watch(lambda step: do(step) if next(steps) == number else None)

    return arm


def refuse(step: str) -> None:
    """Have a step fail as it does on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def some(steps: list[str], wanted: tuple[str, ...], most: int) -> list[tuple[int, str]]:
    """Return numbers and names of steps of some kinds, at most so many: the last, of renaming, and some others."""
    found = [(number, step) for number, step in enumerate(steps) if step in wanted]
    if len(found) <= most:
        return found
    late = most // 2
    return sorted(random.Random(6).sample(found[:-late], most - late)) + found[-late:]


def crash_at_steps(runs: Runs, steps: list[str], most: int) -> list[str]:
    """End a run before each step as a crash does; return what is wrong."""
    wrong = []
    for number, step in some(steps, tuple(steps), most):
        runs.restore()
        runs.end(*runs.start(at_step(number, lambda step: os._exit(77))))
        states = runs.states()
        # All are complete before the first is renamed; a shard is a run of its own.
        early = "replace" not in steps[:number]
        if "mixture" in states or (early and "new" in states):
            wrong.append(f"crash before step {number}, {step}: {states}")
    runs.whole(afresh=False)
    if runs.left():
        wrong.append(f"the next run leaves what the killed ones left: {runs.left()}")
    return wrong


def fail_at_steps(runs: Runs, steps: list[str], most: int) -> list[str]:
    """Have each step fail; return what is wrong."""
    wrong = []
    for number, step in some(steps, _FAILING + _HARMLESS, most):
        runs.restore()
        code, said = runs.end(*runs.start(at_step(number, refuse)))
        wrong += _wrong_refusal(runs, f"step {number}, {step}, fails", code, said, may_pass=step in _HARMLESS)
    return wrong


def _wrong_refusal(runs: Runs, what: str, code: int, said: str, *, may_pass: bool) -> list[str]:
    states = runs.states()
    if runs.left() or "mixture" in states:
        return [f"{what}: {states}, left {runs.left()}, {code}, {said!r}"]
    if code == runs.command.code and set(states) == {"new"} and may_pass:
        return []
    refusals = [line for line in said.splitlines() if "cannot be written" in line]
    clear = refusals and all(map(_SAID.match, refusals)) and "Traceback" not in said
    kept = "old" in states or runs.command.notes
    return [] if clear and kept and code == 1 else [f"{what}: {states}, {code}, {said!r}"]


def signal_at_steps(runs: Runs, steps: list[str], most: int) -> list[str]:
    """Have each step, in turn, meet one of the signals that tell a run to end; return what is wrong."""
    wrong = []
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    for number, step in some(steps, tuple(steps), most):
        sent = signals[number % 3]
        runs.restore()
        code, said = runs.end(*runs.start(at_step(number, lambda step, sent=sent: os.kill(os.getpid(), sent))))
        states = runs.states()
        ended = code == 128 + sent or (code == runs.command.code and set(states) == {"new"})
        if "mixture" in states or runs.left() or not ended or "Traceback" in said:
            wrong.append(f"{sent.name} before step {number}, {step}: {states}, left {runs.left()}, {code}, {said!r}")
    return wrong


def no_room(runs: Runs) -> list[str]:
    """Have files grow to half of the largest output at most; return what is wrong."""
    most = max(len(new or b"") for new in runs.new) // 2
    runs.restore()
    # Python ignores the signal that comes with it; the call fails as on a full disk.
    code, said = runs.end(*runs.start(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))))
    return _wrong_refusal(runs, "no room", code, said, may_pass=False)


def time_of_renaming(runs: Runs) -> float:
    """Return how many seconds a run takes from the first file that is complete to its end."""
    read, told = os.pipe()
    runs.restore()
    pid, says = runs.start(lambda: watch(lambda step: step == "fsync" and os.write(told, b".")))
    os.close(told)
    with open(read, "rb") as first:
        first.read(1)
        start = time.monotonic()
        runs.end(pid, says)
        return time.monotonic() - start


def kill(runs: Runs, kills: int, seconds: float, late: float) -> tuple[list[str], Counter[str]]:
    """Kill runs at random moments; return what is wrong, and what was found.

    Args:
        runs: of the command.
        kills: how many; runs that have ended before are not counted.
        seconds: that a run takes.
        late: of these, those that it takes from the first complete file to its end.
    """
    rnd = random.Random(6)
    wrong: list[str] = []
    found: Counter[str] = Counter()
    for number in range(3 * kills):
        if found["killed"] == kills:
            break
        runs.restore()
        read, told = os.pipe()
        pid, says = runs.start(lambda told=told: watch(lambda step: step == "fsync" and os.write(told, b".")))
        os.close(told)
        with open(read, "rb") as first:
            # Every other one while files are synchronised and renamed, which takes a small part of the time.
            if number % 2 or not first.read(1):
                time.sleep(seconds * rnd.random())
            else:
                time.sleep(late * 0.9 * rnd.random())
        # Its processes too: what a worker writes after that would be found as something else.
        os.killpg(pid, signal.SIGKILL) if os.getpgid(pid) == pid else os.kill(pid, signal.SIGKILL)
        code, _ = runs.end(pid, says)
        states = runs.states()
        if code == -signal.SIGKILL:
            found["killed"] += 1
            found[next(iter(set(states))) if len(set(states)) == 1 else "some old, some new"] += 1
        if "mixture" in states:
            wrong.append(f"killed: {states}")
    runs.whole(afresh=False)
    if runs.left() or set(runs.states()) != {"new"}:
        wrong.append(f"the run after the killed ones: {runs.states()}, left {runs.left()}")
    return wrong, found


def ended(name: str, kills: int) -> dict[str, Any]:
    """Return what came of ending one command everywhere."""
    command = COMMANDS[name]
    TARGETS["small"] = Target(id="small", name="a small program", max_records=60)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        write_inputs(Path(folder))
        if name == "extract":
            os.system(f"{sys.executable} -m refexport {COMMANDS['Word with live fields'].words}")
        runs = Runs(Path(folder), command)
        _load(command)
        seconds = min(runs.whole() for _ in range(2))
        wrong: dict[str, list[str]] = {}
        # What Dask's workers do is not seen here.
        steps = [] if command.heavy and (command.notes or kills < 10) else steps_of(runs)
        if steps:
            most = MANY if kills >= 10 or name in WHOLE else FEW
            wrong["order"] = [] if command.notes else out_of_order(steps)
            wrong["crash"] = crash_at_steps(runs, steps, most)
            wrong["failure"] = fail_at_steps(runs, steps, most)
            wrong["signal"] = signal_at_steps(runs, steps, most // 2)
            wrong["no room"] = no_room(runs)
        wrong["kill"], found = kill(runs, kills, seconds, time_of_renaming(runs))
        return {"wrong": wrong, "steps": steps, "kills": found, "seconds": round(seconds, 3)}


def _load(command: Command) -> None:
    """Run a command in this process, so that all that it needs is loaded when another one is forked."""
    sys.argv = ["refexport", *command.words.replace("--jobs 2", "--jobs 1").split()]
    with suppress(SystemExit), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        main()
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    KILLS, *NAMES = sys.argv[1:]
    print(json.dumps({name: ended(name, int(KILLS)) for name in NAMES}))
