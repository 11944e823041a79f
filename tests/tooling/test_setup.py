"""Set-up: steps that survive interruption, sources of packages, ports, names."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from devkit import database, layout, odoo, odoo_tree, postgres, steps, system

DEB822 = """\
# the machine's own
Types: deb
URIs: http://packages.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/archive.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
"""


@pytest.fixture
def setup_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(layout, "SETUP", tmp_path)
    monkeypatch.setattr(layout, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(layout, "LOGS", tmp_path / "log")
    monkeypatch.setattr(layout, "ROOT", tmp_path)
    return tmp_path


def test_step_runs_once_per_key(setup_dir: Path) -> None:
    ran = []
    for key in ("a", "a", "b"):
        steps.step("one", key, "Doing", lambda key=key: ran.append(key))
    assert ran == ["a", "b"]


def test_interrupted_step_runs_again(setup_dir: Path) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    steps.mark_done("one", "old")
    with pytest.raises(KeyboardInterrupt):
        steps.step("one", "new", "Doing", interrupted)
    assert not steps.is_done("one", "new")
    assert not steps.is_done("one", "old")


def test_failed_command_shows_the_end_of_its_log(setup_dir: Path) -> None:
    with pytest.raises(steps.SetupError) as caught:
        steps.run_logged(["sh", "-c", "echo why it broke; exit 3"], "x", "do the thing")
    assert "Could not do the thing (exit status 3)" in str(caught.value)
    assert "why it broke" in str(caught.value)


def test_missing_packages_without_root_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need = system.Need("Frobnicator", ("frob-15",), lambda: False)
    monkeypatch.setattr(system, "NEEDS", (need,))
    monkeypatch.setattr(system, "as_root", lambda: None)
    with pytest.raises(steps.SetupError, match=r"Frobnicator[\s\S]*frob-15"):
        system.ensure_packages()


def test_chromium_variable_must_name_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(steps.SetupError, match="CHROMIUM"):
        system.chromium()


def test_deb822_sources() -> None:
    (stanza,) = odoo_tree.parse_deb822(DEB822)
    assert stanza["uris"] == "http://packages.example/debian"
    assert stanza["signed-by"] == "/usr/share/keyrings/archive.gpg"


def test_one_line_sources() -> None:
    text = (
        "deb [arch=amd64 signed-by=/k.gpg] http://packages.example/debian bookworm main contrib\n"
        "# deb http://off.example/debian bookworm main\n"
        "deb-src http://source.example/debian bookworm main\n"
    )
    (stanza,) = odoo_tree.parse_one_line(text)
    assert stanza["suites"] == "bookworm"
    assert stanza["components"] == "main contrib"
    assert stanza["signed-by"] == "/k.gpg"


def test_derived_source_keeps_the_machines_own_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(odoo_tree, "_codename", lambda: "bookworm")
    monkeypatch.setattr(
        odoo_tree, "_machine_stanzas", lambda: odoo_tree.parse_deb822(DEB822)
    )
    text = odoo_tree._derived_source()
    assert "URIs: http://packages.example/debian\n" in text
    assert "Suites: sid bookworm\n" in text


def test_machine_without_debian_sources_is_told_about_odoo_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(odoo_tree, "_machine_stanzas", list)
    with pytest.raises(steps.SetupError, match="Set ODOO"):
        odoo_tree._derived_source()


def fake_odoo(root: Path, version: str) -> Path:
    (root / "odoo" / "addons" / "base" / "data").mkdir(parents=True)
    (root / "odoo" / "addons" / "base" / "__manifest__.py").write_text("{}")
    numbers = ", ".join(version.split("."))
    (root / "odoo" / "release.py").write_text(
        f"version_info = ({numbers}, FINAL, 0, '')\n"
    )
    (root / "odoo-bin").write_text("#!/usr/bin/env python3\n")
    (root / "odoo-bin").chmod(0o755)
    return root


@pytest.mark.parametrize("named", ["", "odoo-bin"])
def test_odoo_variable_names_a_tree_or_its_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    root = fake_odoo(tmp_path / "tree", "19.0.0")
    monkeypatch.setenv("ODOO", str(root / named))
    tree = odoo_tree.locate()
    assert tree.path == root
    assert tree.addons == (root / "odoo" / "addons",)
    assert tree.version == "19.0.0"


def test_odoo_variable_with_another_series_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ODOO", str(fake_odoo(tmp_path, "18.0.0")))
    with pytest.raises(steps.SetupError, match=r"18\.0"):
        odoo_tree.locate()


def test_odoo_variable_naming_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ODOO", str(tmp_path))
    with pytest.raises(steps.SetupError, match="no Odoo was found"):
        odoo_tree.locate()


def test_two_checkouts_have_ports_and_names_of_their_own() -> None:
    roots = [Path(f"/srv/{name}/checkout") for name in "abcdefghij"]
    low, high = layout.PORT_RANGE
    ports = {layout.preferred_port(root) for root in roots}
    assert all(low <= port < high for port in ports)
    assert len(ports) == len(roots)
    assert len({layout.checkout_id(root) for root in roots}) == len(roots)


def test_socket_folder_is_short_in_a_deep_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "SETUP", tmp_path / ("deep" * 30) / ".setup")
    monkeypatch.setattr(postgres, "_server_may_enter", lambda path: True)
    assert len(str(postgres.socket_dir())) <= layout.SOCKET_DIR_LIMIT


def test_cluster_of_root_is_outside_a_closed_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(layout, "SETUP", closed / ".setup")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert not postgres.base_dir().is_relative_to(closed)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert postgres.base_dir().is_relative_to(closed)


def test_taken_port_is_passed_over() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind((odoo.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert odoo.free_port(port) != port


@pytest.mark.parametrize("name", ["", "A", "a-b", "a;drop", "1a", 'a"b'])
def test_database_names_that_need_quoting_are_refused(name: str) -> None:
    with pytest.raises(steps.SetupError):
        database.check_name(name)


def test_source_hash_follows_content_and_not_tests(
    setup_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addon = setup_dir / "addon"
    (addon / "tests").mkdir(parents=True)
    (addon / "models.py").write_text("a = 1")
    first = database.sources_key(["addon"])
    (addon / "tests" / "test_a.py").write_text("b = 1")
    assert database.sources_key(["addon"]) == first
    (addon / "models.py").write_text("a = 2")
    assert database.sources_key(["addon"]) != first


def test_setup_lock_keeps_another_process_out(setup_dir: Path) -> None:
    with steps.setup_lock(), steps.setup_lock():
        other = subprocess.run(
            ["flock", "--nonblock", str(setup_dir / "lock"), "true"], check=False
        )
        assert other.returncode == 1
    free = subprocess.run(
        ["flock", "--nonblock", str(setup_dir / "lock"), "true"], check=False
    )
    assert free.returncode == 0
