from odoo import api, fields, models


def shown_day(text):
    """A journalled day as people write it; nothing for nothing."""
    return f"{fields.Date.to_date(text):%d/%m/%Y}" if text else ""


class SchoolJournalEntry(models.Model):
    """Entries that tell when a test was held: a column's, no student's."""

    _inherit = "school.journal.entry"

    @api.depends("cell", "slot")
    def _compute_place(self):
        held = self.filtered(lambda entry: entry.slot == "held")
        result = super(SchoolJournalEntry, self - held)._compute_place()
        columns = {entry: int(entry.cell.split(":")[1]) for entry in held}
        known = self.env["school.assessment"].browse(set(columns.values())).exists()
        for entry, column in columns.items():
            title = known.filtered_domain([("id", "=", column)]).display_name
            entry.place = self.env._(
                "%(column)s – held on", column=title or entry.cell.split(":")[3]
            )
        return result

    @api.depends("old", "new")
    def _compute_texts(self):
        held = self.filtered(lambda entry: entry.slot == "held")
        result = super(SchoolJournalEntry, self - held)._compute_texts()
        for entry in held:
            entry.old_text = shown_day(entry.old)
            entry.new_text = shown_day(entry.new)
        return result

    @api.model
    def _history_line(self, entry, labels, whole):
        line = super()._history_line(entry, labels, whole)
        if entry.slot == "held":
            line.update(old=shown_day(entry.old), new=shown_day(entry.new))
        return line


class SchoolJournalChain(models.Model):
    _inherit = "school.journal.chain"

    @api.model
    def _register_models(self):
        return [*super()._register_models(), "school.assessment"]
