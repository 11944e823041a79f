import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..register.moments import day_start
from .school_lock_set import LockSet

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


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
    mode = fields.Selection(
        [
            ("all", "Everything in scope"),
            ("entered", "Marks already entered, every week"),
            ("deadline", "Each column after its deadline"),
        ],
        "What it holds",
        required=True,
        default="all",
        help="Weekly: what was entered before the last cut is locked, blank cells and"
        " make-up tests stay open. After the deadline: a column is locked when its own"
        " deadline and the days of grace have passed.",
    )
    moment = fields.Selection(
        [
            ("now", "At once"),
            ("at", "At a moment"),
            ("term_end", "After the last day of the term"),
            ("year_end", "After the last day of the year"),
        ],
        "Begins",
        required=True,
        default="now",
    )
    date_from = fields.Datetime(
        "Holds from",
        required=True,
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
    )
    weekday = fields.Selection(WEEKDAYS, "Every", required=True, default="5")
    cut_hour = fields.Float(
        "At (hour)", required=True, default=18.0, help="On the school's clock."
    )
    grace_days = fields.Integer(
        "Days of grace",
        default=0,
        help="After the end of the term or year, or after a column's deadline.",
    )
    planned = fields.Boolean(readonly=True, help="Set before its moment came.")
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
    document = fields.Binary(attachment=True)
    document_name = fields.Char("File name")
    document_sha256 = fields.Char("SHA-256 of the document", readonly=True)
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

    exception_count = fields.Integer("Openings", compute="_compute_exception_count")

    _open_idx = models.Index("(company_id, year_id, date_from) WHERE lifted_at IS NULL")
    _cut_hour_range = models.Constraint(
        "CHECK (cut_hour BETWEEN 0 AND 24)", "The hour of a cut is from 0 to 24."
    )
    _grace_days_range = models.Constraint(
        "CHECK (grace_days BETWEEN 0 AND 365)", "The days of grace are 0 or more."
    )

    @api.depends("moment", "term_id", "year_id", "grace_days")
    def _compute_date_from(self):
        """The moment in words as a moment of the server's clock."""
        for lock in self:
            period = {"term_end": lock.term_id, "year_end": lock.year_id}
            ends = period.get(lock.moment, lock.year_id).date_end
            if lock.moment in period and ends:
                day = fields.Date.add(ends, days=1 + lock.grace_days)
                lock.date_from = day_start(day, lock.company_id.school_tz)
            elif lock.moment == "now" or not lock.date_from:
                lock.date_from = fields.Datetime.now()

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

    @api.depends("name")
    def _compute_display_name(self):
        for lock in self:
            lock.display_name = lock.name

    # -- what it covers ----------------------------------------------------------------

    @api.model
    def _locks_of(self, scopes):
        """The ``LockSet`` that holds now over these ``BookScope``s: one query."""
        return LockSet(self.env, list(scopes))

    @api.model
    def _closing_whole(self, years):
        """The locks that close a term or the whole of these years now."""
        return self.search(
            [
                ("year_id", "in", years.ids),
                ("mode", "=", "all"),
                ("lifted_at", "=", False),
                ("date_from", "<=", fields.Datetime.now()),
                *((name, "=", False) for name in ("level_id", "class_id")),
                *((name, "=", False) for name in ("subject_id", "kind")),
            ]
        )

    def _compute_exception_count(self):
        counts = self.env["school.lock.exception"]._read_group(
            [("lock_ids", "in", self.ids), ("state", "!=", "refused")],
            ["lock_ids"],
            ["__count"],
        )
        by_lock = {lock.id: count for lock, count in counts}
        for lock in self:
            lock.exception_count = by_lock.get(lock.id, 0)

    def _books(self):
        """The gradebooks in scope; of a closed term also the term's before it."""
        domain = Domain.FALSE
        for lock in self:
            scope = Domain("year_id", "=", lock.year_id.id)
            for name in ("level_id", "class_id", "subject_id"):
                if lock[name]:
                    scope &= Domain(name, "=", lock[name].id)
            if lock._closes() and lock.term_id.number != "1":
                scope &= Domain("term_id", "in", lock.year_id.term_ids.ids)
            elif lock.term_id:
                scope &= Domain("term_id", "=", lock.term_id.id)
            domain |= scope
        return self.env["school.gradebook"].sudo().search(domain)

    # -- kept as set -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("date_from") and "moment" not in vals:
                vals["moment"] = "at"
            vals.update(
                carried_out_by_id=self.env.uid,
                lifted_at=False,
                lifted_by_id=False,
                lift_reason=False,
                planned=False,
                document_sha256=False,
            )
        with self.env.cr.savepoint():  # a caller may swallow a refusal
            locks = super().create(vals_list)
            for lock in locks:
                lock._check_scope()
                lock._note_facts()
            locks.filtered(lambda lock: not lock.planned)._check_waiting()
        self.env["school.journal.chain"]._touch(locks._books())
        return locks

    def _note_facts(self):
        """What the server tells of a new lock: planned or not, its document's digest."""
        document = self.document and base64.b64decode(self.document)
        models.Model.write(
            self,
            {
                "planned": self.date_from > fields.Datetime.now(),
                "document_sha256": document and hashlib.sha256(document).hexdigest(),
            },
        )

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

    def _closes(self):
        """Whether the lock closes its term, or its year, as a whole."""
        return self.mode == "all" and not self.kind and not self.subject_id

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

    def action_open_exceptions(self):
        """The openings of these locks."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_lock_exception_action"
        )
        action["domain"] = [("lock_ids", "in", self.ids)]
        action["context"] = {}
        return action

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
