"""Who still has to enter what, and until when: one statement for a school."""

from typing import NamedTuple

from odoo.tools import SQL

from .school_progress_query import OWNED_COLUMNS, progress_query


class Owed(NamedTuple):
    """A column with blank cells, as the teacher's reminder tells it."""

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

    :param condition: SQL over ``p`` (a row of the board) and ``o`` (an owner)
    """
    owned = SQL(OWNED_COLUMNS, now, SQL("u.active"))
    rows = env.execute_query(
        SQL(
            """
        SELECT o.user_id, p.gradebook_id, g.name, p.id, p.deadline, d.day,
            p.deadline < %(now)s, p.owed
        FROM (%(progress)s) p
        JOIN (%(owned)s) o ON o.id = p.id
        JOIN school_gradebook g ON g.id = p.gradebook_id
        JOIN school_year y ON y.id = p.year_id
        JOIN res_company k ON k.id = p.company_id
        CROSS JOIN LATERAL (
            SELECT (%(now)s AT TIME ZONE 'UTC' AT TIME ZONE k.school_tz)::date AS today,
                (p.deadline AT TIME ZONE 'UTC' AT TIME ZONE k.school_tz)::date AS day
        ) d
        WHERE p.owed > 0 AND d.day <= d.today + k.school_warning_days
            AND y.date_end >= d.today AND %(condition)s
        ORDER BY p.deadline, g.name, p.id
        """,
            now=now,
            progress=progress_query(now),
            owned=owned,
            condition=condition,
        )
    )
    return [Owed(*row) for row in rows]
