"""The locks and exceptions over some gradebooks, read once and asked per cell."""

from datetime import datetime, timedelta
from functools import cache, partial
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL

from ..register.moments import last_cut


class Lock(NamedTuple):
    """A lock that holds now, as the cells are compared with it."""

    id: int
    year: int
    term: int | None
    level: int | None
    klass: int | None
    subject: int | None
    kind: str | None
    mode: str
    since: datetime  # its moment, or the last weekly cut
    grace: timedelta
    planned: bool  # set before its moment came
    term_number: str | None

    @property
    def closes(self):
        """Whether it closes its term or year as a whole."""
        return self.mode == "all" and not self.kind and not self.subject

    def covers(self, book, kind):
        """Whether that kind of entry in ``book`` is in scope."""
        if self.year != book.year:
            return False
        # a closed term's year averages stand on the term before it, too
        term = self.term in (None, book.term) or (
            self.closes and book.term_number < self.term_number
        )
        return (
            term
            and self.level in (None, book.level)
            and self.klass in (None, book.klass)
            and self.subject in (None, book.subject)
            and self.kind in (None, kind)
        )


class Cell(NamedTuple):
    """What of a cell decides whether a lock holds it."""

    column: int = 0  # 0 for comments and exemptions
    deadline: datetime | None = None  # the column's
    since: datetime | None = None  # when it got its value; None while it has none
    waiting: bool = False  # absent, to be made up


class Opening(NamedTuple):
    """An exception asked for or granted, that has not ended."""

    id: int
    book: int
    state: str
    until: datetime
    comments: bool
    columns: list[int]
    locks: list[int]


class Verdict(NamedTuple):
    """What holds a cell, and what opened it for this user."""

    lock: int = 0
    since: datetime | None = None
    exception: int = 0


class LockSet:
    """The locks that hold now over some gradebooks, less this user's exceptions.

    Two queries, however many locks, exceptions and cells there are.
    """

    def __init__(self, env, books):
        self._env = env
        self._now = fields.Datetime.now()
        self._books = [book.id for book in books]
        self._locks = self._read_locks(books)
        self._openings = None
        self._exceptions = self._by_cell()
        self._in_scope = {}
        self._verdicts = {}
        self._problems = {}

    def _read_locks(self, books):
        rows = self._env.execute_query(
            SQL(
                """
            SELECT l.id, l.year_id, l.term_id, l.level_id, l.class_id, l.subject_id,
                l.kind, l.mode, l.date_from, l.weekday, l.cut_hour, l.grace_days,
                l.planned, t.number, c.school_tz
            FROM school_lock l JOIN res_company c ON c.id = l.company_id
            LEFT JOIN school_term t ON t.id = l.term_id
            WHERE l.company_id = ANY(%s) AND l.year_id = ANY(%s)
                AND l.lifted_at IS NULL AND l.date_from <= %s
            ORDER BY l.date_from, l.id
            """,
                list({book.company for book in books}),
                list({book.year for book in books}),
                self._now,
            )
        )
        locks, cut_at = [], cache(partial(last_cut, self._now))
        for row in rows:
            *scope, mode, since, weekday, hour, grace, planned, number, zone = row
            if mode == "entered":
                cut = cut_at(zone, int(weekday), hour)
                if cut < since:
                    continue  # its first cut is still to come
                since = cut
            days = timedelta(days=grace or 0)
            locks.append(Lock(*scope, mode, since, days, planned, number))
        return locks

    @property
    def openings(self):
        """What this user asked for or may use now, as ``Opening``; one query."""
        if self._openings is None:
            rows = self._env.execute_query(
                SQL(
                    """
                SELECT x.id, x.gradebook_id, x.state, x.date_to, x.comments,
                    ARRAY(SELECT assessment_id
                        FROM school_lock_exception_assessment_rel
                        WHERE exception_id = x.id),
                    ARRAY(SELECT lock_id FROM school_lock_exception_lock_rel
                        WHERE exception_id = x.id)
                FROM school_lock_exception x
                JOIN school_lock_exception_user_rel u ON u.exception_id = x.id
                    AND u.user_id = %s
                WHERE x.gradebook_id = ANY(%s) AND x.date_to > %s
                    AND x.state IN ('requested', 'granted')
                ORDER BY x.id
                """,
                    self._env.uid,
                    self._books,
                    self._now,
                )
            )
            self._openings = [Opening(*row) for row in rows]
        return self._openings

    def _by_cell(self):
        """{(book, column): {lock: exception}} that this user may use now."""
        found = {}
        for opening in self.openings if self._locks else ():
            if opening.state != "granted":
                continue
            columns = [*opening.columns, 0] if opening.comments else opening.columns
            for column in columns:
                opened = found.setdefault((opening.book, column), {})
                opened.update(dict.fromkeys(opening.locks, opening.id))
        return found

    # -- asked per cell ----------------------------------------------------------------

    def verdict(self, book, kind, cell):
        """What holds that kind of entry at ``cell`` of ``book`` now: a ``Verdict``."""
        key = (book.id, kind, cell.column, cell.waiting)
        if key not in self._verdicts:
            self._verdicts[key] = self._weigh(book, kind, cell)
        fixed, closed, opened = self._verdicts[key]
        if fixed.lock or cell.since is None:
            return fixed
        if closed and cell.since < closed.since:
            return closed
        if opened and cell.since < opened.since and not fixed.exception:
            return Verdict(exception=opened.exception)
        return fixed

    def _weigh(self, book, kind, cell):
        """Verdicts on a column: whatever its cells hold, and for what they got before
        the last weekly cut of a lock that is closed, or opened, to this user.
        """
        opened = self._exceptions.get((book.id, cell.column), {})
        used, weekly = 0, {}
        for lock in self._covering(book, kind):
            exception = opened.get(lock.id, 0)
            if lock.mode == "entered":
                last = weekly.get(bool(exception))
                if not last or last.since < lock.since:
                    held = 0 if exception else lock.id
                    weekly[bool(exception)] = Verdict(held, lock.since, exception)
                continue
            since = lock.since
            if lock.mode == "deadline":
                if not cell.deadline or cell.deadline + lock.grace > self._now:
                    continue
                since = max(since, cell.deadline + lock.grace)
            if lock.closes and lock.planned and cell.waiting:
                continue  # the make-up test first: no term closes over it
            if not exception:
                return Verdict(lock.id, since), None, None
            used = used or exception
        return Verdict(exception=used), weekly.get(False), weekly.get(True)

    def _covering(self, book, kind):
        key = (book.id, kind)
        if key not in self._in_scope:
            self._in_scope[key] = [
                lock for lock in self._locks if lock.covers(book, kind)
            ]
        return self._in_scope[key]

    def find(self, book, kind, cell=Cell()):  # noqa: B008 - a tuple, never changed
        """Id of the lock that holds the cell, 0 while it is open to this user."""
        return self.verdict(book, kind, cell).lock

    def problem(self, book, kind, cell=Cell()):  # noqa: B008
        """The refusal for a locked cell, or None while it is open."""
        verdict = self.verdict(book, kind, cell)
        if not verdict.lock:
            return None
        key = verdict[:2]
        if key not in self._problems:
            lock = self._env["school.lock"].browse(verdict.lock)
            self._problems[key] = lock._problem(verdict.since)
        return self._problems[key]

    def holding(self, book, kind, cell=Cell()):  # noqa: B008
        """Ids of all locks that may hold the column, opened for somebody or not."""
        return [
            lock.id
            for lock in self._covering(book, kind)
            if lock.mode != "deadline"
            or (cell.deadline and cell.deadline + lock.grace <= self._now)
        ]
