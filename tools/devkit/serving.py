"""``make run`` and what belongs to it: the database ``school``, serving it, stopping."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from . import database, environment, layout, odoo, postgres
from .odoo_tree import OdooTree
from .steps import (
    SetupError,
    fingerprint,
    forget,
    is_done,
    mark_done,
    say,
    setup_lock,
    step,
    tail,
)

SAMPLE = layout.ROOT / "tools" / "sample_school.py"
LOGINS = layout.SETUP / "logins.json"
SERVER_RECORD = layout.SETUP / "server.json"


def prepare_app(tree: OdooTree) -> None:
    """Database ``school`` with the addons as they are in the tree, and sample data."""
    name = layout.APP_DATABASE
    addons = layout.own_addons()
    if not is_done("app-created", name) or not database.exists(name):
        _create_app(tree, name)
    if not addons:
        say("[setup] No addon is in this tree: serving Odoo without it.")
        return
    key = fingerprint(tree.key, database.sources_key(addons))
    step(
        "app-addons",
        key,
        "Bringing database 'school' up to the sources",
        lambda: _update(name, addons),
    )
    if SAMPLE.is_file():
        # Once per database: what somebody did in it since is theirs.
        step(
            "app-sample", name, "Loading the sample school", lambda: _load_sample(name)
        )


def _create_app(tree: OdooTree, name: str) -> None:
    for stamp in ("app-created", "app-addons", "app-sample"):
        forget(stamp)
    LOGINS.unlink(missing_ok=True)
    template = database.app_template(tree)
    database.copy(template, name, durable=True)
    # A copy must not share the template's identity nor its signing secret.
    postgres.query(
        "UPDATE ir_config_parameter SET value = gen_random_uuid()"
        " WHERE key IN ('database.uuid', 'database.secret')",
        database=name,
    )
    mark_done("app-created", name)
    if layout.own_addons():
        mark_done(
            "app-addons",
            fingerprint(tree.key, database.sources_key(layout.own_addons())),
        )


def _update(name: str, addons: list[str]) -> None:
    states = database.installed_addons(name)
    old = [addon for addon in addons if states.get(addon) == "installed"]
    new = [addon for addon in addons if addon not in old]
    arguments = ["-d", name]
    if old:
        arguments += ["-u", ",".join(old)]
    if new:
        arguments += ["-i", ",".join(new)]
    odoo.run(
        arguments, "app-update", "bring the addons in database 'school' up to date"
    )


def _load_sample(name: str) -> None:
    odoo.run_script(
        name,
        SAMPLE,
        "sample",
        "load the sample school",
        env={"SCHOOL_LOGINS": str(LOGINS)},
    )


def logins() -> list[dict[str, str]]:
    """One login per role, as ``tools/sample_school.py`` left them."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        found: list[dict[str, str]] = json.loads(LOGINS.read_text())
        return found
    return [{"role": "Administrator (Odoo)", "login": "admin", "password": "admin"}]


def banner(address: str) -> str:
    """What ``make run`` prints when the server answers."""
    rows = [("role", "login", "password")]
    rows += [(entry["role"], entry["login"], entry["password"]) for entry in logins()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    table = "\n".join(f"  {line}" for line in lines)
    return f"\n{address}\n\n{table}\n\nCtrl-C stops it. Log: .setup/log/server.log\n"


def run() -> int:
    """``make run``: set up, serve in the foreground, return the exit status."""
    running = _recorded_server()
    if running:
        say(banner(running["address"]))
        raise SetupError(
            f"It is running already at {running['address']}; 'make stop' stops it."
        )
    tree = environment.ready()
    with setup_lock():
        prepare_app(tree)
    return serve(layout.APP_DATABASE, layout.LOGS / "server.log", record=True)


def serve(name: str, log: Path, *, record: bool = False, port: int = 0) -> int:
    """Serve database ``name`` until interrupted; returns Odoo's exit status."""
    interface = os.environ.get("HTTP_INTERFACE") or odoo.HOST
    asked = os.environ.get("HTTP_PORT")
    port = port or (int(asked) if asked else odoo.free_port(layout.preferred_port()))
    host = odoo.HOST if interface in ("0.0.0.0", "::") else interface
    address = f"http://{host}:{port}"
    arguments = ["-d", name, "--db-filter", f"^{name}$", "--no-database-list"]
    arguments += ["--http-interface", interface, "--http-port", str(port)]
    process = odoo.start(arguments, log)
    forward = _forwarder(process)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, forward)
    if record:
        SERVER_RECORD.write_text(json.dumps({"pid": process.pid, "address": address}))
    try:
        if odoo.wait_until_answering(process, address):
            say(
                banner(address)
                if record
                else f"{address}  (database {name}, log {log})"
            )
            process.wait()
        return _status(process, log)
    finally:
        odoo.stop(process)
        if record:
            SERVER_RECORD.unlink(missing_ok=True)


def _forwarder(
    process: subprocess.Popen[bytes],
) -> Callable[[int, FrameType | None], None]:
    def forward(_number: int, _frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()

    return forward


def _status(process: subprocess.Popen[bytes], log: Path) -> int:
    status = process.returncode
    if status in (0, -signal.SIGTERM, -signal.SIGINT):
        return 0
    raise SetupError(
        f"The server ended with exit status {status}. The end of {log}:\n{tail(log)}"
    )


def _recorded_server() -> dict[str, Any] | None:
    """The server ``make run`` left a record of, when it is alive and ours."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError, KeyError):
        record: dict[str, Any] = json.loads(SERVER_RECORD.read_text())
        words = Path(f"/proc/{record['pid']}/cmdline").read_bytes().split(b"\0")
        if str(layout.CONFIG).encode() in words:
            return record
    return None


def stop() -> None:
    """``make stop``: the server of ``make run``, then PostgreSQL."""
    record = _recorded_server()
    if record:
        say(f"Stopping the server at {record['address']} ...")
        with contextlib.suppress(ProcessLookupError):
            os.kill(record["pid"], signal.SIGTERM)
        deadline = time.monotonic() + odoo.STOP_SECONDS
        while _recorded_server() and time.monotonic() < deadline:
            time.sleep(0.1)
    postgres.stop()


def reset_app() -> None:
    """``make db-reset``: forget the sample school; the next ``make run`` makes a new one."""
    if _recorded_server():
        raise SetupError("The server is running; 'make stop' it first.")
    with setup_lock():
        if is_done("app-created", layout.APP_DATABASE):
            environment.ready()
            database.drop(layout.APP_DATABASE)
        for stamp in ("app-created", "app-addons", "app-sample"):
            forget(stamp)
        LOGINS.unlink(missing_ok=True)
    say("Database 'school' is gone; 'make run' creates it anew.")


def clean() -> None:
    """``make clean``: stop everything and remove what was set up."""
    stop()
    postgres.remove()
    shutil.rmtree(layout.SETUP, ignore_errors=True)
    shutil.rmtree(layout.ROOT / "node_modules", ignore_errors=True)
