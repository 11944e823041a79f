from odoo import api, fields, models

NAMED_WAITING = 5


class SchoolLock(models.Model):
    """A term is closed when nobody waits for a make-up test any more."""

    _inherit = "school.lock"

    waiting_ids = fields.Many2many(
        "school.mark",
        string="Waiting for a make-up test",
        compute="_compute_waiting_ids",
        help="A term is closed at once only when nothing waits; set for later, the lock"
        " leaves these cells open.",
    )
    waiting_count = fields.Integer("Waiting cells", compute="_compute_waiting_ids")

    @api.depends(
        *("year_id", "term_id", "level_id", "class_id", "subject_id", "kind", "mode"),
        "lifted_at",
    )
    def _compute_waiting_ids(self):
        marks = self.env["school.mark"]
        for lock in self:
            closes = lock.year_id and lock._closes() and not lock.lifted_at
            books = lock._books().ids if closes else []
            lock.waiting_ids = marks.search(
                [("gradebook_id", "in", books), *marks._waiting_domain()]
            )
            lock.waiting_count = len(lock.waiting_ids)

    def _check_waiting(self):
        """Refuse to close a term while a student waits for a make-up test.

        TT22 article 7, points 4 and 5: the test is made up within the term, or the
        circular's consequence is entered by the teacher.
        """
        for books in [lock._books() for lock in self if lock._closes()]:
            waiting = books._waiting_cells()
            if waiting:
                named = [" – ".join(names) for names in waiting[:NAMED_WAITING]]
                more = ["…"] if len(waiting) > NAMED_WAITING else []
                self.env["school.register.entry"]._raise(
                    "term_waits", count=len(waiting), cells="; ".join(named + more)
                )
