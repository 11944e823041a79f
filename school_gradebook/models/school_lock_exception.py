from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

from .school_lock_set import Cell

MODULE = "school_gradebook"
DECISION_FIELDS = frozenset(
    {"decided_by_id", "decided_at", "decision_note"}
    | {"revoked_by_id", "revoked_at", "revoke_reason"}
)

STATES = [
    ("requested", "To decide"),
    ("granted", "Granted"),
    ("refused", "Refused"),
    ("revoked", "Revoked"),
]


class SchoolLockException(models.Model):
    """An opening: some cells of one gradebook, for named people, until a moment.

    It opens what the locks it names hold, and nothing that another lock holds too. It
    expires by itself; every value entered through it names it in the journal.
    """

    _name = "school.lock.exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Opening of locked cells"
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("What is opened", compute="_compute_name", compute_sudo=True)
    gradebook_id = fields.Many2one(
        "school.gradebook",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="gradebook_id.company_id", store=True, index=True, precompute=True
    )
    class_id = fields.Many2one(related="gradebook_id.class_id", store=True)
    subject_id = fields.Many2one(related="gradebook_id.subject_id", store=True)
    term_id = fields.Many2one(related="gradebook_id.term_id", store=True)
    assessment_ids = fields.Many2many(
        "school.assessment",
        "school_lock_exception_assessment_rel",
        "exception_id",
        "assessment_id",
        "Columns",
        domain="[('gradebook_id', '=', gradebook_id)]",
    )
    comments = fields.Boolean("Comments too")
    lock_ids = fields.Many2many(
        "school.lock",
        "school_lock_exception_lock_rel",
        "exception_id",
        "lock_id",
        "Locks it opens",
        check_company=True,
        help="What another lock holds as well stays closed.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "school_lock_exception_user_rel",
        "exception_id",
        "user_id",
        "For whom",
    )
    held_date = fields.Date("Test held on")
    date_to = fields.Datetime("Open until", required=True)
    reason = fields.Char(required=True)
    state = fields.Selection(STATES, required=True, default="requested", index=True)
    status = fields.Selection(
        [*STATES, ("expired", "Expired")],
        compute="_compute_status",
        search="_search_status",
    )
    requested_by_id = fields.Many2one(
        "res.users", "Asked by", required=True, ondelete="restrict", index=True
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", ondelete="restrict")
    decided_at = fields.Datetime("Decided on")
    decision_note = fields.Char("Leadership's answer")
    revoked_by_id = fields.Many2one("res.users", "Revoked by", ondelete="restrict")
    revoked_at = fields.Datetime("Revoked on")
    revoke_reason = fields.Char()
    use_count = fields.Integer("Used", compute="_compute_use_count")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _open_idx = models.Index("(gradebook_id, date_to) WHERE state = 'granted'")

    @api.depends("gradebook_id", "assessment_ids", "comments")
    def _compute_name(self):
        for record in self:
            cells = [column._title() for column in record.assessment_ids]
            if record.comments:
                cells.append(self.env._("Comments"))
            book = record.gradebook_id.name or ""
            record.name = f"{book}: {', '.join(cells)}" if book else ""

    @api.depends("name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name

    @api.depends("state", "date_to")
    def _compute_status(self):
        now = fields.Datetime.now()
        for record in self:
            over = record.date_to and record.date_to <= now
            ends = record.state in ("granted", "requested") and over
            record.status = "expired" if ends else record.state

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        alive = Domain("state", "in", ["granted", "requested"])
        domains = {
            state: Domain("state", "=", state) for state in ("refused", "revoked")
        } | {
            state: Domain("state", "=", state) & Domain("date_to", ">", now)
            for state in ("granted", "requested")
        }
        domains["expired"] = alive & Domain("date_to", "<=", now)
        return Domain.OR(domains[state] for state in value if state in domains)

    def _compute_use_count(self):
        groups = (
            self.env["school.journal.entry"]
            .sudo()
            ._read_group(
                [("reference", "in", [record._reference() for record in self])],
                ["reference"],
                ["__count"],
            )
        )
        counts = dict(groups)
        for record in self:
            record.use_count = counts.get(record._reference(), 0)

    @api.depends_context("uid")
    @api.depends("state", "user_ids", "requested_by_id")
    def _compute_can_decide(self):
        leads = self.env.user.has_group("school_gradebook.group_leadership")
        for record in self:
            record.can_decide = (
                leads and record.status == "requested" and not record._is_mine()
            )

    def _reference(self):
        """What the journal writes beside a value entered through the opening."""
        return f"{self._name},{self._origin.id}"

    def _is_mine(self):
        """Whether the opening is for this very user: nobody decides on their own."""
        return self.env.user in self.user_ids

    # -- asking ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for openings; what was decided on them is never the caller's to say."""
        told = dict.fromkeys(DECISION_FIELDS, False)
        for vals in vals_list:
            vals.update(told, state="requested", requested_by_id=self.env.uid)
            vals.setdefault("user_ids", [Command.set(self.env.user.ids)])
        with self.env.cr.savepoint():  # a caller may swallow a refusal
            records = super().create(vals_list)
            for record in records:
                record._check_request()
        records._ask_leadership()
        return records

    def _check_request(self):
        """Refuse a request that opens nothing, or that its author could not use."""
        self.gradebook_id.check_access("read")
        book = self.sudo().gradebook_id
        entry = self.env["school.register.entry"]
        if self.assessment_ids.gradebook_id - book:
            entry._raise("wrong_column")
        if not self.assessment_ids and not self.comments:
            entry._raise("opening_without_cells")
        if self.date_to <= fields.Datetime.now():
            entry._raise("opening_over")
        if self.held_date and self.held_date > book._today():
            entry._raise("held_in_future", day=f"{self.held_date:%d/%m/%Y}")
        leads = self.env.user.has_group("school_gradebook.group_leadership")
        if not leads:
            self._check_own(book)
        if not self.lock_ids:
            holding = [Command.set(self._holding_locks(book).ids)]
            models.Model.write(self.sudo(), {"lock_ids": holding})
        over_book = self.sudo().lock_ids.filtered(lambda lock: book in lock._books())
        if not over_book or over_book != self.sudo().lock_ids:
            entry._raise("opening_of_open_cells")

    def _check_own(self, book):
        """A teacher asks for the own columns, and for nobody else."""
        scope = book._scopes()[book.id]
        owners = self.env["school.gradebook"]._owners({book.id: scope})
        parts = {column.component_id.id or 0 for column in self.sudo().assessment_ids}
        for component in parts | ({0} if self.comments else set()):
            if problem := owners.problem(scope, component, "grid"):
                self.env["school.register.entry"]._raise_problem(problem)
        if self.user_ids != self.env.user:
            self.env["school.register.entry"]._raise("opening_for_others")

    def _holding_locks(self, book):
        """The locks that may hold the cells asked for, at this moment."""
        scope = book._scopes()[book.id]
        locks = self.env["school.lock"]._locks_of([scope])
        found = set()
        for column in self.sudo().assessment_ids:
            cell = Cell(column.id, column.deadline)
            found.update(locks.holding(scope, column.kind, cell))
        if self.comments:
            found.update(locks.holding(scope, "comment"))
        return self.env["school.lock"].browse(sorted(found))

    # -- deciding ----------------------------------------------------------------------

    def _check_leadership(self):
        if not self.env.user.has_group("school_gradebook.group_leadership"):
            raise AccessError(
                self.env._("Only the school's leadership decides on openings.")
            )
        self.check_access("read")

    def _check_undecided(self):
        entry = self.env["school.register.entry"]
        for record in self:
            if record._is_mine():
                entry._raise("opening_own", name=record.name)
            if record.status != "requested":
                entry._raise("opening_decided", name=record.name)

    def action_grant(self):
        """Open what is asked for, until the moment asked for. All of them or none.

        :raise AccessError: unless the user is of the school's leadership
        :raise UserError: for an own request, and one decided or over already
        """
        return self._decide("granted", False)

    def action_refuse(self, note):
        """Refuse the requests.

        :param note: the answer to the teacher; required
        :raise AccessError: unless the user is of the school's leadership
        :raise UserError: without an answer, for an own request, one decided already
        """
        if not (note or "").strip():
            self.env["school.register.entry"]._raise("reason_missing")
        return self._decide("refused", note.strip())

    def _decide(self, state, note):
        self._check_leadership()
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["state"])
        self._check_undecided()
        models.Model.write(
            self.sudo(),
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "decision_note": note,
            },
        )
        self._tell_decision()
        return True

    def action_revoke(self, reason):
        """Close openings before their end; what was entered stays, with its history.

        :param reason: why; required
        :raise AccessError: unless the user is of the school's leadership
        :raise UserError: without a reason, or for an opening that is not granted
        """
        self._check_leadership()
        if not (reason or "").strip():
            self.env["school.register.entry"]._raise("reason_missing")
        for record in self:
            if record.status != "granted":
                self.env["school.register.entry"]._raise(
                    "opening_not_granted", name=record.name
                )
        models.Model.write(
            self.sudo(),
            {
                "state": "revoked",
                "revoked_by_id": self.env.uid,
                "revoked_at": fields.Datetime.now(),
                "revoke_reason": reason.strip(),
            },
        )
        # saves under way begin again and find the cells closed
        self.env["school.journal.chain"]._touch(self.sudo().gradebook_id)
        self._tell_decision()
        return True

    # -- kept as asked and decided -----------------------------------------------------

    def write(self, vals):
        """Only what the discussion and its activities keep on the record changes."""
        own = {name for name, field in self._fields.items() if field._module == MODULE}
        if (own | DECISION_FIELDS | {"state"}) & vals.keys():
            self.env["school.register.entry"]._raise("opening_kept")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("opening_kept")

    # -- doors -------------------------------------------------------------------------

    def action_open_grid(self):
        """The gradebook of the opening in the grid."""
        return self.gradebook_id.action_open_grid()

    def action_open_uses(self):
        """The journal's entries made through the opening."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_journal_entry_action"
        )
        action["domain"] = [("reference", "in", [r._reference() for r in self])]
        return action

    def action_open_decision(self):
        """Open the dialog for the words of a refusal or a revocation."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "school.lock.exception.decision",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Openings"),
            "context": {
                "default_exception_ids": self.ids,
                "default_decision": self.env.context.get("decision", "refuse"),
            },
        }
