from odoo import api, fields, models
from odoo.fields import Domain

from .school_scope import Owners


class SchoolAssessment(models.Model):
    """When a column is planned, due and posted."""

    _inherit = "school.assessment"

    rule_id = fields.Many2one(
        "school.deadline.rule",
        "Deadline rule",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: the school's rule for this kind of column.",
    )
    test_date = fields.Date(
        "Day of the test",
        compute="_compute_test_date",
        store=True,
        help="The day on which it was held, else the day planned.",
    )
    deadline = fields.Datetime(
        compute="_compute_deadline",
        store=True,
        index=True,
        help="The last moment for entering the marks, by the rule.",
    )
    deadline_day = fields.Date(
        "Day of the deadline",
        compute="_compute_deadline",
        store=True,
        help="The deadline's day where the school is.",
    )
    adjusted = fields.Boolean(
        "Adjusted for the class",
        readonly=True,
        copy=False,
        help="Planned for this class by hand; copying the plan leaves it alone.",
    )
    posted_at = fields.Datetime("Posted on", readonly=True, copy=False)
    posted_by_id = fields.Many2one(
        "res.users", "Posted by", readonly=True, copy=False, ondelete="restrict"
    )

    _PLANNED = frozenset({"planned_date", "rule_id"})
    _KEPT = frozenset({"adjusted", "posted_at", "posted_by_id"})

    # -- deadlines -----------------------------------------------------------------------

    @api.depends("held_date", "planned_date")
    def _compute_test_date(self):
        for column in self:
            column.test_date = column.held_date or column.planned_date

    @api.depends("held_date", "planned_date", "rule_id")
    def _compute_deadline(self):
        defaults = self.env["school.deadline.rule"]._by_kind(self.company_id)
        rules = {
            column: column.rule_id
            or defaults.get((column.company_id.id, column.kind), column.rule_id)
            for column in self
        }
        counts = self._kind_counts(rules.values())
        for column, rule in rules.items():
            moment = rule and rule._due(
                column.held_date or column.planned_date,
                column.gradebook_id.term_id,
                column.number,
                counts.get((column.gradebook_id.id, column.kind), 1),
            )
            column.deadline = moment
            column.deadline_day = moment and column._local(moment).date()

    def _local(self, moment):
        """A moment by the school's clock, whatever the reader's."""
        zone = self.company_id.school_tz
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), moment)

    def _kind_counts(self, rules):
        """{(gradebook id, kind): number of columns}, where a rule asks for it."""
        if all(rule.kind != "parts_of_term" for rule in rules):
            return {}
        groups = self.sudo()._read_group(
            [("gradebook_id", "in", self.gradebook_id.ids)],
            ["gradebook_id", "kind"],
            ["__count"],
        )
        return {(book.id, kind): count for book, kind, count in groups}

    @api.model
    def _refresh_deadlines(self, domain):
        """Compute the deadlines anew that have not passed; those that have, stay.

        A deadline decides who was late and what is locked: only the day of the test,
        or this column's own plan, moves one that has passed.
        """
        now = fields.Datetime.now()
        today = self.env["school.gradebook"]._today()
        columns = self.sudo().search(
            Domain(domain)
            & (Domain("deadline", "=", False) | Domain("deadline", ">", now))
            & Domain("year_id.date_end", ">=", today)
        )
        self.env.add_to_compute(self._fields["deadline"], columns)

    def _refresh_siblings(self):
        """A column more or less changes how its kind is spread over the term."""
        self._refresh_deadlines([("gradebook_id", "in", self.gradebook_id.ids)])

    # -- the plan ------------------------------------------------------------------------

    def _refuse_kept(self, vals):
        """Refuse what the register itself notes down."""
        for name in self._KEPT & vals.keys():
            self.env["school.register.entry"]._raise(
                "computed_kept", field=self._fields[name]._description_string(self.env)
            )

    def _check_planner(self, vals):
        """Administrators set columns up; heads of department plan their subjects'.

        The day of the test is an entry of the register; its guard decides of it.
        """
        names = vals.keys() - {"held_date"}
        if not names or self.env.su:
            return
        if self.env.user.has_group("school_gradebook.group_administrator"):
            return
        self.check_access("write")
        if not names <= self._PLANNED or not all(self.mapped("can_plan")):
            self.env["school.register.entry"]._raise("not_planner")

    def _check_plan(self, vals):
        """Refuse to plan anew what is over and locked; the columns that would change.

        :raise UserError: also for a day outside the term
        """
        if not self._PLANNED & vals.keys():
            return self.browse()
        day = fields.Date.to_date(vals.get("planned_date"))
        changed = self.filtered(
            lambda column: (
                ("planned_date" in vals and column.planned_date != day)
                or ("rule_id" in vals and column.rule_id.id != vals["rule_id"])
            )
        )
        changed._over()._check_book_open()
        return changed

    def _over(self):
        """The columns whose deadline has passed."""
        now = fields.Datetime.now()
        return self.filtered(lambda column: column.deadline and column.deadline <= now)

    @api.constrains("planned_date")
    def _check_planned_date(self):
        for column in self.sudo():
            column.term_id._check_planned(column.planned_date, column._title())

    def _mark_adjusted(self):
        """Note that the columns are planned by hand, unlike other classes'."""
        rest = self.sudo().filtered(lambda column: not column.adjusted)
        models.Model.write(rest, {"adjusted": True})

    def _plan(self, day, rule):
        """Plan the columns as their level's plan says; the caller has checked who."""
        columns = self.sudo()
        models.Model.write(
            columns, {"planned_date": day, "rule_id": rule.id, "adjusted": False}
        )

    # -- posting -------------------------------------------------------------------------

    def action_post(self):
        """Note that the marks were posted to students and parents; once, for good.

        :raise UserError: when the column is another teacher's, or empty
        """
        self.check_access("read")
        admin = self.env.user.has_group("school_gradebook.group_administrator")
        scopes = self.gradebook_id._scopes()
        owners = Owners(self.env, scopes, self.env["school.gradebook"]._today())
        refuse = self.env["school.register.entry"]
        entered = self._entered_ids()
        for column in self.sudo():
            book = scopes[column.gradebook_id.id]
            problem = owners.problem(book, column.component_id.id or 0, "grid")
            if problem and not admin:
                refuse._raise_problem(problem)
            if column.id not in entered:
                refuse._raise("nothing_to_post", column=column._title())
        models.Model.write(
            self.sudo().filtered(lambda column: not column.posted_at),
            {"posted_at": fields.Datetime.now(), "posted_by_id": self.env.uid},
        )
        return True

    def _entered_ids(self):
        """Ids of the columns that hold a mark."""
        groups = (
            self.env["school.mark"]
            .sudo()
            ._read_group(
                [("assessment_id", "in", self.ids), ("state", "=", "recorded")],
                ["assessment_id"],
            )
        )
        return {column.id for (column,) in groups}
