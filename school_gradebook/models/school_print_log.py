from odoo import api, fields, models
from odoo.exceptions import UserError

from ..register.page import short_digest


class SchoolPrintLog(models.Model):
    """Every page of a register that left the system: who, when, which content.

    Written by the printing itself and by nothing else; never changed, never deleted.
    """

    _name = "school.print.log"
    _description = "Print of a register"
    _order = "id desc"
    _log_access = False

    gradebook_id = fields.Many2one(
        "school.gradebook", index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", "School", required=True, index=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="restrict"
    )
    at = fields.Datetime("When", required=True, readonly=True)
    what = fields.Selection(
        [("subject_page", "Class-subject page")], required=True, readonly=True
    )
    format = fields.Selection(
        [("pdf", "PDF"), ("xlsx", "Excel"), ("html", "Screen")],
        required=True,
        readonly=True,
    )
    digest = fields.Char(
        required=True, readonly=True, help="SHA-256 of what was on the page."
    )
    short_digest = fields.Char(
        "Content code",
        compute="_compute_short_digest",
        search="_search_short_digest",
        help="The digest's beginning, as it stands on the paper.",
    )

    @api.depends("digest")
    def _compute_short_digest(self):
        for entry in self:
            entry.short_digest = short_digest(entry.digest or "")

    @api.model
    def _search_short_digest(self, operator, value):
        """Find a print by the code read off the paper, with or without its spaces."""
        if operator not in ("ilike", "like", "in"):
            return NotImplemented
        codes = [value] if isinstance(value, str) else [code for code in value if code]
        return fields.Domain.OR(
            fields.Domain("digest", "=like", "".join(code.split()).lower() + "%")
            for code in codes
        )

    @api.depends("gradebook_id", "at")
    def _compute_display_name(self):
        for entry in self:
            book = entry.gradebook_id.sudo().name or ""
            entry.display_name = f"{book} ({entry.short_digest})"

    @api.model
    def _record(self, gradebooks, pages, what, output):
        """Write down that ``pages`` of ``gradebooks`` are handed out now.

        :param pages: page data, in the gradebooks' order
        :param output: ``"pdf"``, ``"xlsx"`` or ``"html"``
        """
        now = fields.Datetime.now()
        return self.sudo().create(
            [
                {
                    "gradebook_id": book.id,
                    "company_id": book.company_id.id,
                    "user_id": self.env.uid,
                    "at": now,
                    "what": what,
                    "format": output,
                    "digest": page["digest"],
                }
                for book, page in zip(gradebooks.sudo(), pages, strict=True)
            ]
        )

    def write(self, vals):
        raise UserError(self._kept())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._kept())

    @api.model
    def _kept(self):
        return self.env._("The list of prints is never changed or deleted.")
