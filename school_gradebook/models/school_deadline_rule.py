from datetime import time

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..register.deadlines import DeadlineRule, due

KINDS = ("tx", "dk", "gk", "ck")
# what schools usually set, ready to choose: the values, and for which kind of column
PRESETS = {
    "one_week": ({"kind": "days_after", "days": 7}, "tx"),
    "two_weeks": ({"kind": "days_after", "days": 14}, "dk"),
    "tuesday": ({"kind": "weekday", "weekday": "1", "hour": 17.0}, "tx"),
    "ten_days": ({"kind": "days_after", "days": 10}, "gk"),
    "window": ({"kind": "window"}, "ck"),
    "month_end": ({"kind": "month_end"}, ""),
    "twice_a_term": ({"kind": "parts_of_term", "parts": 2}, "tx"),
}
BLANK = {"days": 7, "weekday": "1", "hour": 0.0, "parts": 2}


class SchoolDeadlineRule(models.Model):
    """Until when the marks of a column are entered; the school's own rules.

    A changed rule holds for deadlines still to come. One that has passed stays what it
    was: who was late does not change afterwards.
    """

    _name = "school.deadline.rule"
    _inherit = ["school.kept"]
    _description = "Deadline rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    preset = fields.Selection(
        [
            ("one_week", "15-minute tests: one week after"),
            ("two_weeks", "One-period tests: two weeks after"),
            ("tuesday", "Regular marks: every Tuesday afternoon"),
            ("ten_days", "Midterm: at most 10 days after the test"),
            ("window", "Final: inside a set window"),
            ("month_end", "Once a month: by the month's end"),
            ("twice_a_term", "Oral marks: twice a term"),
        ],
        "Ready-made choices",
        store=False,
    )
    kind = fields.Selection(
        [
            ("days_after", "So many days after the test"),
            ("weekday", "A weekday after the test"),
            ("window", "A set window"),
            ("month_end", "The end of the test's month"),
            ("parts_of_term", "Parts of the term"),
        ],
        "Rule",
        required=True,
        default="days_after",
    )
    days = fields.Integer("Days after the test", required=True, default=7)
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        required=True,
        default="1",
    )
    hour = fields.Float("Time of day", help="0:00 is the end of the day.")
    term_1_from = fields.Date("Term I from")
    term_1_to = fields.Date("Term I until")
    term_2_from = fields.Date("Term II from")
    term_2_to = fields.Date("Term II until")
    parts = fields.Integer(
        "Parts of the term",
        required=True,
        default=2,
        help="The columns are spread evenly: of four columns and two parts, the first"
        " two are due by the middle of the term.",
    )
    for_tx = fields.Boolean("Regular marks (ĐĐGtx)")
    for_dk = fields.Boolean("One-period tests (KTđk)")
    for_gk = fields.Boolean("Midterm (ĐĐGgk)")
    for_ck = fields.Boolean("Final (ĐĐGck)")
    used_for = fields.Char("The school's rule for", compute="_compute_used_for")

    _tx_uniq = models.UniqueIndex(
        "(company_id) WHERE for_tx AND active",
        "Regular marks (ĐĐGtx) have a rule already.",
    )
    _dk_uniq = models.UniqueIndex(
        "(company_id) WHERE for_dk AND active",
        "One-period tests (KTđk) have a rule already.",
    )
    _gk_uniq = models.UniqueIndex(
        "(company_id) WHERE for_gk AND active", "The midterm has a rule already."
    )
    _ck_uniq = models.UniqueIndex(
        "(company_id) WHERE for_ck AND active", "The final has a rule already."
    )
    _days_range = models.Constraint(
        "CHECK (days BETWEEN 0 AND 366)", "Days after the test are 0 to 366."
    )
    _parts_range = models.Constraint(
        "CHECK (parts BETWEEN 1 AND 20)", "A term has 1 to 20 parts."
    )
    _hour_range = models.Constraint(
        "CHECK (hour IS NULL OR (hour >= 0 AND hour < 24))",
        "A time of day is from 0:00 to 23:59.",
    )
    _PLACED = frozenset(
        {"kind", "days", "weekday", "hour", "parts", "active", "company_id"}
        | {"term_1_from", "term_1_to", "term_2_from", "term_2_to"}
        | {f"for_{kind}" for kind in KINDS}
    )

    # -- in words ----------------------------------------------------------------------

    @api.depends(
        *("kind", "days", "weekday", "hour", "parts"),
        *("term_1_from", "term_1_to", "term_2_from", "term_2_to"),
    )
    def _compute_name(self):
        for rule in self:
            rule.name = rule._in_words() or rule.name

    def _in_words(self):
        """The rule as people say it."""
        self.ensure_one()
        clock = self._clock()
        at = self.env._(" at %(time)s", time=clock.strftime("%H:%M")) if clock else ""
        if self.kind == "window":
            shown = [
                f"{format_date(self.env, first)} – {format_date(self.env, last)}"
                for first, last in self._windows()
            ]
            return self.env._("Set window: %(windows)s", windows=", ".join(shown))
        if self.kind == "parts_of_term":
            return self.env._("%(count)s times a term", count=self.parts) + at
        if self.kind == "month_end":
            return self.env._("By the end of the month") + at
        if self.kind == "weekday":
            days = dict(self._fields["weekday"]._description_selection(self.env))
            return self.env._("Every %(day)s", day=days.get(self.weekday, "")) + at
        if not self.days:
            return self.env._("On the day of the test") + at
        return self.env._("%(count)s days after the test", count=self.days) + at

    @api.depends(*(f"for_{kind}" for kind in KINDS))
    def _compute_used_for(self):
        for rule in self:
            rule.used_for = ", ".join(
                self._fields[f"for_{kind}"]._description_string(self.env)
                for kind in KINDS
                if rule[f"for_{kind}"]
            )

    @api.onchange("preset")
    def _onchange_preset(self):
        """A ready-made choice fills the form; the school's rule for a kind stays."""
        if not self.preset:
            return
        values, kind = PRESETS[self.preset]
        self.update({**BLANK, **values})
        others = self.search([("company_id", "=", self.company_id.id)]) - self._origin
        for each in KINDS:
            name = f"for_{each}"
            self[name] = each == kind and not any(others.mapped(name))
        self.name = self._in_words()

    # -- computing ---------------------------------------------------------------------

    def _clock(self):
        """The time of day of the deadline, None for the end of the day."""
        minutes = min(round((self.hour or 0) * 60), 24 * 60 - 1)
        return time(*divmod(minutes, 60)) if minutes else None

    def _windows(self):
        """The set windows as pairs of days."""
        pairs = (
            (self.term_1_from, self.term_1_to),
            (self.term_2_from, self.term_2_to),
        )
        return tuple((first, last) for first, last in pairs if first and last)

    def _plain(self):
        """The rule as plain Python computes with it."""
        self.ensure_one()
        return DeadlineRule(
            self.kind,
            self.days,
            int(self.weekday),
            self._clock(),
            self._windows() if self.kind == "window" else (),
            self.parts,
        )

    def _due(self, day, term, number, count):
        """The deadline in UTC, False when the rule gives none.

        :param day: day of the test, or False
        :param term: the column's ``school.term``
        """
        moment = due(
            self._plain(), day or None, term.date_start, term.date_end, number, count
        )
        if not moment:
            return False
        zone = pytz.timezone(self.company_id.school_tz)
        return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _by_kind(self, companies):
        """{(company id, kind of column): the school's rule}, one query."""
        rules = self.sudo().search([("company_id", "in", companies.ids)])
        return {
            (rule.company_id.id, kind): rule
            for rule in rules
            for kind in KINDS
            if rule[f"for_{kind}"]
        }

    # -- kept consistent ---------------------------------------------------------------

    @api.constrains("kind", "term_1_from", "term_1_to", "term_2_from", "term_2_to")
    def _check_windows(self):
        for rule in self:
            pairs = (
                (rule.term_1_from, rule.term_1_to),
                (rule.term_2_from, rule.term_2_to),
            )
            whole = all(bool(first) == bool(last) for first, last in pairs)
            ordered = all(first <= last for first, last in rule._windows())
            told = rule.kind != "window" or rule._windows()
            if not (whole and ordered and told):
                self.env["school.register.entry"]._raise("rule_window", name=rule.name)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._move_deadlines()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if self._PLACED & vals.keys():
            kinds = {kind for kind in KINDS if f"for_{kind}" in vals}
            self._move_deadlines(kinds)
        return result

    def unlink(self):
        kinds = {kind for kind in KINDS if any(self.mapped(f"for_{kind}"))}
        companies = self.company_id
        result = super().unlink()
        self.browse()._move_deadlines(kinds, companies)
        return result

    def _move_deadlines(self, kinds=(), companies=None):
        """Recompute the deadlines to come that follow from these rules.

        :param kinds: kinds of columns whose school's rule has changed besides
        """
        companies = self.company_id if companies is None else companies
        default = {kind for kind in KINDS if any(self.mapped(f"for_{kind}"))}
        domain = Domain("rule_id", "in", self.ids) | (
            Domain("rule_id", "=", False)
            & Domain("kind", "in", list(default | {*kinds}))
        )
        self.env["school.assessment"]._refresh_deadlines(
            Domain("company_id", "in", companies.ids) & domain
        )
