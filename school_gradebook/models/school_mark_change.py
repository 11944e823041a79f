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
    after_deadline = fields.Boolean(readonly=True)
    after_posting = fields.Boolean(
        readonly=True, help="Students and parents had been told the marks already."
    )

    @property
    def _table_query(self):
        return SQL(
            """
        SELECT j.id, m.company_id, g.year_id, g.term_id, g.level_id, g.class_id,
            g.subject_id, a.kind, m.gradebook_id, m.assessment_id, m.line_id,
            j.author_id, j.author, j.at, z.local::date AS day,
            EXTRACT(HOUR FROM z.local)::int AS hour,
            EXTRACT(ISODOW FROM z.local)::int::text AS weekday,
            b.old, j.new, j.source, NULLIF(j.reference, '') AS reference,
            a.deadline, a.posted_at,
            COALESCE(j.at > a.deadline, FALSE) AS after_deadline,
            COALESCE(j.at > a.posted_at, FALSE) AS after_posting,
            COALESCE(j.old, '') = '' AND p.new IS NOT NULL AS reentered,
            %(cleared_at)s AS cleared_at,
            %(direction)s AS direction,
            CASE WHEN b.old ~ '^\\d' AND j.new ~ '^\\d'
                THEN j.new::numeric - b.old::numeric END AS delta
        FROM school_journal_entry j
        JOIN school_mark m ON m.id = j.record
        JOIN school_assessment a ON a.id = m.assessment_id
        JOIN school_gradebook g ON g.id = m.gradebook_id
        JOIN res_company c ON c.id = m.company_id
        LEFT JOIN LATERAL (%(before)s) p ON TRUE
        CROSS JOIN LATERAL (
            SELECT COALESCE(p.new, NULLIF(j.old, '')) AS old) b
        CROSS JOIN LATERAL (
            SELECT j.at AT TIME ZONE 'UTC' AT TIME ZONE c.school_tz AS local) z
        WHERE j.model = 'school.mark' AND j.slot = 'value'
            AND (j.at > a.deadline OR j.at > a.posted_at) AND NOT %(superseded)s
        """,
            before=self._before_sql(),
            cleared_at=self._cleared_at_sql(),
            direction=self._direction_sql(),
            superseded=self._superseded_sql(),
        )

    @api.model
    def _before_sql(self):
        """The value to compare with where the entry itself replaced no mark.

        The last mark before, else the last thing said at all ("absent"). Looked up
        only there: an entry that replaced a mark names it.
        """
        return SQL(
            """
            SELECT p.new FROM school_journal_entry p
            WHERE (COALESCE(j.old, '') = '' OR j.old LIKE '#%%')
                AND p.model = j.model AND p.record = j.record AND p.slot = j.slot
                AND p.id < j.id AND COALESCE(p.new, '') <> ''
            ORDER BY p.new LIKE '#%%', p.id DESC LIMIT 1
            """
        )

    @api.model
    def _cleared_at_sql(self):
        """When the value that is entered again here was cleared."""
        return SQL(
            """(
            SELECT q.at FROM school_journal_entry q
            WHERE COALESCE(j.old, '') = '' AND j.new <> ''
                AND q.model = j.model AND q.record = j.record AND q.slot = j.slot
                AND q.id < j.id
            ORDER BY q.id DESC LIMIT 1)"""
        )

    @api.model
    def _superseded_sql(self):
        """Whether the entry cleared a value and another one was entered since."""
        return SQL(
            """(COALESCE(j.new, '') = '' AND EXISTS (
            SELECT 1 FROM school_journal_entry n
            WHERE n.model = j.model AND n.record = j.record AND n.slot = j.slot
                AND n.id > j.id))"""
        )

    @api.model
    def _direction_sql(self):
        return SQL(
            """CASE
            WHEN COALESCE(j.new, '') = '' THEN 'cleared'
            WHEN b.old ~ '^\\d' AND j.new ~ '^\\d' THEN CASE
                SIGN(j.new::numeric - b.old::numeric)
                WHEN 1 THEN 'up' WHEN -1 THEN 'down' ELSE 'same' END
            WHEN j.new LIKE '#%%' THEN 'other'
            WHEN b.old = j.new THEN 'same'
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
        """Open the gradebook in which the mark stands."""
        self.ensure_one()
        return self.gradebook_id.action_open_grid()
