from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class SchoolYear(models.Model):
    _name = "school.year"
    _inherit = ["school.kept"]
    _description = "School year"
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_start = fields.Date(required=True, default=lambda self: self._default_start())
    date_end = fields.Date(
        required=True,
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    term_ids = fields.One2many("school.term", "year_id", "Terms")
    class_ids = fields.One2many("school.class", "year_id", "Classes")
    class_count = fields.Integer(compute="_compute_counts")
    student_count = fields.Integer(compute="_compute_counts")
    gradebook_count = fields.Integer(compute="_compute_counts")
    active = fields.Boolean(default=True)
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "This school already has a year of that name."
    )
    _dates = models.Constraint(
        "CHECK (date_start < date_end)", "A school year ends after it starts."
    )

    def _default_start(self):
        today = fields.Date.context_today(self)
        year = today.year if today.month >= 6 else today.year - 1
        return today.replace(year=year, month=9, day=5)

    @api.depends("date_start")
    def _compute_name(self):
        for year in self:
            if year.date_start and not year.name:
                first = year.date_start.year
                year.name = f"{first}-{first + 1}"

    @api.depends("date_start")
    def _compute_date_end(self):
        for year in self:
            if year.date_start and not year.date_end:
                start = year.date_start
                year.date_end = start.replace(year=start.year + 1, month=5, day=31)

    @api.depends("class_ids.enrollment_ids", "class_ids.gradebook_ids")
    def _compute_counts(self):
        classes = dict(
            (year.id, count)
            for year, count in self.env["school.class"]._read_group(
                [("year_id", "in", self.ids)], ["year_id"], ["__count"]
            )
        )
        students = dict(
            (year.id, count)
            for year, count in self.env["school.enrollment"]._read_group(
                [("year_id", "in", self.ids)], ["year_id"], ["__count"]
            )
        )
        books = dict(
            (year.id, count)
            for year, count in self.env["school.gradebook"]._read_group(
                [("year_id", "in", self.ids)], ["year_id"], ["__count"]
            )
        )
        for year in self:
            year.class_count = classes.get(year.id, 0)
            year.student_count = students.get(year.id, 0)
            year.gradebook_count = books.get(year.id, 0)

    @api.model
    def _first_of(self, name):
        """The first of the two years in a name like 2025-2026; 0 in any other text."""
        parts = (name or "").split("-")
        plain = len(parts) == 2 and all(p.isdigit() and len(p) == 4 for p in parts)
        return int(parts[0]) if plain and int(parts[1]) == int(parts[0]) + 1 else 0

    @api.onchange("name")
    def _onchange_name(self):
        """The days move to the years of the name."""
        first = self._first_of(self.name)
        if first and self.date_start and first != self.date_start.year:
            shift = relativedelta(years=first - self.date_start.year)
            self.date_start += shift
            self.date_end = self.date_end and self.date_end + shift

    @api.onchange("date_start")
    def _onchange_date_start(self):
        """The name and the last day follow the first day."""
        if self.date_start and self._first_of(self.name) != self.date_start.year:
            first = self.date_start.year
            self.name = f"{first}-{first + 1}"
            if self.date_end:
                self.date_end += relativedelta(year=first + 1)

    @api.constrains("name", "date_start")
    def _check_name(self):
        for year in self:
            first = self._first_of(year.name)
            if not first:
                raise ValidationError(
                    self.env._(
                        "A school year is named by its two years, like 2025-2026;"
                        " “%(name)s” is not.",
                        name=year.name,
                    )
                )
            if first != year.date_start.year:
                raise ValidationError(
                    self.env._(
                        "The school year %(name)s starts in %(year)s, not on %(day)s.",
                        name=year.name,
                        year=first,
                        day=format_date(self.env, year.date_start),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            first = self._first_of(vals.get("name"))
            if first and not vals.get("date_start"):
                vals["date_start"] = self._default_start().replace(year=first)
        years = super().create(vals_list)
        years._create_terms()
        return years

    def write(self, vals):
        """The year's name decides the regulations: it stays once books exist."""
        renamed = "name" in vals and any(year.name != vals["name"] for year in self)
        if renamed and self.sudo().class_ids.gradebook_ids:
            self.env["school.register.entry"]._raise("year_frozen")
        return super().write(vals)

    def _create_terms(self):
        """Give each year without terms its two terms, split at mid-January."""
        vals_list = []
        for year in self.filtered(lambda year: not year.term_ids):
            split = year.date_start.replace(
                year=year.date_start.year + 1, month=1, day=18
            )
            if not year.date_start < split < year.date_end:
                split = year.date_start + (year.date_end - year.date_start) / 2
            vals_list += [
                {
                    "year_id": year.id,
                    "number": "1",
                    "date_start": year.date_start,
                    "date_end": split - timedelta(days=1),
                },
                {
                    "year_id": year.id,
                    "number": "2",
                    "date_start": split,
                    "date_end": year.date_end,
                },
            ]
        self.env["school.term"].create(vals_list)

    def action_generate_gradebooks(self):
        """Create what is missing of the year's gradebooks, columns and lines."""
        self.class_ids._generate_gradebooks()
        return self.action_open_gradebooks()

    def action_open_gradebooks(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_gradebook_action"
        )
        action["domain"] = [("year_id", "in", self.ids)]
        return action

    def action_open_classes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_class_action"
        )
        action["domain"] = [("year_id", "in", self.ids)]
        action["context"] = {"default_year_id": self[:1].id}
        return action

    def _compute_is_current(self):
        current = self._current_ids()
        for year in self:
            year.is_current = year.id in current

    @api.model
    def _search_is_current(self, operator, value):
        """The years under way, or last begun, of the schools one works in."""
        if operator != "in":
            return NotImplemented
        current = fields.Domain("id", "in", self._current_ids())
        return fields.Domain.OR(current if wanted else ~current for wanted in value)

    @api.model
    def _current_ids(self):
        return [self._current(company).id for company in self.env.companies]

    @api.model
    def _current(self, company=None):
        """The year under way in the school, or the last one that started."""
        company = company or self.env.company
        today = fields.Date.context_today(self)
        return self.search(
            [("company_id", "=", company.id), ("date_start", "<=", today)], limit=1
        ) or self.search([("company_id", "=", company.id)], limit=1)
