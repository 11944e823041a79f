#!/usr/bin/env python3
"""Entry point of the developer tooling; the Makefile calls it. See ``--help``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from devkit import (
    database,
    environment,
    layout,
    linting,
    odoo,
    postgres,
    serving,
    testing,
)
from devkit.steps import SetupError, fail, say

PLAIN = {
    "setup": "set up everything, with both template databases",
    "run": "serve the sample school",
    "lint": "check style and form of all files",
    "format": "rewrite Python, JavaScript and SCSS in the common style",
    "stop": "stop the server and the database",
    "db-reset": "remove the sample school's database",
    "clean": "remove everything that was set up",
}
ON_DATABASE = {
    "db-new": "create a database as a copy of a template, replacing an older one",
    "db-drop": "remove a database",
    "odoo-test": "Odoo tests on a database that is kept (installs, later updates)",
    "serve": "serve a database on a free port",
}
PASSED_ON = {
    "bench": "measure speed and memory",
    "odoo": "run Odoo with this checkout's configuration",
    "psql": "psql on the private cluster",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tools/dev.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    added = {
        name: commands.add_parser(name, help=text, description=text)
        for name, text in (PLAIN | ON_DATABASE | PASSED_ON).items()
    }
    test = commands.add_parser("test", help="run every test on a fresh database")
    test.add_argument(
        "--only",
        default="",
        help="'odoo', 'pytest', Odoo test tags, or pytest arguments",
    )
    for name in ON_DATABASE:
        added[name].add_argument("name")
    for name in PASSED_ON:
        added[name].add_argument("arguments", nargs="*")
    added["db-new"].add_argument(
        "--bare", action="store_true", help="only the dependencies, without our addons"
    )
    added["odoo-test"].add_argument(
        "--tags", default="", help="Odoo test tags; default: all of our addons"
    )
    return parser


def _setup() -> int:
    database.app_template(environment.ready())
    say("Everything is set up.")
    return 0


def _db_new(name: str, bare: bool) -> int:
    database.create(environment.ready(), name, bare=bare)
    say(f"Database '{name}' is ready.")
    return 0


def _db_drop(name: str) -> int:
    environment.ready()
    database.drop(name)
    return 0


def _serve(name: str) -> int:
    environment.ready()
    return serving.serve(
        name, layout.LOGS / f"server-{name}.log", port=odoo.free_port()
    )


def _odoo(arguments: list[str]) -> int:
    """Replace this process by Odoo; a leading word (``shell``, ``i18n``) is kept first."""
    environment.ready()
    sub = arguments.pop(0) if arguments and not arguments[0].startswith("-") else None
    words = odoo.command(arguments, subcommand=sub)
    os.execve(words[0], words, odoo.environment())


def _psql(arguments: list[str]) -> int:
    environment.ready()
    os.execvpe("psql", ["psql", *arguments], os.environ | postgres.client_env())


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    # What follows these is not ours to read, options included.
    passed_on = words[1:] if words and words[0] in PASSED_ON else []
    given = _parser().parse_args(words[:1] if passed_on else words)
    if hasattr(given, "name"):
        database.check_name(given.name)
    actions: dict[str, Callable[[], int | None]] = {
        "setup": _setup,
        "run": serving.run,
        "test": lambda: testing.run_all(given.only),
        "lint": linting.run,
        "format": linting.rewrite,
        "bench": lambda: testing.run_bench(passed_on),
        "stop": serving.stop,
        "db-reset": serving.reset_app,
        "clean": serving.clean,
        "db-new": lambda: _db_new(given.name, given.bare),
        "db-drop": lambda: _db_drop(given.name),
        "odoo-test": lambda: testing.run_on(
            given.name, given.tags or testing.all_tags(layout.own_addons())
        ),
        "serve": lambda: _serve(given.name),
        "odoo": lambda: _odoo(passed_on),
        "psql": lambda: _psql(passed_on),
    }
    return actions[given.command]() or 0


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[1])
    try:
        sys.exit(main())
    except SetupError as error:
        sys.exit(fail(error))
    except KeyboardInterrupt:
        sys.exit(130)
