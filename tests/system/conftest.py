"""The sample school with every mark, made once per run, for tests that look at it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from devkit import layout, odoo

from tests.system.sample import SCRIPT, SampleSchool


@pytest.fixture(scope="session")
def sample_school(
    make_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> SampleSchool:
    """The sample school, all 24 mark workbooks loaded. Read it; write to a copy."""
    name = make_database()
    file = tmp_path_factory.mktemp("sample") / "logins.json"
    odoo.run_script(
        name,
        SCRIPT,
        f"sample-{name}",
        "load the sample school",
        env={"SCHOOL_LOGINS": str(file), "SCHOOL_ALL_MARKS": "yes"},
    )
    logins = {
        entry["login"]: entry["password"] for entry in json.loads(file.read_text())
    }
    return SampleSchool(name, logins, layout.LOGS / f"sample-{name}.log")
