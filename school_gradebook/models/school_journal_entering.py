from odoo import models

# A cell that was blank (or waiting, or exempt) has come to hold a value. The index
# below is used only where a statement repeats these very words.
ENTERING = (
    "j.model = 'school.mark' AND j.slot = 'value'"
    " AND left(COALESCE(j.old, ''), 1) IN ('', '#') AND left(j.new, 1) NOT IN ('', '#')"
)
COLUMN = "split_part(j.cell, ':', 2)::int"


class SchoolJournalEntry(models.Model):
    """When cells were entered, found by the column: what late and on time stand on."""

    _inherit = "school.journal.entry"

    _entering_idx = models.Index(
        f"(({COLUMN}), at) INCLUDE (record) WHERE {ENTERING}".replace("j.", "")
    )
