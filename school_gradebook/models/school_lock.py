from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..register.values import Problem
from .school_scope import LockSet


class SchoolLock(models.Model):
    _name = "school.lock"
    _description = "Lock"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char("What is locked", compute="_compute_name", compute_sudo=True)
    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    year_id = fields.Many2one(
        "school.year",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["school.year"]._current(),
    )
    term_id = fields.Many2one(
        "school.term",
        ondelete="restrict",
        domain="[('year_id', '=', year_id)]",
        check_company=True,
        help="Empty: the whole year.",
    )
    level_id = fields.Many2one("school.level", ondelete="restrict")
    class_id = fields.Many2one(
        "school.class",
        ondelete="restrict",
        domain="[('year_id', '=', year_id)]",
        check_company=True,
        help="Empty: every class.",
    )
    subject_id = fields.Many2one(
        "school.subject", ondelete="restrict", check_company=True
    )
    kind = fields.Selection(
        [
            ("tx", "Regular marks"),
            ("dk", "One-period tests"),
            ("gk", "Midterm marks"),
            ("ck", "Final marks"),
            ("comment", "Comments"),
            ("exempt", "Exemptions"),
        ],
        "Kind of entry",
        help="Empty: everything, comments and exemptions too.",
    )
    date_from = fields.Datetime(
        "Holds from", required=True, default=lambda self: fields.Datetime.now()
    )
    decided_by_id = fields.Many2one(
        "res.users",
        "Decided by",
        required=True,
        ondelete="restrict",
        domain=lambda self: [
            (
                "all_group_ids",
                "in",
                self.env.ref("school_gradebook.group_leadership").ids,
            )
        ],
    )
    decision = fields.Char("Decision no.", help="Number and date of the document.")
    carried_out_by_id = fields.Many2one(
        "res.users",
        "Carried out by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    reason = fields.Char(required=True)
    lifted_at = fields.Datetime("Lifted on", readonly=True)
    lifted_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    lift_reason = fields.Char(readonly=True)
    state = fields.Selection(
        [("planned", "Planned"), ("holding", "Holding"), ("lifted", "Lifted")],
        compute="_compute_state",
        search="_search_state",
    )

    _open_idx = models.Index("(company_id, year_id, date_from) WHERE lifted_at IS NULL")

    @api.depends("date_from", "lifted_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for lock in self:
            if lock.lifted_at:
                lock.state = "lifted"
            else:
                planned = lock.date_from and lock.date_from > now
                lock.state = "planned" if planned else "holding"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        by_state = {
            "lifted": Domain("lifted_at", "!=", False),
            "planned": Domain("lifted_at", "=", False) & Domain("date_from", ">", now),
            "holding": Domain("lifted_at", "=", False) & Domain("date_from", "<=", now),
        }
        return Domain.OR(by_state[state] for state in value if state in by_state)

    @api.depends("year_id", "term_id", "level_id", "class_id", "subject_id", "kind")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for lock in self:
            parts = [
                lock.class_id.name or lock.level_id.name or self.env._("Whole school"),
                lock.subject_id.name,
                kinds.get(lock.kind),
                lock.term_id.name,
                lock.year_id.name,
            ]
            lock.name = " – ".join(part for part in parts if part)

    @api.depends("name")
    def _compute_display_name(self):
        for lock in self:
            lock.display_name = lock.name

    # -- what it covers ----------------------------------------------------------------

    @api.model
    def _locks_of(self, scopes):
        """The ``LockSet`` that holds now over these ``BookScope``s: one query."""
        return LockSet(self.env, list(scopes))

    def _problem(self):
        """The refusal: what is locked, since when, by whose decision."""
        self.ensure_one()
        # other software may call without a language; its user has one all the same
        lock = self.sudo().with_context(lang=self.env.lang or self.env.user.lang)
        (lock.decided_by_id | lock.carried_out_by_id).mapped("name")  # one query
        since = fields.Datetime.context_timestamp(
            lock.with_context(tz=lock.company_id.school_tz), lock.date_from
        )
        return Problem(
            "locked",
            what=lock.name,
            since=since.strftime("%d/%m/%Y %H:%M"),
            decided=lock.decided_by_id.name,
            carried=lock.carried_out_by_id.name,
        )

    def _books(self):
        """The gradebooks in scope."""
        domain = Domain.FALSE
        for lock in self:
            scope = Domain("year_id", "=", lock.year_id.id)
            for name in ("term_id", "level_id", "class_id", "subject_id"):
                if lock[name]:
                    scope &= Domain(name, "=", lock[name].id)
            domain |= scope
        return self.env["school.gradebook"].sudo().search(domain)

    # -- kept as set -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(
                carried_out_by_id=self.env.uid,
                lifted_at=False,
                lifted_by_id=False,
                lift_reason=False,
            )
        locks = super().create(vals_list)
        for lock in locks:
            lock._check_scope()
        self.env["school.journal.chain"]._touch(locks._books())
        return locks

    def _check_scope(self):
        """Refuse a decider from elsewhere, and a scope that would cover nothing."""
        decider = self.decided_by_id.sudo()
        leads = decider.has_group("school_gradebook.group_leadership")
        if not leads or self.company_id not in decider.company_ids:
            self.env["school.register.entry"]._raise(
                "decider_not_leadership", name=decider.name
            )
        years = self.term_id.year_id | self.class_id.year_id
        levels = self.level_id | self.class_id.level_id
        if years - self.year_id or (self.level_id and levels - self.level_id):
            self.env["school.register.entry"]._raise("lock_covers_nothing")

    def write(self, vals):
        return self.env["school.register.entry"]._raise("lock_kept")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("lock_kept")

    def action_lift(self, reason):
        """Lift the locks from now on; the record stays.

        :param reason: why, in words; required
        :raise UserError: without a reason, or when already lifted
        """
        if not self.env.user.has_group("school_gradebook.group_administrator"):
            raise AccessError(self.env._("Only an administrator lifts a lock."))
        self.check_access("write")
        if not (reason or "").strip():
            self.env["school.register.entry"]._raise("reason_missing")
        if any(lock.lifted_at for lock in self):
            self.env["school.register.entry"]._raise("lock_lifted_already")
        models.Model.write(
            self,
            {
                "lifted_at": fields.Datetime.now(),
                "lifted_by_id": self.env.uid,
                "lift_reason": reason.strip(),
            },
        )
        return True

    def action_open_lift(self):
        """Open the dialog that asks why a lock is lifted."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "school.lock.lift",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Lift the lock"),
            "context": {"default_lock_ids": self.ids},
        }
