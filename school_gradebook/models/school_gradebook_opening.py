from datetime import datetime, time, timedelta

from odoo import api, fields, models

from ..register.cells import is_id
from ..register.moments import to_utc
from ..workbooks.texts import read_date, shown

ASKED_DAYS = 2  # how long an opening is asked for unless told otherwise


class SchoolGradebook(models.Model):
    """Asking for an opening from the grid."""

    _inherit = "school.gradebook"

    def request_opening(self, columns, until=False, held=False, reason="", **options):
        """Ask leadership to open locked columns of this gradebook for oneself.

        :param columns: ids of the columns; may be empty with ``comments``
        :param until: last day, "YYYY-MM-DD"; the day after tomorrow if not given
        :param held: the day the test was held, "YYYY-MM-DD"
        :param reason: in words; made from the day of the test if not given
        :param options: ``comments`` (bool): open the comments too
        :return: {"id", "name", "until", "message"}
        :raise UserError: when nothing of it is locked, or not the user's to enter
        :raise AccessError: when the user may not read the gradebook
        """
        self._check_one()
        self._check_asked_columns(columns or ())
        day = self._asked_day(until) or self._today() + timedelta(days=ASKED_DAYS)
        zone = self.sudo().company_id.school_tz
        held_date = self._asked_day(held)
        reason = str(reason or "").strip()
        if not reason and held_date:
            reason = self.env._("Test held on %(day)s", day=f"{held_date:%d/%m/%Y}")
        if not reason:
            self.env["school.register.entry"]._raise("reason_missing")
        request = self.env["school.lock.exception"].create(
            {
                "gradebook_id": self.id,
                "assessment_ids": [(6, 0, list(columns or ()))],
                "comments": bool(options.get("comments")),
                "held_date": held_date,
                "date_to": to_utc(datetime.combine(day, time(23, 59, 59)), zone),
                "reason": reason,
            }
        )
        return {
            "id": request.id,
            "name": request.name,
            "until": fields.Date.to_string(day),
            "message": self.env._(
                "Leadership has been asked to open %(what)s until %(day)s.",
                what=request.name,
                day=f"{day:%d/%m/%Y}",
            ),
        }

    def _check_asked_columns(self, columns):
        _rows, kinds = self._grid_places()
        if not isinstance(columns, list | tuple) or not all(
            is_id(column) and column in kinds for column in columns
        ):
            self.env["school.register.entry"]._raise("no_such_cell")

    @api.model
    def _asked_day(self, raw):
        """The day of a request, or False; other software sends anything."""
        try:
            return read_date("" if raw is False else raw) or False
        except ValueError:
            return self.env["school.register.entry"]._raise("bad_date", raw=shown(raw))

    @api.model
    def _opening_state(self, locks):
        """What the grid shows of this user's openings.

        :param locks: the gradebook's ``LockSet``
        :return: list of {"id", "state", "columns", "comments", "until"}
        """
        local = self.env["school.journal.entry"]._local
        return [
            {
                "id": opening.id,
                "state": opening.state,
                "until": local(opening.until)[:16],
                "comments": opening.comments,
                "columns": opening.columns,
            }
            for opening in locks.openings
        ]
