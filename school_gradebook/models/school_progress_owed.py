"""Who still has to enter what, and until when: two statements for a school.

Two, because PostgreSQL plans the figures well for columns that are named, and badly for
columns that it has to guess.
"""

from typing import NamedTuple

from odoo.tools import SQL

from .school_progress_query import OWNED_COLUMNS, progress_query


class Owed(NamedTuple):
    """A column with blank cells, as its teacher's reminder tells it."""

    user: int
    book: int
    book_name: str
    column: int
    deadline: object
    day: object
    overdue: bool
    cells: int


def owed_columns(env, now, condition):
    """What teachers with an account have to enter within their school's warning days.

    Only of school years that have not ended; the first due comes first.

    :param condition: SQL over ``a`` (a column) and ``o`` (an owner)
    """
    due = _due_columns(env, now, condition)
    cells = dict(
        env.execute_query(
            SQL(
                "SELECT id, owed FROM (%s) p WHERE id = ANY(%s) AND owed > 0",
                progress_query(now),
                list({row[2] for row in due}),
            )
        )
    )
    return [
        Owed(user, book, name, column, deadline, day, deadline < now, cells[column])
        for user, book, column, name, deadline, day in due
        if column in cells
    ]


def _due_columns(env, now, condition):
    """(user, book, column, book's name, deadline, its day) of what is due by then."""
    return env.execute_query(
        SQL(
            """
        SELECT o.user_id, a.gradebook_id, a.id, g.name, a.deadline, d.day
        FROM (%(owned)s) o
        JOIN school_assessment a ON a.id = o.id
        JOIN school_gradebook g ON g.id = a.gradebook_id
        JOIN school_year y ON y.id = g.year_id
        JOIN res_company k ON k.id = a.company_id
        CROSS JOIN LATERAL (
            SELECT (%(now)s AT TIME ZONE 'UTC' AT TIME ZONE k.school_tz)::date AS today,
                (a.deadline AT TIME ZONE 'UTC' AT TIME ZONE k.school_tz)::date AS day
        ) d
        WHERE d.day <= d.today + k.school_warning_days AND y.date_end >= d.today
            AND %(condition)s
        GROUP BY o.user_id, a.id, g.id, d.day
        ORDER BY a.deadline, g.name, a.id
        """,
            owned=SQL(OWNED_COLUMNS, now, SQL("u.active")),
            now=now,
            condition=condition,
        )
    )
