from odoo import api, fields, models

from .. import regulations
from .school_scope import Owners, book_scopes


class SchoolGradebook(models.Model):
    _name = "school.gradebook"
    _inherit = ["school.kept"]
    _description = "Gradebook"
    _order = "year_id desc, term_id, class_id, subject_sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    class_id = fields.Many2one(
        "school.class",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    subject_id = fields.Many2one(
        "school.subject",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    term_id = fields.Many2one(
        "school.term",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    year_id = fields.Many2one(
        related="class_id.year_id", store=True, index=True, precompute=True
    )
    level_id = fields.Many2one(
        related="class_id.level_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="class_id.company_id", store=True, index=True, precompute=True
    )
    regulation = fields.Selection(related="class_id.regulation")
    subject_kind = fields.Selection(related="subject_id.kind")
    subject_sequence = fields.Integer(
        related="subject_id.sequence", store=True, precompute=True
    )
    periods = fields.Integer("Periods a year", required=True, default=70)
    assessment_ids = fields.One2many("school.assessment", "gradebook_id", "Columns")
    line_ids = fields.One2many("school.gradebook.line", "gradebook_id", "Students")
    mark_ids = fields.One2many("school.mark", "gradebook_id", "Marks")
    teacher_user_ids = fields.Many2many(
        "res.users",
        "school_gradebook_teacher_rel",
        compute="_compute_user_ids",
        store=True,
        compute_sudo=True,
        string="Teachers' accounts",
    )
    reader_user_ids = fields.Many2many(
        "res.users",
        "school_gradebook_reader_rel",
        compute="_compute_user_ids",
        store=True,
        compute_sudo=True,
        string="Homeroom and heads of department",
    )
    teacher_names = fields.Char("Teachers", compute="_compute_teacher_names")
    cell_count = fields.Integer("Cells", compute="_compute_progress")
    filled_count = fields.Integer("Filled", compute="_compute_progress")
    progress = fields.Integer("Filled (%)", compute="_compute_progress")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    _book_uniq = models.UniqueIndex(
        "(class_id, subject_id, term_id)", "This gradebook exists already."
    )
    _FROZEN = frozenset({"class_id", "subject_id", "term_id"})

    @api.depends("class_id.name", "subject_id.name", "term_id.number", "year_id.name")
    def _compute_name(self):
        for book in self:
            term = "I" * int(book.term_id.number or 1)
            book.name = (
                f"{book.class_id.name} – {book.subject_id.name}"
                f" – HK{term} {book.year_id.name}"
            )

    @api.depends(
        "class_id.teaching_ids.subject_id",
        "class_id.teaching_ids.user_id",
        "class_id.teaching_ids.head_user_id",
        "class_id.homeroom_user_id",
    )
    def _compute_user_ids(self):
        for book in self:
            teachings = book.class_id.teaching_ids.filtered(
                lambda teaching, book=book: teaching.subject_id == book.subject_id
            )
            book.teacher_user_ids = teachings.user_id
            book.reader_user_ids = (
                teachings.head_user_id | book.class_id.homeroom_user_id
            )

    @api.depends("class_id.teaching_ids.employee_id")
    def _compute_teacher_names(self):
        for book in self.sudo():
            teachings = book.class_id.teaching_ids.filtered(
                lambda teaching, book=book: teaching.subject_id == book.subject_id
            )
            book.teacher_names = ", ".join(
                dict.fromkeys(teachings.employee_id.mapped("name"))
            )

    def _compute_progress(self):
        columns = self._counts("school.assessment", [])
        lines = self._counts(
            "school.gradebook.line",
            [("exempt", "=", False), ("enrollment_id.date_to", "=", False)],
        )
        filled = self._counts(
            "school.mark",
            [
                ("state", "=", "recorded"),
                ("line_id.exempt", "=", False),
                ("line_id.enrollment_id.date_to", "=", False),
            ],
        )
        for book in self:
            cells = columns.get(book.id, 0) * lines.get(book.id, 0)
            book.cell_count = cells
            book.filled_count = filled.get(book.id, 0)
            book.progress = 100 * book.filled_count // cells if cells else 0

    def _counts(self, model, domain):
        groups = (
            self.env[model]
            .sudo()
            ._read_group(
                [("gradebook_id", "in", self.ids), *domain],
                ["gradebook_id"],
                ["__count"],
            )
        )
        return {book.id: count for book, count in groups}

    @api.depends_context("uid")
    @api.depends("teacher_user_ids")
    def _compute_is_mine(self):
        for book in self:
            book.is_mine = self.env.user in book.teacher_user_ids

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = fields.Domain("teacher_user_ids", "in", self.env.uid)
        return fields.Domain.OR(mine if wanted else ~mine for wanted in value)

    @api.model_create_multi
    def create(self, vals_list):
        books = super().create(vals_list)
        if any(book.term_id.year_id != book.class_id.year_id for book in books):
            self.env["school.register.entry"]._raise("book_of_other_year")
        self.env["school.journal.chain"]._start(books)
        return books

    def write(self, vals):
        if self._FROZEN & vals.keys():
            self.env["school.register.entry"]._raise("book_frozen")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("book_kept")

    # -- set up ------------------------------------------------------------------------

    def _generate_columns(self):
        """Create the columns that the regulation asks for (TT22 articles 6 and 7)."""
        vals_list = []
        for book in self:
            rule = regulations.get(book.regulation)
            components = book.subject_id._component_by_column(book.subject_id)
            for column in rule.columns(book.subject_kind, book.periods):
                component = (
                    components.get(column.number) if column.kind == "tx" else None
                )
                vals_list.append(
                    {
                        "gradebook_id": book.id,
                        "kind": column.kind,
                        "number": column.number,
                        "component_id": component.id if component else False,
                    }
                )
        return self.env["school.assessment"].create(vals_list)

    # -- who and when --------------------------------------------------------------------

    def _scopes(self):
        """{id: BookScope} of these gradebooks."""
        self.env.flush_all()
        return book_scopes(self.env, self.ids)

    @api.model
    def _owners(self, scopes):
        """``Owners`` of the gradebooks in ``scopes`` today, by the school's calendar."""
        return Owners(self.env, scopes, self._today())

    @api.model
    def _today(self):
        """Today where the school is; never where the caller says to be."""
        return fields.Datetime.context_timestamp(
            self.with_context(tz=self.env.company.school_tz), fields.Datetime.now()
        ).date()

    def _waiting_cells(self):
        """(gradebook, student, column) names of cells that wait for a make-up test."""
        marks = self.env["school.mark"].sudo()
        waiting = marks.search(
            [("gradebook_id", "in", self.ids), *marks._waiting_domain()]
        )
        return [
            (
                mark.gradebook_id.name,
                mark.student_id.name,
                mark.assessment_id._title(),
            )
            for mark in waiting
        ]

    # -- doors ---------------------------------------------------------------------------

    def action_open_grid(self):
        """Open the gradebook in the grid."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "school_gradebook.grid",
            "name": self.display_name,
            "path": "gradebook-grid",
            "params": {"gradebook_id": self.id},
            "context": {"active_id": self.id, "active_model": self._name},
        }

    def action_open_journal(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_journal_entry_action"
        )
        action["domain"] = [("chain_id.gradebook_id", "=", self.id)]
        return action

    def action_verify(self):
        """Check this gradebook's journal and say so."""
        chains = self.env["school.journal.chain"]
        return chains._verdict(chains.verify(gradebook_ids=self.ids))
