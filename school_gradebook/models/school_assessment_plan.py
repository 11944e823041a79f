from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

FROZEN = ("year_id", "level_id", "subject_id")


class SchoolAssessmentPlan(models.Model):
    """Which columns of a subject are planned when, for all classes of a level."""

    _name = "school.assessment.plan"
    _inherit = ["school.kept"]
    _description = "Assessment plan"
    _order = "year_id desc, level_id, subject_sequence, id"
    _check_company_auto = True
    _kept_fields = ("company_id", *FROZEN)

    name = fields.Char(compute="_compute_name", store=True)
    year_id = fields.Many2one(
        "school.year",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["school.year"]._current(),
    )
    level_id = fields.Many2one(
        "school.level", required=True, index=True, ondelete="restrict"
    )
    subject_id = fields.Many2one(
        "school.subject",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    subject_sequence = fields.Integer(
        related="subject_id.sequence", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="year_id.company_id", store=True, index=True, precompute=True
    )
    line_ids = fields.One2many("school.assessment.plan.line", "plan_id", "Columns")
    head_user_ids = fields.Many2many(
        "res.users",
        string="Heads of department",
        compute="_compute_head_user_ids",
        search="_search_head_user_ids",
        compute_sudo=True,
    )
    can_plan = fields.Boolean("May plan", compute="_compute_can_plan")
    planned_count = fields.Integer("With a day", compute="_compute_counts")
    line_count = fields.Integer("Columns in all", compute="_compute_counts")
    class_count = fields.Integer("Classes", compute="_compute_class_counts")
    adjusted_count = fields.Integer("Adjusted", compute="_compute_class_counts")
    copied_at = fields.Datetime("Copied on", readonly=True, copy=False)
    copied_by_id = fields.Many2one(
        "res.users", "Copied by", readonly=True, copy=False, ondelete="restrict"
    )

    _place_uniq = models.UniqueIndex(
        "(year_id, level_id, subject_id)",
        "This level has a plan for the subject in that year already.",
    )

    @api.depends("subject_id.name", "level_id.grade", "year_id.name")
    def _compute_name(self):
        for plan in self:
            plan.name = (
                f"{plan.subject_id.name or ''} {plan.level_id.grade or ''}"
                f" – {plan.year_id.name or ''}"
            )

    @api.depends("line_ids.planned_date")
    def _compute_counts(self):
        for plan in self:
            plan.line_count = len(plan.line_ids)
            plan.planned_count = len(plan.line_ids.filtered("planned_date"))

    @api.depends("year_id", "level_id", "subject_id")
    def _compute_class_counts(self):
        """Classes with gradebooks of the plan, and columns adjusted in them."""
        counts = {
            (year.id, level.id, subject.id): classes
            for year, level, subject, classes in self.env["school.gradebook"]
            .sudo()
            ._read_group(
                self._places_domain(),
                [*FROZEN],
                ["class_id:count_distinct"],
            )
        }
        adjusted = {}
        for column in self.sudo()._columns().filtered("adjusted"):
            key = self._key(column.gradebook_id)
            adjusted[key] = adjusted.get(key, 0) + 1
        for plan in self:
            plan.class_count = counts.get(self._key(plan), 0)
            plan.adjusted_count = adjusted.get(self._key(plan), 0)

    @api.model
    def _key(self, record):
        """A plan's or a gradebook's place: ids of year, level, subject."""
        return record.year_id.id, record.level_id.id, record.subject_id.id

    def _places_domain(self, prefix=""):
        """The domain of the gradebooks these plans are for."""
        domain = Domain.FALSE
        for plan in self:
            domain |= Domain.AND(
                Domain(f"{prefix}{name}", "=", plan[name].id) for name in FROZEN
            )
        return domain

    def _columns(self):
        """The columns of the classes' gradebooks these plans are for."""
        if not self:
            return self.env["school.assessment"]
        return self.env["school.assessment"].search(
            self._places_domain("gradebook_id.")
        )

    # -- who plans -----------------------------------------------------------------------

    @api.model
    def _headed_places(self, user=None):
        """{(year, level, subject)} taught now by teachers whose department one heads."""
        today = self.env["school.gradebook"]._today()
        self.env["school.teaching"].flush_model()
        return set(
            self.env.execute_query(
                SQL(
                    "SELECT DISTINCT c.year_id, c.level_id, t.subject_id"
                    " FROM school_teaching t JOIN school_class c ON c.id = t.class_id"
                    " WHERE t.head_user_id = %s AND COALESCE(t.date_to >= %s, TRUE)",
                    (user or self.env.user).id,
                    today,
                )
            )
        )

    @api.depends("year_id", "level_id", "subject_id")
    def _compute_head_user_ids(self):
        today = self.env["school.gradebook"]._today()
        teachings = self.env["school.teaching"].search(
            [
                ("year_id", "in", self.year_id.ids),
                ("subject_id", "in", self.subject_id.ids),
                ("head_user_id", "!=", False),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today),
            ]
        )
        heads = {}
        for teaching in teachings:
            key = (
                teaching.year_id.id,
                teaching.class_id.level_id.id,
                teaching.subject_id.id,
            )
            heads[key] = heads.get(key, self.env["res.users"]) | teaching.head_user_id
        for plan in self:
            plan.head_user_ids = heads.get(self._key(plan), False)

    @api.model
    def _search_head_user_ids(self, operator, value):
        """Plans of the subjects that these users' departments teach."""
        if operator != "in":
            return NotImplemented
        places = set()
        for user in self.env["res.users"].browse(value):
            places |= self._headed_places(user)
        return Domain.OR(
            Domain.AND(
                Domain(name, "=", part)
                for name, part in zip(FROZEN, place, strict=True)
            )
            for place in places
        )

    @api.depends_context("uid")
    @api.depends("year_id", "level_id", "subject_id")
    def _compute_can_plan(self):
        admin = self.env.user.has_group("school_gradebook.group_administrator")
        places = set() if admin else self._headed_places()
        for plan in self:
            plan.can_plan = admin or self._key(plan) in places

    def _check_access(self, operation):
        """Offer nothing to those who plan nothing; the rules decide plan by plan."""
        if operation != "read" and not self and not self._plans_something():
            access = self.env["ir.model.access"]
            return self, partial(access._make_access_error, self._name, operation)
        return super()._check_access(operation)

    @api.model
    def _plans_something(self):
        """Whether the user is an administrator or heads a department that teaches."""
        admin = self.env.user.has_group("school_gradebook.group_administrator")
        return admin or bool(self._headed_places())

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._plans_something())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """The list without its buttons for those who only read."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list" and not self._plans_something():
            for header in arch.findall("header"):
                arch.remove(header)
        return arch, view

    # -- kept ----------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_copied(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_copied(vals)
        return super().write(vals)

    def _refuse_copied(self, vals):
        for name in {"copied_at", "copied_by_id"} & vals.keys():
            self.env["school.register.entry"]._raise(
                "computed_kept", field=self._fields[name]._description_string(self.env)
            )

    # -- the regulation's columns --------------------------------------------------------

    def action_fill(self):
        """Add the columns the regulation asks for; what is planned stays as it is.

        :raise UserError: when the subject has no periods at the level
        """
        self.env["school.assessment.plan.line"].create(
            [
                {"plan_id": plan.id, "term_id": term.id, **vals}
                for plan, columns in self._regulation_columns().items()
                for term in plan.year_id.term_ids.sorted("number")
                for vals in columns
                if not plan.line_ids.filtered(
                    lambda line, term=term, vals=vals: (
                        line.term_id == term
                        and (line.kind, line.number) == (vals["kind"], vals["number"])
                    )
                )
            ]
        )
        return True

    def _regulation_columns(self):
        """{plan: [{"kind", "number", "sequence"}] of one term} by the circular in force."""
        found = {}
        for year, plans in self.grouped("year_id").items():
            offered = self._offered_columns(year)
            for plan in plans:
                columns = offered.get((plan.level_id.id, plan.subject_id.id))
                if not columns:
                    self.env["school.register.entry"]._raise(
                        "plan_without_periods",
                        subject=plan.subject_id.name,
                        level=plan.level_id.grade,
                    )
                found[plan] = [
                    {"kind": kind, "number": number, "sequence": sequence}
                    for (kind, number), sequence in columns.items()
                ]
        return found

    @api.model
    def action_make_plans(self):
        """Make the plans that the year under way still lacks, with their columns.

        An administrator's for every subject and level taught, a head of department's
        for the department's subjects.
        """
        year = self.env["school.year"]._current()
        if not year:
            self.env["school.register.entry"]._raise("year_missing")
        there = {self._key(plan) for plan in self.search([("year_id", "=", year.id)])}
        plans = self.create(
            [
                dict(zip(FROZEN, place, strict=True))
                for place in self._plannable_places(year)
                if place not in there
            ]
        )
        plans.action_fill()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_assessment_plan_action"
        )

    @api.model
    def _plannable_places(self, year):
        """[(year, level, subject)] of the year's gradebooks that this user plans.

        In the order of levels and subjects; those without periods at the level are
        left out.
        """
        offered = self._offered_columns(year)
        groups = (
            self.env["school.gradebook"]
            .sudo()
            ._read_group([("year_id", "=", year.id)], [*FROZEN])
        )
        places = [
            (at.id, level.id, subject.id)
            for at, level, subject in sorted(
                groups, key=lambda group: (group[1].grade, group[2].sequence)
            )
            if (level.id, subject.id) in offered
        ]
        if self.env.user.has_group("school_gradebook.group_administrator"):
            return places
        headed = self._headed_places()
        return [place for place in places if place in headed]

    # -- to the classes ------------------------------------------------------------------

    def action_open_copy(self):
        """Open the dialog that shows what copying would change, and asks."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "school.assessment.plan.copy",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Copy to the classes"),
            "context": {"default_plan_ids": self.ids},
        }

    def action_open_columns(self):
        """Open the classes' columns that these plans are for."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_assessment_action"
        )
        action["domain"] = list(self._places_domain("gradebook_id."))
        action["context"] = {"search_default_group_class": 1, "school_full_names": 1}
        return action

    def _compare(self):
        """What copying would do: {"change", "adjusted", "locked", "same"} of columns.

        ``change`` are {line: columns}; ``adjusted`` those planned for their class by
        hand, as {line: columns}; ``locked`` those over and locked. A fixed number of
        queries, however many classes.
        """
        lines = {
            (*self._key(line.plan_id), line.term_id.id, line.kind, line.number): line
            for line in self.line_ids
        }
        none = self.env["school.assessment"].sudo()
        found = {"change": {}, "adjusted": {}, "locked": none, "same": none}
        wanted = {}
        for column in self.sudo()._columns():
            place = self._key(column.gradebook_id)
            line = lines.get((*place, column.term_id.id, column.kind, column.number))
            if not line:
                continue
            if line._says(column):
                found["same"] |= column
            else:
                wanted[column] = line
        over = none.union(*wanted)._over()
        found["locked"] = none.union(*over._lock_problems())
        for column, line in wanted.items():
            if column not in found["locked"]:
                group = found["adjusted" if column.adjusted else "change"]
                group[line] = group.get(line, none) | column
        return found

    def _copy_to_classes(self, overwrite=False):
        """Plan the classes' columns as these plans say.

        :param overwrite: also those adjusted for their class
        :return: how many columns changed
        """
        self.check_access("write")
        found = self._compare()
        groups = [found["change"], *([found["adjusted"]] if overwrite else [])]
        count = 0
        for group in groups:
            for line, columns in group.items():
                columns._plan(line.planned_date, line.rule_id)
                count += len(columns)
        models.Model.write(
            self.sudo(),
            {"copied_at": fields.Datetime.now(), "copied_by_id": self.env.uid},
        )
        return count
