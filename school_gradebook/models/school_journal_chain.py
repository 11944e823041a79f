from odoo import api, fields, models
from odoo.tools import SQL

from ..register.chain import GENESIS


class SchoolJournalChain(models.Model):
    """Head of one chain of journal entries; kept by the journal alone."""

    _name = "school.journal.chain"
    _description = "Journal chain"
    _log_access = False
    _order = "id"
    _rec_names_search = ["gradebook_id.name"]

    gradebook_id = fields.Many2one(
        "school.gradebook", readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    length = fields.Integer("Entries", readonly=True, required=True)
    head = fields.Char("Last hash", readonly=True, required=True)
    touched = fields.Integer(
        readonly=True,
        help="Counts locks set over the book: a save under way then starts again.",
    )

    _gradebook_uniq = models.UniqueIndex(
        "(gradebook_id)", "The gradebook has its chain already."
    )

    @api.depends("gradebook_id")
    def _compute_display_name(self):
        for chain in self:
            chain.display_name = chain.gradebook_id.display_name or ""

    @api.model_create_multi
    def create(self, vals_list):
        return self.env["school.register.entry"]._raise("journal_only")

    def write(self, vals):
        return self.env["school.register.entry"]._raise("journal_only")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("journal_only")

    @api.model
    def _start(self, books):
        """Start the chains of new gradebooks."""
        if not books:
            return
        self.env.execute_query(
            SQL(
                "INSERT INTO school_journal_chain"
                " (gradebook_id, company_id, length, head, touched)"
                " SELECT id, company_id, 0, %s, 0 FROM school_gradebook"
                " WHERE id = ANY(%s) ON CONFLICT DO NOTHING RETURNING id",
                GENESIS,
                books.ids,
            )
        )

    @api.model
    def _touch(self, books):
        """Make saves under way in ``books`` begin again and see what holds now.

        Transactions see the database as it was when they began; without this, a
        save begun just before a lock would still be written just after it.
        """
        self.env.execute_query(
            SQL(
                "UPDATE school_journal_chain SET touched = touched + 1"
                " WHERE gradebook_id = ANY(%s) RETURNING id",
                books.ids,
            )
        )
        self.invalidate_model(["touched"], flush=False)
