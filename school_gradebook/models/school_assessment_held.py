from odoo import api, fields, models
from odoo.tools import SQL

from ..register.cells import Change
from ..register.values import Problem
from .school_scope import book_scopes, column_scopes


class SchoolAssessment(models.Model):
    """The day a test was held, on the register's road: who, valid, lock, journal."""

    _inherit = "school.assessment"

    def _register_changes_from_vals(self, vals):
        try:
            text = fields.Date.to_string(fields.Date.to_date(vals["held_date"])) or ""
        except ValueError:
            self._raise("bad_date", raw=str(vals["held_date"]))
        return [Change((column.id,), "held", text) for column in self]

    @api.model
    def _register_locate(self, changes, batch):
        batch.columns = column_scopes(self.env, {change.key[0] for change in changes})
        books = {column.book for column in batch.columns.values()}
        batch.books = book_scopes(self.env, books)
        self.check_access("write")
        self.env["school.gradebook"].browse(books).check_access("read")
        stored = self._stored_days(batch.columns)
        for change in changes:
            column = batch.columns.get(change.key[0])
            if not column:
                change.refuse(Problem("no_such_cell"))
                continue
            change.record, change.book = column.id, column.book
            change.company = batch.books[column.book].company
            change.cell = f"0:{column.id}:0:{column.kind}{column.number}"
            change.old = stored[column.id]

    @api.model
    def _stored_days(self, ids):
        """{column: the stored day's text}."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, COALESCE(to_char(held_date, 'YYYY-MM-DD'), '')"
                    " FROM school_assessment WHERE id = ANY(%s)",
                    list(ids),
                )
            )
        )

    @api.model
    def _register_check_owner(self, changes, batch):
        for change in changes:
            column = batch.columns[change.key[0]]
            book = batch.books[change.book]
            problem = batch.owners.problem(book, column.component, batch.source)
            if problem:
                change.refuse(problem)

    @api.model
    def _register_check_value(self, changes, batch):
        """A test is held on a day of its term that has come."""
        terms = self.env["school.term"].sudo()
        terms = terms.browse({batch.books[change.book].term for change in changes})
        spans = {term.id: (term.date_start, term.date_end) for term in terms}
        for change in changes:
            if not change.new:
                continue
            try:
                day = fields.Date.to_date(change.new)
            except ValueError:
                change.refuse(Problem("bad_date", raw=change.new))
                continue
            start, end = spans[batch.books[change.book].term]
            if day > batch.today:
                change.refuse(Problem("held_in_future", day=f"{day:%d/%m/%Y}"))
            elif not start <= day <= end:
                change.refuse(
                    Problem(
                        "day_outside_term",
                        day=f"{day:%d/%m/%Y}",
                        start=f"{start:%d/%m/%Y}",
                        end=f"{end:%d/%m/%Y}",
                    )
                )

    @api.model
    def _register_kind(self, change, batch):
        return batch.columns[change.key[0]].kind

    @api.model
    def _register_store(self, changes):
        self.env.execute_query(
            SQL(
                "UPDATE school_assessment a SET held_date = NULLIF(t.day, '')::date,"
                " write_uid = %s, write_date = %s"
                " FROM unnest(%s::int[], %s::text[]) AS t(id, day)"
                " WHERE a.id = t.id RETURNING a.id",
                self.env.uid,
                self.env.cr.now(),
                [change.record for change in changes],
                [change.new for change in changes],
            )
        )
        columns = self.browse([change.record for change in changes])
        columns.invalidate_recordset(["held_date"], flush=False)
        columns.modified(["held_date"])

    @api.model
    def _register_stored_sql(self):
        return SQL(
            "SELECT a.gradebook_id, a.id, 'held',"
            " '0:' || a.id || ':0:' || a.kind || a.number,"
            " to_char(a.held_date, 'YYYY-MM-DD')"
            " FROM school_assessment a WHERE a.held_date IS NOT NULL"
        )
