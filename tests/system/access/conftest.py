"""One small school on one server for all tests of access, doors and races."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from devkit import odoo

from tests.conftest import Server
from tests.system.access.rpc import Json2, User, WebClient, XmlRpc
from tests.system.access.school import BUILD, INSTALL, School


@pytest.fixture(scope="session")
def school(
    make_database: Callable[..., str],
    start_server: Callable[[str], Server],
    odoo_shell: Callable[[str, str], None],
    sql: Callable[..., list[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[School]:
    name = make_database()
    odoo_shell(name, INSTALL)
    file = tmp_path_factory.mktemp("access") / "facts.json"
    odoo.run_script(
        name,
        BUILD,
        f"access-{name}",
        "build the small school",
        env={"SCHOOL_FACTS": str(file)},
    )
    facts = json.loads(file.read_text())
    server = start_server(name)
    yield School(
        server,
        {login: User(login, **user) for login, user in facts.pop("users").items()},
        facts,
        sql,
        {door.name: door(server.url, name) for door in (Json2, XmlRpc, WebClient)},
    )
