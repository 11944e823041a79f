"""Set-up steps that run once, can be interrupted, and say what they do."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import layout

TAIL_LINES = 40


class SetupError(Exception):
    """Something a person has to know about; the text is shown as it is."""


def say(text: str) -> None:
    """Print one line of progress at once, also when the output is a pipe."""
    print(text, flush=True)


def fingerprint(*parts: Any) -> str:
    """Hash of texts and of the contents of files (given as ``Path``)."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:16]


def _stamp(name: str) -> Path:
    return layout.STAMPS / name


def is_done(name: str, key: str) -> bool:
    """Whether step ``name`` was completed with the same ``key``."""
    try:
        return _stamp(name).read_text() == key
    except FileNotFoundError:
        return False


def forget(name: str) -> None:
    """Make step ``name`` run again next time."""
    _stamp(name).unlink(missing_ok=True)


def mark_done(name: str, key: str) -> None:
    """Record that step ``name`` is complete; atomic, so never half a stamp."""
    layout.STAMPS.mkdir(parents=True, exist_ok=True)
    draft = _stamp(name).with_suffix(f".{os.getpid()}")
    draft.write_text(key)
    draft.replace(_stamp(name))


def step(name: str, key: str, title: str, action: Callable[[], None]) -> bool:
    """Run ``action`` unless it is complete for ``key``; return whether it ran.

    The stamp is taken away first and written last: an interrupted step runs again.
    """
    if is_done(name, key):
        return False
    forget(name)
    say(f"[setup] {title} ...")
    started = time.monotonic()
    action()
    mark_done(name, key)
    say(f"[setup] {title}: done in {time.monotonic() - started:.0f} s")
    return True


_holding_lock = False


@contextlib.contextmanager
def setup_lock() -> Iterator[None]:
    """Let only one process at a time set up this checkout; may be nested."""
    global _holding_lock
    if _holding_lock:
        yield
        return
    layout.SETUP.mkdir(exist_ok=True)
    with (layout.SETUP / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("[setup] waiting for another make in this checkout ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        _holding_lock = True
        try:
            yield
        finally:
            _holding_lock = False


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log file, indented."""
    try:
        text = path.read_text(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        return "    (no log)"
    return "\n".join(f"    {line}" for line in text) or "    (the log is empty)"


def run_logged(
    command: Sequence[str | Path],
    log: str,
    why: str,
    *,
    append: bool = False,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: Any = subprocess.DEVNULL,
    **more: Any,
) -> None:
    """Run a command with its output in ``.setup/log/<log>.log``.

    ``why`` completes "Could not ..."; raises ``SetupError`` with the end of the log
    when the command fails.
    """
    layout.LOGS.mkdir(parents=True, exist_ok=True)
    path = layout.LOGS / f"{log}.log"
    words = [str(word) for word in command]
    with path.open("a" if append else "w") as handle:
        handle.write(f"$ {shlex.join(words)}\n")
        handle.flush()
        result = subprocess.run(
            words,
            stdin=stdin,
            stdout=handle,
            stderr=subprocess.STDOUT,
            env={**os.environ, **env} if env else None,
            cwd=cwd or layout.ROOT,
            check=False,
            **more,
        )
    if result.returncode:
        raise SetupError(
            f"Could not {why} (exit status {result.returncode}).\n"
            f"The end of {path.relative_to(layout.ROOT)}:\n{tail(path)}"
        )


def output_of(command: Sequence[str | Path], **more: Any) -> str:
    """Standard output of a command that must succeed, stripped."""
    words = [str(word) for word in command]
    result: subprocess.CompletedProcess[str] = subprocess.run(
        words,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        **more,
    )
    return result.stdout.strip()


def fail(error: SetupError) -> int:
    """Show an error in the way all commands do; return the exit status to use."""
    sys.stdout.flush()
    print(f"\n*** {error}", file=sys.stderr, flush=True)
    return 1
