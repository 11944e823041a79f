"""What the register's guard knows of books and rows, read in one statement each.

The guard looks at thousands of cells at once; asking the ORM record by record would
cost a query for every one.
"""

from datetime import date, datetime
from typing import NamedTuple

from odoo.tools import SQL

from ..register.values import Problem
from .school_lock_set import Cell, LockSet


class BookScope(NamedTuple):
    """A gradebook's place in the school, as locks and owners name places."""

    id: int
    name: str
    company: int
    year: int
    term: int
    level: int
    klass: int
    subject: int
    subject_kind: str
    term_number: str
    term_end: date
    whole_regular: bool
    makeup_days: int


class RowScope(NamedTuple):
    """A student's row: its book and whether it still takes entries."""

    id: int
    book: int
    company: int
    exempt: bool
    student: str
    left_on: date | None
    left_how: str | None
    student_id: int = 0

    def left_text(self):
        """How and when the student left, as the notes column prints it."""
        return left_text(self.left_on, self.left_how)

    def takes_entries(self, book, today):
        """False once the student has left the class before the term ended."""
        return not self.left_on or self.left_on >= min(today, book.term_end)


class ColumnScope(NamedTuple):
    """A column: its book, kind, component (0 for the shared ones) and number."""

    id: int
    book: int
    kind: str
    component: int
    number: int
    deadline: datetime | None = None

    def cell(self, since=None, waiting=False):
        """A ``Cell`` of the column.

        :param since: when it got its value, None while it has none
        :param waiting: whether its student is to make the test up
        """
        return Cell(self.id, self.deadline, since, waiting)


class Teaching(NamedTuple):
    """Who enters what of a class's subject today, in own right or for somebody."""

    component: int
    user: int | None
    lead: bool
    name: str
    behalf: str
    part: int | None
    id: int

    def owns(self, component):
        """Whether a column of that component (0: a shared one) is this teacher's."""
        return (
            not self.component
            or self.component == component
            or (not component and self.lead)
        )


def left_text(day, how):
    """“Chuyển đi 16/02/2026”, or nothing for a student who is still there."""
    if not day:
        return ""
    label = {"transfer": "Chuyển đi", "drop_out": "Thôi học"}.get(how, "Rời lớp")
    return f"{label} {day:%d/%m/%Y}"


def book_scopes(env, ids):
    """{id: BookScope} of the gradebooks, one query."""
    rows = env.execute_query(
        SQL(
            """
        SELECT g.id, g.name, g.company_id, g.year_id, g.term_id, g.level_id,
            g.class_id, g.subject_id, s.kind, t.number, t.date_end,
            COALESCE(c.school_whole_regular, FALSE), COALESCE(c.school_makeup_days, 0)
        FROM school_gradebook g JOIN school_subject s ON s.id = g.subject_id
        JOIN school_term t ON t.id = g.term_id JOIN res_company c ON c.id = g.company_id
        WHERE g.id = ANY(%s)
        """,
            list(ids),
        )
    )
    return {row[0]: BookScope(*row) for row in rows}


def row_scopes(env, ids):
    """{id: RowScope} of gradebook lines, one query."""
    rows = env.execute_query(
        SQL(
            """
        SELECT l.id, l.gradebook_id, l.company_id, COALESCE(l.exempt, FALSE), s.name,
            e.date_to, e.out_reason, s.id
        FROM school_gradebook_line l JOIN school_enrollment e ON e.id = l.enrollment_id
        JOIN school_student s ON s.id = e.student_id
        WHERE l.id = ANY(%s)
        """,
            list(ids),
        )
    )
    return {row[0]: RowScope(*row) for row in rows}


def column_scopes(env, ids):
    """{id: ColumnScope} of assessments, one query."""
    rows = env.execute_query(
        SQL(
            "SELECT id, gradebook_id, kind, COALESCE(component_id, 0), number, deadline"
            " FROM school_assessment WHERE id = ANY(%s)",
            list(ids),
        )
    )
    return {row[0]: ColumnScope(*row) for row in rows}


