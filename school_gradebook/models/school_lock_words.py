from odoo import api, fields, models
from odoo.tools import SQL

from ..register.values import Problem


class SchoolLock(models.Model):
    """A lock in words: what it holds, and how it refuses."""

    _inherit = "school.lock"

    @api.depends(
        "year_id", "term_id", "level_id", "class_id", "subject_id", "kind", "mode"
    )
    def _compute_name(self):
        for lock in self:
            lock.name = lock._words(
                lock.class_id.name or lock.level_id.name,
                lock.subject_id.name,
                lock.kind,
                lock.term_id.number,
                lock.year_id.name,
                lock.mode,
            )

    @api.model
    def _words(self, place, subject, kind, term, year, mode):
        """“8A – Toán – Midterm marks – Term I – 2025-2026”, what is not empty of it."""
        modes = {
            "entered": self.env._("Entered marks, weekly"),
            "deadline": self.env._("Columns after their deadline"),
        }
        labels = self._fields["kind"]._description_selection(self.env) if kind else ()
        terms = (
            self.env["school.term"]._fields["number"]._description_selection(self.env)
            if term
            else ()
        )
        parts = [
            place or self.env._("Whole school"),
            subject,
            dict(labels).get(kind),
            dict(terms).get(term),
            year,
            modes.get(mode),
        ]
        return " – ".join(part for part in parts if part)

    def _problem(self, since=None):
        """The refusal: what is locked, since when, by whose decision. One query.

        :param since: when it came to hold the cell (UTC); its own moment if not given
        """
        self.ensure_one()
        # other software may call without a language; its user has one all the same
        lang = self.env.lang or self.env.user.lang
        [row] = self.env.execute_query(
            SQL(
                """
            SELECT COALESCE(c.name, v.name ->> %s, v.name ->> 'en_US'), s.name, l.kind,
                t.number, y.name, l.mode, l.date_from, d.name, o.name, r.school_tz
            FROM school_lock l JOIN school_year y ON y.id = l.year_id
            JOIN res_company r ON r.id = l.company_id
            LEFT JOIN school_class c ON c.id = l.class_id
            LEFT JOIN school_level v ON v.id = l.level_id
            LEFT JOIN school_subject s ON s.id = l.subject_id
            LEFT JOIN school_term t ON t.id = l.term_id
            JOIN res_users du ON du.id = l.decided_by_id
            JOIN res_partner d ON d.id = du.partner_id
            JOIN res_users ou ON ou.id = l.carried_out_by_id
            JOIN res_partner o ON o.id = ou.partner_id
            WHERE l.id = %s
            """,
                lang,
                self.id,
            )
        )
        *parts, mode, moment, decided, carried, zone = row
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=zone), since or moment
        )
        facts = {
            "what": self.with_context(lang=lang)._words(*parts, mode),
            "since": local.strftime("%d/%m/%Y %H:%M"),
            "decided": decided,
            "carried": carried,
        }
        if mode == "entered":
            return Problem("locked_weekly", **facts)
        if mode == "deadline":
            return Problem("locked_deadline", **facts)
        return Problem("locked", **facts)
