from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ..register.cells import Change, check_makeup_day, check_value, first_makeup_day
from ..register.values import Problem, Value, display, parse

STORE = """
    INSERT INTO school_mark AS m (line_id, assessment_id, gradebook_id,
        company_id, state, score, rating, makeup_date, entered_at,
        create_uid, write_uid, create_date, write_date)
    SELECT line, col, book, company, state, tenths / 10.0, rating,
        NULLIF(makeup, '')::date,
        CASE WHEN state IN ('recorded', 'exempt') THEN %(moment)s END,
        %(uid)s, %(uid)s, %(now)s, %(now)s
    FROM unnest(%(lines)s::int[], %(columns)s::int[], %(books)s::int[],
        %(companies)s::int[], %(states)s::text[], %(tenths)s::int[],
        %(ratings)s::text[], %(makeups)s::text[])
        AS t(line, col, book, company, state, tenths, rating, makeup)
    ON CONFLICT (line_id, assessment_id) DO UPDATE SET
        state = EXCLUDED.state, score = EXCLUDED.score,
        rating = EXCLUDED.rating, makeup_date = EXCLUDED.makeup_date,
        entered_at = CASE
            WHEN m.id = ANY(%(opened)s)
            THEN COALESCE(m.entered_at, EXCLUDED.entered_at)
            WHEN EXCLUDED.entered_at IS NOT NULL
                AND m.state IN ('recorded', 'exempt')
            THEN m.entered_at ELSE EXCLUDED.entered_at END,
        write_uid = EXCLUDED.write_uid,
        write_date = EXCLUDED.write_date
    RETURNING id, line_id, assessment_id
"""


