from odoo import api, fields, models
from odoo.tools import SQL


class SchoolJournalEntry(models.Model):
    _inherit = "school.journal.entry"

    @api.model
    def _last_by_cell(self, changes):
        """{(model, record, slot): (who, when)} of the cells' last entries."""
        if not changes:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (model, record, slot) model, record, slot, author, at"
                " FROM school_journal_entry WHERE record = ANY(%s)"
                " ORDER BY model, record, slot, id DESC",
                [change.record for change in changes],
            )
        )
        return {
            (model, record, slot): (author, self._local(at))
            for model, record, slot, author, at in rows
        }

    @api.model
    def _local(self, at):
        """A moment in the school's time zone, as the register prints it."""
        zone = self.env.company.school_tz
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), at
        ).strftime("%d/%m/%Y %H:%M:%S")

    @api.model
    def _cell_entries(self, model, cell, slot, book_id):
        """The history of one cell, oldest first.

        Clearing a value and entering one again is a single line, which tells the
        value before it was cleared.
        """
        entries = self.sudo().search(
            [
                ("chain_id.gradebook_id", "=", book_id),
                ("model", "=", model),
                ("cell", "=", cell),
                ("slot", "=", slot),
            ],
            order="sequence",
        )
        sources = dict(self._fields["source"]._description_selection(self.env))
        events = {
            "entered": self.env._("entered"),
            "changed": self.env._("changed"),
            "cleared": self.env._("cleared"),
            "reentered": self.env._("entered again"),
        }
        history, before = [], None
        for entry in entries:
            event, replaces = self._event(entry, before)
            if not entry.new:
                before = entry.old
            line = {
                "at": self._local(entry.at),
                "user": entry.author,
                "source": entry.source,
                "source_label": sources[entry.source],
                "old": entry.old_text,
                "new": entry.new_text,
                "event": event,
                "event_label": events[event],
                "reference": self._reference_text(entry.reference),
                "hash": entry.hash[:12],
                "cleared": False,
            }
            if event == "reentered":
                # clearing and entering again is one line: what it was, what it is
                cleared = history.pop()
                line["old"] = replaces
                line["cleared"] = {"at": cleared["at"], "user": cleared["user"]}
            history.append(line)
        return history

    @api.model
    def _reference_text(self, reference):
        """The request that allowed an entry, with its reason, for people."""
        model, _comma, record = (reference or "").partition(",")
        if not record or model not in self.env:
            return reference or ""
        request = self.env[model].sudo().browse(int(record)).exists()
        if not request:
            return reference
        return f"{request.display_name}: {request.reason}"

    @api.model
    def _event(self, entry, before):
        """(what happened, the display text an entered-again value stands instead of)"""
        if not entry.new:
            return "cleared", False
        if entry.old:
            return "changed", False
        if before is None:
            return "entered", False
        same = self.new({"slot": entry.slot, "old": before, "new": entry.new})
        return "reentered", same.old_text

    @api.model
    def _summary(self, history):
        """The history in one sentence: how often, and what clearing came to."""
        if not history:
            return self.env._("Nothing was ever entered here.")
        again = [entry for entry in history if entry["event"] == "reentered"]
        if not again:
            return self.env._("%(count)s entries.", count=len(history))
        changed = sum(entry["old"] != entry["new"] for entry in again)
        return self.env._(
            "%(count)s entries; cleared and entered again %(again)s times, with another"
            " value %(changed)s times.",
            count=len(history),
            again=len(again),
            changed=changed,
        )
