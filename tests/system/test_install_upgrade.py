"""The addons install, upgrade and go away again without a word in the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from devkit import layout, odoo, testing
from devkit.steps import run_logged

SCHEMA = (
    "SELECT table_name, column_name, data_type, is_nullable"
    " FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2"
)
UNINSTALL = """
modules = env["ir.module.module"].search([("name", "in", {names!r})])
modules.button_immediate_uninstall()
env.cr.commit()
"""
# a school with people, marks and a picture, beside an application of Odoo's own
FILL = """
from odoo.addons.school_gradebook.tests.common import SchoolCommon

class NoCase:
    @classmethod
    def setUpClass(cls):
        pass

class School(SchoolCommon, NoCase):
    pass

School.env = env
School.setUpClass()
book = School.book(School.class_a, School.maths)
School.enter(School.maths_teacher, book, {(School.students_a[0], "tx", 1): "8.0"})
School.lock(book)
School.students_a[0].image_1920 = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)
env.cr.commit()
env["ir.module.module"].search([("name", "=", "portal")]).button_immediate_install()
env.cr.commit()
"""


def complaints(path: Path) -> list[str]:
    """Warnings and errors in a log of Odoo's."""
    with path.open(errors="replace") as handle:
        next(handle)  # the command line
        return [
            record.full_text
            for record in odoo.records(handle)
            if record.level in testing.LOUD and not testing.is_noise(record)
        ]


def run_odoo(arguments: list[str], log: str) -> None:
    """Run Odoo to its end; a warning in its log is a failure."""
    odoo.run(arguments, log, "run Odoo")
    assert complaints(layout.LOGS / f"{log}.log") == []


@pytest.fixture
def names(addons: list[str]) -> list[str]:
    assert addons, "there is no addon in this tree"
    return addons


def test_upgrade_leaves_the_schema_as_it_is(
    app_database: str, names: list[str], sql: Callable[..., list[str]]
) -> None:
    before = sql(SCHEMA, database=app_database)
    run_odoo(["-d", app_database, "-u", ",".join(names)], f"upgrade-{app_database}")
    assert sql(SCHEMA, database=app_database) == before


def test_uninstall_takes_everything_away_and_install_brings_it_back(
    app_database: str,
    names: list[str],
    sql: Callable[..., list[str]],
    odoo_shell: Callable[[str, str], None],
) -> None:
    tables = (
        "SELECT tablename FROM pg_tables WHERE tablename LIKE 'school\\_%' ORDER BY 1"
    )
    models = "SELECT model FROM ir_model WHERE model LIKE 'school.%' ORDER BY 1"
    installed = sql(models, database=app_database)
    assert installed
    odoo_shell(app_database, FILL)

    odoo_shell(app_database, UNINSTALL.format(names=names))

    assert complaints(layout.LOGS / f"shell-{app_database}.log") == []
    left = {
        "tables": sql(tables, database=app_database),
        "models": sql(models, database=app_database),
        "records": sql(
            "SELECT module, name FROM ir_model_data WHERE module LIKE 'school\\_%'"
            " OR name ~ '(__|^field_|^model_)school_' ORDER BY 1, 2",
            database=app_database,
        ),
        "files": sql(
            "SELECT res_model, name FROM ir_attachment WHERE res_model LIKE 'school.%'",
            database=app_database,
        ),
        "functions": sql(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'school\\_%' ORDER BY 1",
            database=app_database,
        ),
        "modules": sql(
            "SELECT name FROM ir_module_module"
            " WHERE name LIKE 'school\\_%' AND state <> 'uninstalled'",
            database=app_database,
        ),
    }
    assert left == {kind: [] for kind in left}

    run_odoo(["-d", app_database, "-i", ",".join(names)], f"again-{app_database}")
    assert sql(models, database=app_database) == installed


def test_every_text_is_translated(
    app_database: str, names: list[str], tmp_path: Path
) -> None:
    """The Vietnamese catalogue has the texts the addon has now, and no others."""
    for name in names:
        exported = tmp_path / f"{name}.pot"
        words = odoo.command(
            [name, "-d", app_database, "-o", str(exported)], "i18n export"
        )
        run_logged(words, "i18n", "export the texts")
        now = {entry.msgid for entry in polib.pofile(str(exported))}
        file = layout.ROOT / name / "i18n" / "vi.po"
        catalogue = polib.pofile(str(file)) if file.is_file() else []
        translated = {entry.msgid for entry in catalogue if entry.msgstr}
        assert sorted(now - translated) == [], f"not translated in {name}"
        assert sorted(translated - now) == [], f"no longer used in {name}"


def test_addons_depend_on_no_agpl_module(names: list[str]) -> None:
    for name in names:
        manifest = (Path(layout.ROOT) / name / "__manifest__.py").read_text()
        assert '"LGPL-3"' in manifest
