from odoo import api, fields, models
from odoo.tools import SQL

from ..register.values import display
from .school_journal_entry import SOURCES

DIRECTIONS = [
    ("up", "Up"),
    ("down", "Down"),
    ("same", "Unchanged"),
    ("first", "First entry"),
    ("cleared", "Cleared"),
    ("other", "Other"),
]
WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]


class SchoolMarkChange(models.Model):
    """What was done to a mark after its column's deadline, or after it was posted.

    Read from the journal itself, one row a change. A value cleared and entered again
    is one change from the value before clearing to the new one; a clearing is a change
    of its own only while nothing was entered since. "Absent" and "exempt" are no marks:
    what comes after them is compared with the last mark before.
    """

    _name = "school.mark.change"
    _inherit = ["school.department.scope"]
    _description = "Change of a mark after its deadline"
    _auto = False
    _order = "at desc, id desc"
    _depends = {
        "school.assessment": ["deadline", "posted_at", "kind"],
        "school.gradebook": ["year_id", "term_id", "level_id", "class_id"],
        "school.mark": ["line_id", "assessment_id", "gradebook_id", "company_id"],
        "res.company": ["school_tz"],
    }

    company_id = fields.Many2one("res.company", "School", readonly=True)
    year_id = fields.Many2one("school.year", readonly=True)
    term_id = fields.Many2one("school.term", readonly=True)
    level_id = fields.Many2one("school.level", readonly=True)
    class_id = fields.Many2one("school.class", readonly=True)
    subject_id = fields.Many2one("school.subject", readonly=True)
    kind = fields.Selection(
        lambda self: self.env["school.assessment"]._fields["kind"].selection,
        readonly=True,
    )
    gradebook_id = fields.Many2one("school.gradebook", readonly=True)
    assessment_id = fields.Many2one("school.assessment", "Column", readonly=True)
    line_id = fields.Many2one("school.gradebook.line", "Student", readonly=True)
    author_id = fields.Many2one("res.users", "Account", readonly=True)
    author = fields.Char("Who", readonly=True)
    at = fields.Datetime("When", readonly=True)
    day = fields.Date(readonly=True, help="In the school's time zone.")
    hour = fields.Integer(
        "Hour of the day",
        readonly=True,
        aggregator=False,
        help="In the school's time zone: 13 is from 13:00 to 13:59.",
    )
    weekday = fields.Selection(WEEKDAYS, "Day of the week", readonly=True)
    old = fields.Char("Value before", readonly=True)
    new = fields.Char("Value after", readonly=True)
    old_text = fields.Char("From", compute="_compute_texts")
    new_text = fields.Char("To", compute="_compute_texts")
    direction = fields.Selection(DIRECTIONS, "Change", readonly=True)
    delta = fields.Float("By how much", digits=(4, 1), readonly=True, aggregator="avg")
    reentered = fields.Boolean(
        "Cleared and entered again",
        readonly=True,
        help="The value was cleared first; the change is told from the value before.",
    )
    cleared_at = fields.Datetime("Cleared on", readonly=True)
    source = fields.Selection(SOURCES, "How", readonly=True)
    reference = fields.Char("Request", readonly=True)
    deadline = fields.Datetime(readonly=True)
    posted_at = fields.Datetime("Posted on", readonly=True)
    after_deadline = fields.Boolean("After the deadline", readonly=True)
    after_posting = fields.Boolean(
        "After posting",
        readonly=True,
        help="Students and parents had been told the marks already.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
        SELECT e.id, e.company_id, g.year_id, e.term_id, g.level_id, g.class_id,
            g.subject_id, a.kind, e.gradebook_id, e.assessment_id, e.line_id,
            e.author_id, e.author, e.at, z.local::date AS day,
            EXTRACT(HOUR FROM z.local)::int AS hour,
            EXTRACT(ISODOW FROM z.local)::int::text AS weekday,
            b.old, e.new, e.source, NULLIF(e.reference, '') AS reference,
            a.deadline, a.posted_at,
            COALESCE(e.at > a.deadline, FALSE) AS after_deadline,
            COALESCE(e.at > a.posted_at, FALSE) AS after_posting,
            e.old = '' AND e.new <> '' AND b.old NOT LIKE '#%%' AS reentered,
            CASE WHEN e.old = '' AND e.new <> '' THEN e.at_before END AS cleared_at,
            %(direction)s AS direction,
            CASE WHEN b.old ~ '^\\d' AND e.new ~ '^\\d'
                THEN e.new::numeric - b.old::numeric END AS delta
        FROM (%(entries)s) e
        JOIN school_assessment a ON a.id = e.assessment_id
        JOIN school_gradebook g ON g.id = e.gradebook_id
        JOIN res_company c ON c.id = e.company_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN e.old = '' OR e.old LIKE '#%%'
                THEN SUBSTRING(e.before FROM 12) ELSE e.old END AS old) b
        CROSS JOIN LATERAL (
            SELECT e.at AT TIME ZONE 'UTC' AT TIME ZONE c.school_tz AS local) z
        WHERE (e.at > a.deadline OR e.at > a.posted_at)
            AND (e.new <> '' OR e.next_id IS NULL)
        """,
            entries=self._entries_sql(),
            direction=self._direction_sql(),
        )

    @api.model
    def _entries_sql(self):
        """The journal's entries of marks, each with what its cell knew before.

        "before" is the last mark entered before, else the last thing said at all
        ("absent"), behind a key of eleven digits that sorts marks after the rest and
        later ones after earlier ones. Partitions begin with what users filter by, so
        that PostgreSQL reads only the school and the term asked for.
        """
        return SQL(
            """
        SELECT j.id, j.author_id, j.author, j.at, j.source, j.reference,
            COALESCE(j.old, '') AS old, COALESCE(j.new, '') AS new,
            m.company_id, g.term_id, m.gradebook_id, m.assessment_id, m.line_id,
            LEAD(j.id) OVER cell AS next_id, LAG(j.at) OVER cell AS at_before,
            MAX((CASE WHEN j.new LIKE '#%%' THEN '0' ELSE '1' END
                || LPAD(j.id::text, 10, '0') || j.new) COLLATE "C")
                FILTER (WHERE j.new <> '') OVER earlier AS before
        FROM school_journal_entry j
        JOIN school_mark m ON m.id = j.record
        JOIN school_gradebook g ON g.id = m.gradebook_id
        WHERE j.model = 'school.mark' AND j.slot = 'value'
        WINDOW cell AS (
                PARTITION BY m.company_id, g.term_id, j.record
                ORDER BY j.id),
            earlier AS (cell ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        """
        )

    @api.model
    def _direction_sql(self):
        return SQL(
            """CASE
            WHEN e.new = '' THEN 'cleared'
            WHEN b.old ~ '^\\d' AND e.new ~ '^\\d' THEN CASE
                SIGN(e.new::numeric - b.old::numeric)
                WHEN 1 THEN 'up' WHEN -1 THEN 'down' ELSE 'same' END
            WHEN e.new LIKE '#%%' THEN 'other'
            WHEN b.old = e.new THEN 'same'
            WHEN b.old IS NULL OR b.old LIKE '#%%' THEN 'first'
            ELSE 'other' END"""
        )

    @api.depends("old", "new")
    def _compute_texts(self):
        for change in self:
            change.old_text = display(change.old or "")
            change.new_text = display(change.new or "")

    @api.depends("line_id", "assessment_id")
    def _compute_display_name(self):
        for change in self:
            student = change.line_id.display_name
            change.display_name = f"{student} – {change.assessment_id.display_name}"

    def action_open_grid(self):
        """Open the gradebook in which the mark stands, at its cell."""
        self.ensure_one()
        action = self.gradebook_id.action_open_grid()
        action["params"] |= {
            "line": self.line_id.id,
            "assessment": self.assessment_id.id,
        }
        return action
