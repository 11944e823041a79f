from odoo import api, fields, models
from odoo.tools.misc import formatLang

KINDS = [("twins", "Two columns alike"), ("shift", "Shifted by a row")]
STATES = [("open", "Open"), ("explained", "Explained"), ("gone", "No longer found")]


class SchoolAnomaly(models.Model):
    """A column of marks that looks like a slip: the numbers, and what was said of it.

    Found by ``look`` and by the nightly job and by nothing else. A finding accuses
    nobody: the column's teacher or leadership explains it, and the explanation stays.
    """

    _name = "school.anomaly"
    _inherit = ["school.department.scope", "mail.thread", "mail.activity.mixin"]
    _description = "Anomaly in a column of marks"
    _order = "found_at desc, id desc"
    _mail_post_access = "read"

    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="open")
    gradebook_id = fields.Many2one(
        "school.gradebook", required=True, readonly=True, index=True, ondelete="cascade"
    )
    assessment_id = fields.Many2one(
        "school.assessment", "Column", required=True, readonly=True, ondelete="cascade"
    )
    other_assessment_id = fields.Many2one(
        "school.assessment",
        "Other column",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    other_gradebook_id = fields.Many2one(
        related="other_assessment_id.gradebook_id", string="Other gradebook"
    )
    company_id = fields.Many2one(
        related="gradebook_id.company_id", store=True, index=True
    )
    year_id = fields.Many2one(related="gradebook_id.year_id", store=True)
    term_id = fields.Many2one(related="gradebook_id.term_id", store=True, index=True)
    class_id = fields.Many2one(related="gradebook_id.class_id", store=True)
    subject_id = fields.Many2one(related="gradebook_id.subject_id", store=True)
    teacher_names = fields.Char(related="gradebook_id.teacher_names")
    found_at = fields.Datetime("Found on", required=True, readonly=True)
    gone_at = fields.Datetime("No longer found since", readonly=True)
    students = fields.Integer(
        "Students compared", readonly=True, aggregator=False, required=True
    )
    equal = fields.Integer("Equal marks", readonly=True, aggregator=False)
    chance = fields.Float(
        "Equal by chance", digits=(5, 1), readonly=True, aggregator=False
    )
    rows = fields.Integer(
        readonly=True,
        aggregator=False,
        help="1: the marks stand a row too low; -1: a row too high.",
    )
    unshifted = fields.Float(
        "Correlation as it stands", digits=(4, 2), readonly=True, aggregator=False
    )
    shifted = fields.Float(
        "Correlation when moved", digits=(4, 2), readonly=True, aggregator=False
    )
    finding = fields.Char(compute="_compute_finding")
    explanation = fields.Text(readonly=True)
    explained_by_id = fields.Many2one(
        "res.users", "Explained by", readonly=True, ondelete="restrict"
    )
    explained_at = fields.Datetime("Explained on", readonly=True)
    can_explain = fields.Boolean("May explain", compute="_compute_can_explain")

    _finding_uniq = models.UniqueIndex(
        "(assessment_id, kind, COALESCE(other_assessment_id, 0))",
        "This anomaly is known already.",
    )

    # -- told in words -----------------------------------------------------------------

    @api.depends("kind", "gradebook_id", "assessment_id", "other_assessment_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for anomaly in self.sudo():
            book = anomaly.gradebook_id.name or ""
            anomaly.display_name = f"{book}: {kinds.get(anomaly.kind, '')}"

    @api.depends("kind", "students", "equal", "chance", "rows", "unshifted", "shifted")
    @api.depends_context("lang")
    def _compute_finding(self):
        for anomaly in self.sudo():
            anomaly.finding = (
                anomaly._twins_text()
                if anomaly.kind == "twins"
                else anomaly._shift_text()
            )

    def _twins_text(self):
        """The two columns and their numbers, in a sentence."""
        other = self.other_assessment_id._title()
        if self.other_gradebook_id != self.gradebook_id:
            other = f"{other} ({self.other_gradebook_id.subject_id.name})"
        return self.env._(
            "%(column)s and %(other)s: %(equal)s of %(students)s students have the same"
            " mark in both; by chance it would be about %(chance)s.",
            column=self.assessment_id._title(),
            other=other,
            equal=self.equal,
            students=self.students,
            chance=round(self.chance),
        )

    def _shift_text(self):
        """The column, which way it is out of step, and how much better it would fit."""
        numbers = {
            "column": self.assessment_id._title(),
            "shifted": formatLang(self.env, self.shifted, digits=2),
            "unshifted": formatLang(self.env, self.unshifted, digits=2),
            "students": self.students,
        }
        if self.rows > 0:
            return self.env._(
                "%(column)s: moved up by one row, the marks fit their students' other"
                " marks (correlation %(shifted)s); as they stand they do not"
                " (%(unshifted)s, %(students)s students).",
                **numbers,
            )
        return self.env._(
            "%(column)s: moved down by one row, the marks fit their students' other"
            " marks (correlation %(shifted)s); as they stand they do not"
            " (%(unshifted)s, %(students)s students).",
            **numbers,
        )

    # -- explained by people -----------------------------------------------------------

    @api.depends_context("uid")
    @api.depends("assessment_id", "other_assessment_id", "state")
    def _compute_can_explain(self):
        mine = self._mine()
        for anomaly in self:
            anomaly.can_explain = anomaly.state != "gone" and anomaly in mine

    def _mine(self):
        """Those that this user may explain: leadership all, teachers their columns'."""
        if self.env.user.has_group("school_gradebook.group_leadership"):
            return self
        found = self.sudo()
        books = (found.gradebook_id | found.other_gradebook_id).sudo(False)
        scopes = books._scopes()
        owners = books._owners(scopes)
        return found.filtered(
            lambda anomaly: any(
                not owners.problem(
                    scopes[column.gradebook_id.id], column.component_id.id or 0, "form"
                )
                for column in anomaly.assessment_id | anomaly.other_assessment_id
            )
        ).sudo(self.env.su)

    def action_explain(self, explanation):
        """Say how it came about; earlier explanations stay in the history.

        :param explanation: in words; required
        :raise UserError: without one, or when neither the column's teacher nor
            leadership asks
        """
        register = self.env["school.register.entry"]
        self.check_access("read")
        text = (explanation or "").strip()
        if not text:
            register._raise("explanation_missing")
        if self - self._mine():
            register._raise("explained_by_teacher")
        if any(anomaly.state == "gone" for anomaly in self):
            register._raise("anomaly_gone")
        self._keep(
            {
                "state": "explained",
                "explanation": text,
                "explained_by_id": self.env.uid,
                "explained_at": fields.Datetime.now(),
            }
        )
        note = self.env._("Explained: %(text)s", text=text)
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, note))
        return True

    def action_open_explain(self):
        """Open the dialog that asks for the explanation."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "school.anomaly.explain",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Explain"),
            "context": {"default_anomaly_ids": self.ids},
        }

    def action_open_grid(self):
        """Open the gradebook in which the column stands."""
        self.ensure_one()
        return self.gradebook_id.action_open_grid()

    def action_open_other_grid(self):
        """Open the gradebook in which the other column stands."""
        self.ensure_one()
        return self.other_assessment_id.gradebook_id.action_open_grid()

    # -- kept as found -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return self.env["school.register.entry"]._raise("anomaly_kept")

    def write(self, vals):
        return self.env["school.register.entry"]._raise("anomaly_kept")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("anomaly_kept")

    def _keep(self, vals):
        """Write what looking or explaining came to."""
        models.Model.write(self.sudo(), vals)

    @api.model
    def _keep_new(self, vals_list):
        """Create what looking found."""
        quiet = self.sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        # past ``create`` above, which refuses everybody
        return super(SchoolAnomaly, quiet).create(vals_list)  # pylint: disable=super-method-mismatch
