"""The sample school's workbooks give the results that were computed independently.

``expected.csv`` holds, by class, student, scope (HK1, HK2, CN) and subject, what comes
out of the 24 mark workbooks. Everything is read back from the tables that Odoo stores.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable

import pytest

from tests.system.sample import SAMPLE_DATA, SampleSchool

SUBJECT_VALUES = 15_080
RESULTS = """
SELECT c.name, s.code, sub.name, t.number,
    l.average_state, COALESCE(l.rating, TRIM_SCALE(l.average)::text, ''),
    l.year_state, COALESCE(l.year_rating, TRIM_SCALE(l.year_average)::text, '')
FROM school_gradebook_line l
JOIN school_gradebook g ON g.id = l.gradebook_id
JOIN school_class c ON c.id = g.class_id
JOIN school_subject sub ON sub.id = g.subject_id
JOIN school_term t ON t.id = g.term_id
JOIN school_enrollment e ON e.id = l.enrollment_id
JOIN school_student s ON s.id = e.student_id
"""
RATINGS = {"Đ": "D", "CĐ": "CD"}

Sql = Callable[..., list[str]]
Key = tuple[str, str, str, str]


def stored_text(value: str) -> str:
    """A value of the file as the query gives it: “7.0” is the number 7."""
    return RATINGS.get(value, value.removesuffix(".0"))


@pytest.fixture(scope="module")
def stored(sample_school: SampleSchool, sql: Sql) -> dict[Key, tuple[str, str]]:
    """{(class, student, scope, subject): (state, value)} as Odoo stores it."""
    results = {}
    for row in sql(RESULTS, database=sample_school.database):
        klass, student, subject, term, state, value, year_state, year_value = row.split(
            "|"
        )
        results[klass, student, f"HK{term}", subject] = (state, value)
        if term == "2":
            results[klass, student, "CN", subject] = (year_state, year_value)
    return results


@pytest.fixture(scope="module")
def expected(stored: dict[Key, tuple[str, str]]) -> dict[Key, str]:
    """The rows of expected.csv that are about subjects."""
    subjects = {subject for _class, _student, _scope, subject in stored}
    with (SAMPLE_DATA / "expected.csv").open(newline="") as handle:
        rows = {
            (row["class"], row["student"], row["scope"], row["item"]): stored_text(
                row["value"]
            )
            for row in csv.DictReader(handle)
            if row["item"] in subjects
        }
    assert len(rows) == SUBJECT_VALUES
    return rows


def test_every_value_of_a_subject(
    stored: dict[Key, tuple[str, str]], expected: dict[Key, str]
) -> None:
    different = {
        key: (value, stored.get(key))
        for key, value in expected.items()
        if stored.get(key) != ("final", value)
    }
    assert different == {}


def test_no_value_besides(
    stored: dict[Key, tuple[str, str]], expected: dict[Key, str]
) -> None:
    """Students who left or are exempt have no result; comment subjects none of a year
    that the file could name."""
    comment = {key[3] for key in expected} - {
        key[3] for key in expected if key[2] == "CN"
    }
    unexpected = {
        key: result
        for key, result in stored.items()
        if key not in expected
        and result[0] not in ("none", "exempt")
        and not (key[2] == "CN" and key[3] in comment)
    }
    assert unexpected == {}


def test_the_school_is_whole(sample_school: SampleSchool, sql: Sql) -> None:
    counts = {
        table: int(
            sql(f"SELECT count(*) FROM {table}", database=sample_school.database)[0]
        )
        for table in (
            *(
                "school_class",
                "school_student",
                "school_enrollment",
                "school_gradebook",
            ),
            *("school_gradebook_line", "school_subject", "school_teaching"),
        )
    }
    assert counts == {
        "school_class": 12,
        "school_student": 474,
        "school_enrollment": 474,
        "school_gradebook": 12 * 12 * 2,
        "school_gradebook_line": 474 * 12 * 2,
        "school_subject": 12,
        "school_teaching": 168,
    }


def test_every_mark_is_in_the_journal(sample_school: SampleSchool, sql: Sql) -> None:
    """Whoever loaded it and why is told by each entry: the move-in period."""
    sources = Counter(
        sql("SELECT source FROM school_journal_entry", database=sample_school.database)
    )
    [marks] = sql(
        "SELECT count(*) FROM school_mark WHERE state <> 'blank'",
        database=sample_school.database,
    )
    # besides the marks: 4 students exempt from one subject in two terms
    assert sources == {"move_in": int(marks), "import": 8}


def test_the_move_in_is_closed(sample_school: SampleSchool, sql: Sql) -> None:
    rows = sql(
        "SELECT count(*), count(closed_at) FROM school_move_in",
        database=sample_school.database,
    )
    assert rows == ["1|1"]


def test_the_journal_is_whole(
    sample_school: SampleSchool, odoo_shell: Callable[[str, str], None]
) -> None:
    odoo_shell(
        sample_school.database,
        "chains = env['school.journal.chain']\n"
        "leader = env['res.users'].search([('login', '=', 'ht01')])\n"
        "verdict = chains.with_user(leader).verify()\n"
        "assert verdict['ok'] and verdict['chains'] == 288, verdict\n",
    )


def test_every_role_can_log_in(sample_school: SampleSchool, sql: Sql) -> None:
    rows = sql(
        "SELECT login FROM res_users WHERE active AND password IS NOT NULL",
        database=sample_school.database,
    )
    assert set(sample_school.logins) <= set(rows)


def test_loading_leaves_no_word_in_the_log(sample_school: SampleSchool) -> None:
    lines = sample_school.log.read_text().splitlines()
    assert [line for line in lines if " WARNING " in line or " ERROR " in line] == []
