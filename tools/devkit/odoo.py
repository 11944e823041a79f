"""Running Odoo: configuration file, command line, log."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import layout, postgres, system
from .odoo_tree import OdooTree
from .steps import SetupError, run_logged

HOST = "127.0.0.1"
START_SECONDS = 120
STOP_SECONDS = 20

_LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[\w.]+): (?P<text>.*)"
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def write_config(tree: OdooTree) -> None:
    """Write ``.setup/odoo.conf``: every Odoo started here reads it."""
    # Odoo warns about a folder of addons that has none.
    own = [layout.ROOT] if any(layout.ROOT.glob("*/__manifest__.py")) else []
    addons = ",".join(str(path) for path in (*tree.addons, *own))
    layout.DATA_DIR.mkdir(parents=True, exist_ok=True)
    text = (
        "[options]\n"
        f"addons_path = {addons}\n"
        f"data_dir = {layout.DATA_DIR}\n"
        f"db_host = {postgres.socket_dir()}\n"
        f"db_port = {postgres.PORT}\n"
        f"db_user = {postgres.ROLE}\n"
        f"http_interface = {HOST}\n"
        "workers = 0\n"
        "skip_auto_install = True\n"
    )
    if not layout.CONFIG.is_file() or layout.CONFIG.read_text() != text:
        layout.CONFIG.write_text(text)


def environment() -> dict[str, str]:
    """Environment of an Odoo process: the browser of ``CHROMIUM`` comes first."""
    layout.BIN.mkdir(parents=True, exist_ok=True)
    browser = system.chromium()
    link = layout.BIN / "chromium"
    if browser and link.resolve() != Path(browser).resolve():
        link.unlink(missing_ok=True)
        link.symlink_to(shutil.which(browser) or browser)
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return env | {
        "PATH": f"{layout.BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
    }


def command(arguments: Sequence[str], subcommand: str | None = None) -> list[str]:
    """The command line of Odoo with this checkout's configuration."""
    # -P: the working directory must not come before the libraries on Python's path.
    words = [str(layout.PYTHON), "-P", "-m", "odoo", *(subcommand or "").split()]
    return [*words, "-c", str(layout.CONFIG), *arguments]


def run(arguments: Sequence[str], log: str, why: str) -> None:
    """Run Odoo until its work is done, quietly; ``why`` completes "Could not ..."."""
    words = command([*arguments, "--stop-after-init", "--no-http"])
    run_logged(words, log, why, env=environment())


def run_script(
    database: str, script: Path, log: str, why: str, env: dict[str, str] | None = None
) -> None:
    """Run a Python file in ``odoo shell``: it sees ``env`` and commits itself."""
    words = command(
        ["-d", database, "--no-http", "--log-level", "warn"], subcommand="shell"
    )
    with script.open() as handle:
        run_logged(words, log, why, env=environment() | (env or {}), stdin=handle)


def free_port(preferred: int = 0) -> int:
    """A TCP port nobody listens on: ``preferred`` or one of the next, 0 for any."""
    candidates = range(preferred, preferred + 50) if preferred else (0,)
    for port in candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return free_port()


@dataclass
class Record:
    """One entry of Odoo's log with the lines that follow it (a traceback)."""

    level: str
    logger: str
    text: str
    lines: list[str] = field(default_factory=list)

    @property
    def full_text(self) -> str:
        return "\n".join(self.lines)


def records(lines: Iterator[str]) -> Iterator[Record]:
    """Split a log into records; text before the first record is level "OUTPUT"."""
    current = Record("OUTPUT", "", "")
    for raw in lines:
        line = ANSI.sub("", raw.rstrip("\n"))
        if found := RECORD.match(line):
            if current.lines:
                yield current
            current = Record(found["level"], found["logger"], found["text"], [line])
        else:
            current.lines.append(line)
    if current.lines:
        yield current


def start(arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start Odoo in a session of its own with its output in ``log``.

    It ends with the process that started it, however that one ends.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as handle:
        return subprocess.Popen(
            command(arguments),
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=subprocess.STDOUT,
            env=environment(),
            cwd=layout.ROOT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End an Odoo process in good order; by force after ``STOP_SECONDS``."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_answering(process: subprocess.Popen[bytes], address: str) -> bool:
    """Whether the server answered; False when the process ended instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/web/health", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.2)
                return False
    stop(process)
    raise SetupError(f"The server did not answer within {START_SECONDS} s.")


def _end_with_parent() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
