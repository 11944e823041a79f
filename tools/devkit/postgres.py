"""The private PostgreSQL cluster of the checkout, on a UNIX socket only.

Without TCP there is no port to collide: two checkouts have two socket folders.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from . import layout, system
from .steps import SetupError, fingerprint, output_of, run_logged, say, step, tail

ROLE = "odoo"
SERVER_USER = "postgres"
PORT = "5432"

SETTINGS = """
# written by tools/devkit/postgres.py
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
timezone = 'UTC'
log_min_duration_statement = -1
"""


def _as_server_user() -> dict[str, Any]:
    """Arguments for ``subprocess`` that make PostgreSQL run as somebody but root."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam(SERVER_USER)
    except KeyError as error:
        raise SetupError(
            f"PostgreSQL refuses to run as root, and there is no system user '{SERVER_USER}'."
        ) from error
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _server_may_enter(path: Path) -> bool:
    """Whether the server's user can walk to ``path`` (parents exist)."""
    if os.geteuid() != 0:
        return True
    folders = [parent for parent in path.parents if parent.exists()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)


def base_dir() -> Path:
    """Folder of the cluster: inside ``.setup``, else beside it under ``/var/tmp``.

    The second is for root working in a folder that others may not enter, where the
    server's user could not read its own files.
    """
    inside = layout.SETUP / "postgres"
    if _server_may_enter(inside):
        return inside
    return Path("/var/tmp") / f"school-postgres-{layout.checkout_id()}"


def data_dir() -> Path:
    return base_dir() / "data"


def socket_dir() -> Path:
    """Folder of the socket, short enough for the kernel."""
    inside = base_dir() / "run"
    if len(str(inside)) <= layout.SOCKET_DIR_LIMIT:
        return inside
    return Path(tempfile.gettempdir()) / f"school-{layout.checkout_id()}"


def _program(name: str) -> Path:
    folder = system.postgres_bin()
    if folder is None:
        raise SetupError("The PostgreSQL server programs are missing.")
    with contextlib.suppress(FileNotFoundError):
        made_with = (data_dir() / "PG_VERSION").read_text().strip()
        other = folder.parent.parent / made_with / "bin"
        if folder.parent.name != made_with and other.is_dir():
            folder = other
    return folder / name


def client_env() -> dict[str, str]:
    """Environment for psql, createdb and Odoo to reach the cluster."""
    return {
        "PGHOST": str(socket_dir()),
        "PGPORT": PORT,
        "PGUSER": ROLE,
        "PGDATABASE": "postgres",
    }


def ensure_running() -> None:
    """Create the cluster when there is none, start it when it is down."""
    _make_socket_dir()
    if (data_dir() / "PG_VERSION").is_file() and is_running():
        return
    step(
        "cluster",
        fingerprint(str(data_dir())),
        "Creating the PostgreSQL cluster",
        _initdb,
    )
    _start()


def _make_socket_dir() -> None:
    owner = _as_server_user()
    for folder in (base_dir(), socket_dir()):
        folder.mkdir(parents=True, exist_ok=True)
        if owner and folder.stat().st_uid != owner["user"]:
            if folder.stat().st_uid != 0:
                raise SetupError(
                    f"{folder} belongs to somebody else; remove it and start again."
                )
            os.chown(folder, owner["user"], owner["group"])


def _initdb() -> None:
    shutil.rmtree(data_dir(), ignore_errors=True)
    run_logged(
        [
            _program("initdb"),
            "--pgdata", data_dir(),
            "--username", SERVER_USER,
            "--auth", "trust",
            "--encoding", "UTF8",
            "--locale", "C.UTF-8",
            "--no-instructions",
        ],
        "postgres-init",
        "create the PostgreSQL cluster",
        cwd=Path("/"),
        **_as_server_user(),
    )  # fmt: skip
    with (data_dir() / "postgresql.conf").open("a") as handle:
        handle.write(SETTINGS.format(port=PORT, socket=socket_dir()))
    _start()
    sql = f'CREATE ROLE "{ROLE}" LOGIN CREATEDB'
    run_logged(
        [_program("psql"), "-X", "-U", SERVER_USER, "-c", sql],
        "postgres-init",
        "create the database role",
        append=True,
        env=client_env(),
    )


def is_running() -> bool:
    """Whether the cluster accepts connections."""
    return (
        subprocess.run(
            [_program("pg_isready"), "-q", "-t", "5"],
            env={**os.environ, **client_env()},
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
        == 0
    )


def _server_process() -> int | None:
    """Process id in postmaster.pid when that process lives and is PostgreSQL."""
    try:
        pid = int((data_dir() / "postmaster.pid").read_text().split()[0])
        name = Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return pid if name.startswith("postgres") else None


def _start() -> None:
    if is_running():
        return
    log = base_dir() / "server.log"
    if _server_process() is None:
        # Left by a machine that was switched off; its number may be another process now.
        (data_dir() / "postmaster.pid").unlink(missing_ok=True)
    # A session of its own and no shared output: it outlives make and Ctrl-C.
    result = subprocess.run(
        [_program("pg_ctl"), "start", "-w", "-t", "60", "-D", data_dir(), "-l", log],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        check=False,
        **_as_server_user(),
    )
    if result.returncode or not is_running():
        raise SetupError(f"PostgreSQL does not start. The end of {log}:\n{tail(log)}")


def stop() -> None:
    """Stop the cluster if it runs."""
    if not (data_dir() / "PG_VERSION").is_file() or _server_process() is None:
        return
    say("Stopping PostgreSQL ...")
    run_logged(
        [_program("pg_ctl"), "stop", "-w", "-m", "fast", "-D", data_dir()],
        "postgres-stop",
        "stop PostgreSQL",
        cwd=Path("/"),
        **_as_server_user(),
    )


def remove() -> None:
    """Remove the cluster and what lies outside ``.setup``."""
    stop()
    for folder in (base_dir(), socket_dir()):
        shutil.rmtree(folder, ignore_errors=True)


def query(sql: str, database: str = "postgres", user: str = ROLE) -> list[str]:
    """Rows of a query as unaligned text, columns separated by ``|``."""
    options = ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    command = [str(_program("psql")), *options, "-U", user, "-d", database, "-c", sql]
    text = output_of(command, env={**os.environ, **client_env()})
    return text.splitlines() if text else []


def run_tool(name: str, *arguments: str) -> None:
    """Run createdb, dropdb and their like."""
    run_logged(
        [_program(name), *arguments],
        f"postgres-{name}",
        f"run {name}",
        env=client_env(),
    )