class Owners:
    """Who enters what in some gradebooks today; asked per cell without a query."""

    def __init__(self, env, books, today):
        self._env = env
        self._admin = env.user.has_group("school_gradebook.group_administrator")
        self._books = books
        self._teachings = {}
        self._found = {}
        for row in env.execute_query(self._teachings_sql(today)):
            self._teachings.setdefault(row[:2], []).append(Teaching(*row[2:]))

    def _teachings_sql(self, today):
        """Who teaches what today, and who enters for whom by leadership's decision."""
        return SQL(
            """
            SELECT t.class_id, t.subject_id, COALESCE(t.component_id, 0), t.user_id,
                COALESCE(t.lead, FALSE), e.name, '' AS behalf,
                t.component_id AS part, t.id AS teaching
            FROM school_teaching t JOIN hr_employee e ON e.id = t.employee_id
                AND e.active
            WHERE t.class_id = ANY(%(classes)s) AND t.subject_id = ANY(%(subjects)s)
                AND COALESCE(t.date_from <= %(today)s, TRUE)
                AND COALESCE(t.date_to >= %(today)s, TRUE)
            UNION ALL
            SELECT t.class_id, t.subject_id, COALESCE(t.component_id, 0),
                d.deputy_user_id, COALESCE(t.lead, FALSE), deputy.name, e.name,
                t.component_id, t.id
            FROM school_delegation d JOIN school_teaching t
                ON t.employee_id = d.employee_id
                AND COALESCE(d.class_id = t.class_id, TRUE)
                AND COALESCE(d.subject_id = t.subject_id, TRUE)
            JOIN hr_employee e ON e.id = t.employee_id
            JOIN hr_employee deputy ON deputy.id = d.deputy_id AND deputy.active
            WHERE t.class_id = ANY(%(classes)s) AND t.subject_id = ANY(%(subjects)s)
                AND COALESCE(t.date_from <= %(today)s, TRUE)
                AND COALESCE(t.date_to >= %(today)s, TRUE)
                AND d.revoked_at IS NULL
                AND %(today)s BETWEEN d.date_from AND d.date_to
            ORDER BY behalf, part NULLS FIRST, teaching
            """,
            classes=list({book.klass for book in self._books.values()}),
            subjects=list({book.subject for book in self._books.values()}),
            today=today,
        )

    def names(self, book):
        """The names of the book's teachers today."""
        return ", ".join(
            dict.fromkeys(
                t.name for t in self._teachings.get((book.klass, book.subject), ())
            )
        )

    def move_in(self, book):
        """The open move-in period an administrator may use for the book, or None."""
        if not self._admin:
            return None
        years = {book.year for book in self._books.values()}
        if "move_in" not in self._found:
            self._found["move_in"] = self._env["school.move.in"]._open_for(years)
        return self._found["move_in"].get(book.year)

    def problem(self, book, component, source):
        """None when the user enters this column today, else why not.

        :param component: the column's component, 0 for the shared columns and the
            comments, which the leading teacher owns
        """
        return self._entry(book, component, source)[0]

    def behalf(self, book, component, source):
        """The teacher for whom the user enters this column as a deputy, or “”."""
        return self._entry(book, component, source)[1]

    def _entry(self, book, component, source):
        """(problem, teacher entered for) of the user at a column, found once."""
        key = (book.id, component, source)
        if key not in self._found:
            self._found[key] = self._find(book, component, source)
        return self._found[key]

    def _find(self, book, component, source):
        if source == "move_in" and self.move_in(book):
            return None, ""
        teachings = self._teachings.get((book.klass, book.subject), ())
        owners = [t for t in teachings if t.owns(component)]
        uid = self._env.uid
        mine = [t.behalf for t in owners if t.user == uid]
        if mine:  # in one's own right before another's
            return None, min(mine)
        names = ", ".join(dict.fromkeys(t.name for t in owners)) or "–"
        if any(t.user == uid for t in teachings):
            return Problem("column_of_colleague", owner=names), ""
        return Problem("not_your_gradebook", book=book.name, owner=names), ""

    def exemption_problem(self):
        """None when the user records exemptions (an administrator), else why not."""
        return None if self._admin else Problem("exemption_by_administrator")


class Batch:
    """What one batch of changes stands on, read once and shared by the guard's steps."""

    def __init__(self, env, source):
        env.flush_all()  # the statements below read what the ORM may still hold back
        self._env = env
        self.source = source
        self.today = env["school.gradebook"]._today()
        self.rows = {}
        self.columns = {}
        self.books = {}
        self._owners = None
        self._locks = None

    def read_rows(self, line_ids, column_ids=()):
        """Read the rows, columns and gradebooks that the batch touches."""
        self.rows = row_scopes(self._env, line_ids)
        self.columns = column_scopes(self._env, column_ids) if column_ids else {}
        self.books = book_scopes(self._env, {row.book for row in self.rows.values()})

    @property
    def owners(self):
        """Who enters what in the batch's gradebooks today."""
        if self._owners is None:
            self._owners = Owners(self._env, self.books, self.today)
        return self._owners

    @property
    def locks(self):
        """The locks over the batch's gradebooks now."""
        if self._locks is None:
            self._locks = LockSet(self._env, list(self.books.values()))
        return self._locks

    def left_problem(self, row):
        """The refusal for a student who left before the term ended, or None."""
        if row.takes_entries(self.books[row.book], self.today):
            return None
        return Problem("student_left", student=row.student, left=row.left_text())
