from itertools import groupby
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..register.anomalies import Column, find_shifts, find_twins

FETCH = 5000
# corrections still come in some weeks after a term's end
DAYS_AFTER_TERM = 45
_FIGURES = frozenset({"students", "equal", "chance", "rows", "unshifted", "shifted"})


class ColumnFacts(NamedTuple):
    """A column of the term: where it stands, and what it takes to be complete."""

    id: int
    gradebook: int
    due: bool
    students: int


class SchoolAnomaly(models.Model):
    _inherit = "school.anomaly"

    # -- doors -------------------------------------------------------------------------

    @api.model
    def look(self, term_id):
        """Look for anomalies in a term's columns now.

        Only columns whose deadline has passed, or that are full, are judged.

        :return: {"columns": how many were judged, "new", "again", "gone": findings}
        :raise AccessError: unless leadership or an administrator asks
        """
        user = self.env.user
        groups = ("group_leadership", "group_administrator")
        if not any(user.has_group(f"school_gradebook.{group}") for group in groups):
            raise AccessError(
                self.env._("Only leadership and administrators look for anomalies.")
            )
        term = self.env["school.term"].browse(term_id)
        term.check_access("read")
        return self.sudo()._look(term)

    @api.model
    def _cron_look(self):
        """Look at the terms under way and those that ended some weeks ago."""
        today = fields.Date.today()
        terms = self.env["school.term"].search(
            [
                ("date_start", "<=", today),
                ("date_end", ">=", fields.Date.subtract(today, days=DAYS_AFTER_TERM)),
            ]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(terms))
        for term in terms:
            self._look(term)
            if not cron._commit_progress(1):
                break

    # -- looking: one read of the term's marks -------------------------------------------

    @api.model
    def _look(self, term):
        """Compare the term's columns class by class and keep what is found."""
        self.env.flush_all()
        facts = self._column_facts(term)
        judged, found = 0, {}
        for rows in self._classes(term):
            columns, ready = self._columns(rows, facts)
            judged += len(ready)
            found |= self._found(columns, ready, facts)
        return {"columns": judged, **self._keep_found(term, found)}

    @api.model
    def _column_facts(self, term):
        """{column: ColumnFacts} of the term: one query."""
        rows = self.env.execute_query(
            SQL(
                """
            WITH students AS (
                SELECT l.gradebook_id, count(*) AS number
                FROM school_gradebook_line l
                JOIN school_gradebook g ON g.id = l.gradebook_id
                JOIN school_enrollment e ON e.id = l.enrollment_id
                WHERE g.term_id = %(term)s AND e.date_to IS NULL
                    AND NOT COALESCE(l.exempt, FALSE)
                GROUP BY l.gradebook_id
            )
            SELECT a.id, g.id, COALESCE(a.deadline <= %(now)s, FALSE),
                COALESCE(s.number, 0)
            FROM school_assessment a JOIN school_gradebook g ON g.id = a.gradebook_id
            LEFT JOIN students s ON s.gradebook_id = g.id
            WHERE g.term_id = %(term)s
            """,
                term=term.id,
                now=fields.Datetime.now(),
            )
        )
        return {row[0]: ColumnFacts(*row) for row in rows}

    @api.model
    def _classes(self, term):
        """The term's marks, class by class, from a cursor of the server's.

        Yields lists of (class, column, roll number, enrollment, counts, text), where
        "counts" tells whether the student is one of those who must have a mark.
        """
        cursor = self.env.cr._cnx.cursor("school_anomaly_look")
        cursor.itersize = FETCH
        try:
            cursor.execute(
                """
                SELECT g.class_id, m.assessment_id, l.roll_number, l.enrollment_id,
                    e.date_to IS NULL AND NOT COALESCE(l.exempt, FALSE),
                    CASE WHEN m.state = 'recorded'
                        THEN COALESCE(round(m.score, 1)::text, m.rating)
                        ELSE '#' || m.state END
                FROM school_mark m
                JOIN school_gradebook g ON g.id = m.gradebook_id
                JOIN school_gradebook_line l ON l.id = m.line_id
                JOIN school_enrollment e ON e.id = l.enrollment_id
                WHERE g.term_id = %s AND m.state <> 'blank'
                ORDER BY g.class_id, m.assessment_id
                """,
                [term.id],
            )
            for _klass, rows in groupby(cursor, key=lambda row: row[0]):
                yield list(rows)
        finally:
            cursor.close()

    @api.model
    def _columns(self, rows, facts):
        """(the class's columns in roll order, keys of those that are to be judged)."""
        roll = sorted({(number, enrollment) for _k, _c, number, enrollment, *_ in rows})
        places = {enrollment: row for row, (_number, enrollment) in enumerate(roll)}
        columns, ready = [], set()
        for key, cells in groupby(rows, key=lambda row: row[1]):
            texts, filled = [""] * len(roll), 0
            for _klass, _column, _number, enrollment, counts, text in cells:
                texts[places[enrollment]] = text
                filled += counts
            columns.append(Column(key, tuple(texts)))
            if facts[key].due or filled == facts[key].students:
                ready.add(key)
        return columns, ready

    @api.model
    def _found(self, columns, ready, facts):
        """{(kind, column, other column): values} of a class's findings."""
        found = {}
        for twins in find_twins([column for column in columns if column.key in ready]):
            found["twins", twins.column, twins.other] = {
                "gradebook_id": facts[twins.column].gradebook,
                "students": twins.students,
                "equal": twins.equal,
                "chance": round(twins.chance, 1),
            }
        for shift in find_shifts(columns):
            if shift.column in ready:
                found["shift", shift.column, False] = {
                    "gradebook_id": facts[shift.column].gradebook,
                    "students": shift.students,
                    "rows": shift.rows,
                    "unshifted": round(shift.unshifted, 2),
                    "shifted": round(shift.shifted, 2),
                }
        return found

    # -- keeping: what is new, back, gone ----------------------------------------------

    @api.model
    def _keep_found(self, term, found):
        """Bring the term's anomalies in step with what was found; counts of each."""
        now = fields.Datetime.now()
        known = self.sudo().search([("term_id", "=", term.id)])
        keys = {
            anomaly: (
                anomaly.kind,
                anomaly.assessment_id.id,
                anomaly.other_assessment_id.id,
            )
            for anomaly in known
        }
        still = known.filtered(lambda anomaly: keys[anomaly] in found)
        for anomaly in still:
            figures = found[keys[anomaly]]
            if any(
                anomaly[name] != figures[name] for name in _FIGURES & figures.keys()
            ):
                anomaly._keep(figures)
        again = still.filtered(lambda anomaly: anomaly.state == "gone")
        again._keep({"state": "open", "found_at": now, "gone_at": False})
        gone = (known - still).filtered(lambda anomaly: anomaly.state != "gone")
        gone._keep({"state": "gone", "gone_at": now})
        new = self._keep_new(
            [
                {
                    "kind": kind,
                    "assessment_id": column,
                    "other_assessment_id": other,
                    "found_at": now,
                    **figures,
                }
                for (kind, column, other), figures in found.items()
                if (kind, column, other) not in keys.values()
            ]
        )
        again._note(self.env._("Found again."))
        gone._note(self.env._("No longer found."))
        (new | again)._tell_leadership(term)
        self.env.flush_all()
        return {"new": len(new), "again": len(again), "gone": len(gone)}

    def _note(self, text):
        """One line in the history of each."""
        if self:
            self._message_log_batch(bodies=dict.fromkeys(self.ids, text))

    def _tell_leadership(self, term):
        """One activity for each of the school's leaders who has none waiting.

        It stands on one of the findings; the list shows the others.
        """
        group = self.env.ref("school_gradebook.group_leadership")
        if not self:
            return
        company = term.company_id
        leaders = group.sudo().all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids and not user.share
        )
        waiting = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("automated", "=", True),
                    ("user_id", "in", leaders.ids),
                ]
            )
        )
        for leader in leaders - waiting.user_id:
            told = self[:1].with_context(
                lang=leader.lang, mail_activity_quick_update=True
            )
            told.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=told.env._(
                    "%(count)s new anomalies in %(term)s",
                    count=len(self),
                    term=term.with_context(lang=leader.lang).display_name,
                ),
                user_id=leader.id,
            )