class SchoolMark(models.Model):
    _name = "school.mark"
    _inherit = ["school.register.entry"]
    _description = "Mark"
    _order = "gradebook_id.id, line_id.id, assessment_id.id"
    _log_access = True
    _rec_name = "text"

    _register_slots = {
        "value": ("state", "score", "rating"),
        "makeup": ("makeup_date",),
    }
    _told_fields = ("entered_at",)
    _register_key = ("line_id", "assessment_id", "gradebook_id", "company_id")

    line_id = fields.Many2one(
        "school.gradebook.line",
        "Row",
        required=True,
        index=True,
        ondelete="restrict",
    )
    assessment_id = fields.Many2one(
        "school.assessment", "Column", required=True, ondelete="restrict"
    )
    gradebook_id = fields.Many2one(
        "school.gradebook",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    student_id = fields.Many2one(related="line_id.student_id")
    state = fields.Selection(
        [
            ("blank", "Blank"),
            ("recorded", "Recorded"),
            ("absent", "Absent, to be made up"),
            ("exempt", "Exempt"),
        ],
        required=True,
        default="blank",
    )
    score = fields.Float("Mark", digits=(4, 1), aggregator="avg")
    rating = fields.Selection([("D", "Đạt"), ("CD", "Chưa đạt")])
    makeup_date = fields.Date(
        "Make-up test by",
        help="Last day to make up the missed test; the circular's consequence is"
        " proposed after it.",
    )
    text = fields.Char("Value", compute="_compute_text")
    entered_at = fields.Datetime(
        "Entered on",
        readonly=True,
        help="When the cell got a value after being blank; weekly locks go by it.",
    )

    _cell_uniq = models.UniqueIndex(
        "(line_id, assessment_id)", "This cell exists already."
    )
    _score_range = models.Constraint(
        "CHECK (score IS NULL OR (score BETWEEN 0 AND 10))",
        "A mark is between 0 and 10.",
    )
    _state_value = models.Constraint(
        "CHECK ((state = 'recorded') = (num_nonnulls(score, rating) = 1)"
        " AND num_nonnulls(score, rating) < 2)",
        "A recorded mark has one value; a blank one has none.",
    )

    _makeup_absent = models.Constraint(
        "CHECK (makeup_date IS NULL OR state = 'absent')",
        "Only an absence has a make-up day.",
    )
    _waiting_idx = models.Index("(gradebook_id, makeup_date) WHERE state = 'absent'")

    @api.depends("state", "score", "rating")
    def _compute_text(self):
        for mark in self:
            mark.text = display(mark._value().text)

    def _value(self):
        """The cell's value, exact."""
        self.ensure_one()
        if self.state != "recorded":
            return Value(self.state or "blank")
        if self.rating:
            return Value("recorded", rating=self.rating)
        return Value("recorded", tenths=round(self.score * 10))

    # -- the ORM's doors ---------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Enter marks; each names its line and column and refuses an existing cell."""
        self.check_access("create")
        if any(vals.get("makeup_date") for vals in vals_list):
            self._raise("makeup_not_waiting")  # the absence brings its own
        changes = [
            Change(
                (vals.get("line_id") or 0, vals.get("assessment_id") or 0),
                "value",
                self._text_from_vals(vals) or "",
            )
            for vals in vals_list
        ]
        self._check_new_cells(changes)
        self._register_apply_all(changes, self._register_source())
        missing = [change for change in changes if not change.record]
        if missing:  # a blank cell was asked for: nothing to keep, no row to give
            self._raise("blank_cell_created")
        return self.browse([change.record for change in changes])

    def _check_new_cells(self, changes):
        keys = {change.key for change in changes}
        found = len(keys) < len(changes) or self.env.execute_query(
            SQL(
                "SELECT 1 FROM school_mark WHERE (line_id, assessment_id)"
                " IN (SELECT * FROM unnest(%s::int[], %s::int[])) LIMIT 1",
                [key[0] for key in keys],
                [key[1] for key in keys],
            )
        )
        if found:
            self._raise("cell_exists")

    @api.model
    def _text_from_vals(self, vals):
        """Canonical text of the value that ORM values describe.

        An emptied number arrives as ``False`` and means blank; zero is a mark.
        ``None`` when a mark is only said to be recorded, without its value.
        """
        state = vals.get("state")
        if state in ("blank", "absent", "exempt"):
            return Value(state).text
        if state not in (None, False, "recorded"):
            self._raise("wrong_type", raw=state)
        for name, kind in (("rating", "comment"), ("score", "scored")):
            raw = vals.get(name)
            if raw is None or raw is False:
                continue
            try:
                return parse(raw, kind).value.text
            except Problem as problem:
                self._raise(problem.code, **problem.params)
        return None if vals.keys() == {"state"} and state else ""

    def _register_changes_from_vals(self, vals):
        if "makeup_date" in vals:
            return self._makeup_changes(vals)
        text = self._text_from_vals(vals)
        if text is None and any(mark.state != "recorded" for mark in self.sudo()):
            self._raise("value_missing")
        return [
            Change(
                (mark.line_id.id, mark.assessment_id.id),
                "value",
                mark._value().text if text is None else text,
            )
            for mark in self.sudo()
        ]

    # -- the guard's steps ---------------------------------------------------------

    @api.model
    def _register_locate(self, changes, batch):
        batch.read_rows(
            {change.key[0] for change in changes},
            {change.key[1] for change in changes},
        )
        for change in changes:
            row = batch.rows.get(change.key[0])
            column = batch.columns.get(change.key[1])
            if not row or not column:
                change.refuse(Problem("no_such_cell"))
            elif row.book != column.book:
                change.refuse(Problem("wrong_column"))
            else:
                change.book, change.company = row.book, row.company
                change.cell = (
                    f"{row.id}:{column.id}:{row.student_id}"
                    f":{column.kind}{column.number}"
                )
        self.check_access("write")
        self.env["school.gradebook"].browse(batch.books).check_access("read")
        stored = self._stored_texts(batch.rows)
        for change in changes:
            if not change.status:
                change.record, text, change.since, day = stored.get(
                    change.key, (0, "", None, "")
                )
                change.makeup = change.makeup_old = day
                change.old = text if change.slot == "value" else day
                if change.slot == "makeup" and text != "#absent":
                    change.refuse(Problem("makeup_not_waiting"))

    @api.model
    def _stored_texts(self, line_ids):
        """{(line, column): (mark id, canonical text, since, make-up day)} as stored."""
        rows = self.env.execute_query(
            SQL(
                "SELECT line_id, assessment_id, id, %s, %s,"
                " COALESCE(makeup_date::text, '') FROM school_mark m"
                " WHERE line_id = ANY(%s)",
                self._text_sql(),
                self._since_sql(),
                list(line_ids),
            )
        )
        return {(line, column): tuple(found) for line, column, *found in rows}

    @api.model
    def _since_sql(self):
        """SQL for the moment mark ``m`` got its value; null while it has none."""
        return SQL("CASE WHEN m.state <> 'absent' THEN m.entered_at END")

    @api.model
    def _text_sql(self):
        """SQL for the canonical text of mark ``m``."""
        return SQL(
            "CASE m.state WHEN 'recorded'"
            " THEN COALESCE(round(m.score, 1)::text, m.rating)"
            " WHEN 'blank' THEN '' ELSE '#' || m.state END"
        )

    @api.model
    def _register_stored_sql(self):
        return SQL(
            "SELECT m.gradebook_id, m.id, t.slot, m.line_id || ':' || m.assessment_id"
            " || ':' || e.student_id || ':' || a.kind || a.number, t.text"
            " FROM school_mark m JOIN school_gradebook_line l ON l.id = m.line_id"
            " JOIN school_enrollment e ON e.id = l.enrollment_id"
            " JOIN school_assessment a ON a.id = m.assessment_id"
            " CROSS JOIN LATERAL (VALUES ('value',"
            " CASE WHEN m.score <> round(m.score, 1) THEN m.score::text ELSE %s END),"
            " ('makeup', m.makeup_date::text)) AS t(slot, text)"
            " WHERE t.text <> ''",
            self._text_sql(),
        )

    @api.model
    def _register_check_owner(self, changes, batch):
        for change in changes:
            column = batch.columns[change.key[1]]
            book = batch.books[change.book]
            owner = book, column.component, batch.source
            if problem := batch.owners.problem(*owner):
                change.refuse(problem)
            change.behalf = batch.owners.behalf(*owner)

    @api.model
    def _register_check_value(self, changes, batch):
        for change in changes:
            row, book = batch.rows[change.key[0]], batch.books[change.book]
            whole = book.whole_regular and batch.columns[change.key[1]].kind == "tx"
            problem = batch.left_problem(row)
            try:
                if change.slot == "makeup":
                    check_makeup_day(change.new, batch.today, book.term_end)
                    change.makeup = change.new
                else:
                    value = Value.from_text(change.new)
                    check_value(value, book.subject_kind, whole, row.exempt)
                    change.makeup = first_makeup_day(
                        value, batch.today, book.makeup_days, book.term_end
                    )
            except Problem as refusal:
                problem = problem or refusal
            if problem:
                change.refuse(problem)

    @api.model
    def _register_kind(self, change, batch):
        return batch.columns[change.key[1]].kind

    @api.model
    def _register_cell(self, change, batch):
        column = batch.columns[change.key[1]]
        waiting = change.slot == "makeup" or change.old == "#absent"
        return column.cell(change.since, waiting)

    @api.model
    def _register_told(self, changes):
        """A make-up day that comes or goes with the value is an entry of its own."""
        return changes + [
            replace(change, slot="makeup", old=change.makeup_old, new=change.makeup)
            for change in changes
            if change.slot == "value" and change.makeup != change.makeup_old
        ]

    @api.model
    def _register_store(self, changes):
        self._store_makeup_days([c for c in changes if c.slot == "makeup"])
        changes = [change for change in changes if change.slot == "value"]
        if not changes:
            return
        values = [Value.from_text(change.new) for change in changes]
        rows = self.env.execute_query(
            SQL(
                STORE,
                uid=self.env.uid,
                now=self.env.cr.now(),
                moment=fields.Datetime.now(),
                # an opening lets a value change or go; it stays as old as it was
                opened=[change.record for change in changes if change.reference],
                lines=[change.key[0] for change in changes],
                columns=[change.key[1] for change in changes],
                books=[change.book for change in changes],
                companies=[change.company for change in changes],
                states=[value.state for value in values],
                tenths=[value.tenths for value in values],
                ratings=[value.rating for value in values],
                makeups=[change.makeup for change in changes],
            )
        )
        ids = {(line, column): mark for mark, line, column in rows}
        for change in changes:
            change.record = ids[change.key]
        marks = self.browse(ids.values())
        marks.invalidate_recordset()
        marks.modified(["state", "score", "rating", "makeup_date"])

    @api.model
    def _register_after(self, changes):
        lines = self.env["school.gradebook.line"].browse(
            {change.key[0] for change in changes if change.slot == "value"}
        )
        lines.invalidate_recordset(["mark_ids"])
        lines._recompute_results()
