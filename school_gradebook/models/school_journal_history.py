from odoo import api, fields, models
from odoo.tools import SQL

from .school_journal_entry import MARK_SLOTS


class SchoolJournalEntry(models.Model):
    _inherit = "school.journal.entry"

    @api.model
    def _last_by_cell(self, changes):
        """{(model, record, slot): (who, when)} of the cells' last entries."""
        if not changes:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (model, record, slot) model, record, slot, author,"
                " behalf, at"
                " FROM school_journal_entry WHERE record = ANY(%s)"
                " ORDER BY model, record, slot, id DESC",
                [change.record for change in changes],
            )
        )
        return {
            (model, record, slot): (self._who(author, behalf), self._local(at))
            for model, record, slot, author, behalf, at in rows
        }

    @api.model
    def _who(self, author, behalf):
        """Who entered, and for whom: “A”, “A for B”."""
        if not behalf:
            return author
        return self.env._("%(deputy)s for %(teacher)s", deputy=author, teacher=behalf)

    @api.model
    def _local(self, at):
        """A moment in the school's time zone, as the register prints it."""
        zone = self.env.company.school_tz
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), at
        ).strftime("%d/%m/%Y %H:%M:%S")

    @api.model
    def _cell_entries(self, model, record, slot, book_id, whole=False):
        """The history of one cell, oldest first.

        Clearing a value and entering one again is a single line, which tells the
        value before it was cleared.

        :param whole: the column takes whole numbers, shown without a decimal
        """
        entries = self.sudo().search(
            [
                ("chain_id.gradebook_id", "=", book_id),
                ("model", "=", model),
                ("record", "=", record),
                ("slot", "in", MARK_SLOTS if slot == "value" else (slot,)),
            ],
            order="sequence",
        )
        labels = {
            "entered": self.env._("entered"),
            "changed": self.env._("changed"),
            "cleared": self.env._("cleared"),
            "reentered": self.env._("entered again"),
            "makeup": self.env._("make-up day set"),
        }
        history = []
        for entry in entries:
            line = self._history_line(entry, labels, whole)
            if entry.slot == "makeup" and history and not (entry.old and entry.new):
                history[-1]["makeup"] = line["new"]  # came or went with the value
                continue
            if line["event"] == "entered" and history:
                # clearing and entering again is one line: what it was, what it is
                cleared = history.pop()
                line.update(
                    old=cleared["old"],
                    event="reentered",
                    event_label=labels["reentered"],
                    cleared={"at": cleared["at"], "user": cleared["user"]},
                )
            history.append(line)
        return history

    @api.model
    def _history_line(self, entry, labels, whole):
        """One journal entry as the history shows it."""
        sources = dict(self._fields["source"]._description_selection(self.env))
        shown = self._shown(entry.slot, whole)
        event = "cleared" if not entry.new else "changed" if entry.old else "entered"
        if entry.slot == "makeup":
            event = "makeup"
        return {
            "at": self._local(entry.at),
            "user": self._who(entry.author, entry.behalf),
            "source": entry.source,
            "source_label": sources[entry.source],
            "old": shown(entry.old or ""),
            "new": shown(entry.new or ""),
            "event": event,
            "event_label": labels[event],
            "reference": self._reference_text(entry.reference),
            "hash": entry.hash[:12],
            "cleared": False,
            "makeup": "",
        }

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
