"""Columns with deadlines, and their figures."""

from odoo.tests import freeze_time
from odoo.tools import SQL

FIGURES = ("expected", "entered", "on_time", "late", "missing_late", "not_due")


class ProgressCommon:
    """Mixin beside ``SchoolCommon``."""

    def set_deadline(self, columns, moment):
        """Give columns a deadline (UTC) as the assessment plan would."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "UPDATE school_assessment SET deadline = %s WHERE id = ANY(%s)"
                " RETURNING id",
                moment or None,
                columns.ids,
            )
        )
        columns.invalidate_recordset(["deadline"])

    def enter_at(self, moment, user, book, values):
        """Enter marks as ``user`` at a moment (UTC)."""
        with freeze_time(moment):
            self.enter(user, book, values)

    def board(self, user, domain=()):
        """What ``user`` finds on the board, with nothing in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["school.progress"].with_user(user).search(list(domain))

    def row(self, column, user=None):
        """The board's row of a column."""
        return self.board(user or self.leader, [("id", "=", column.id)])

    def assertFigures(self, column, **figures):
        """The board's figures of a column; those not named are 0."""
        row = self.row(column)
        wanted = dict.fromkeys(FIGURES, 0) | figures
        self.assertEqual({name: row[name] for name in wanted}, wanted)
