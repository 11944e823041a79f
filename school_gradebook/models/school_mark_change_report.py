from collections import Counter, defaultdict

from odoo import api, fields, models

from ..workbooks.changes_xlsx import Counts, Report, write_changes


class SchoolMarkChange(models.Model):
    _inherit = "school.mark.change"

    @api.model
    def _report_xlsx(self, term):
        """The term's changes, as far as the user may read them, as a workbook.

        :param term: ``school.term`` record
        :return: the bytes of the .xlsx file
        """
        self.check_access("read")
        term.check_access("read")
        return write_changes(self.with_company(term.company_id)._report(term))

    @api.model
    def _report(self, term):
        """The workbook's content, in the reader's language."""
        changes = self.search([("term_id", "=", term.id)], order="at, id").sudo()
        directions = self._fields["direction"]._description_selection(self.env)
        return Report(
            titles=self._report_titles(term),
            summary_name=self.env._("Summary"),
            total=self.env._("Total"),
            count_heads=[
                *(label for _key, label in directions),
                self.env._("All together"),
                self.env._("Of them after posting"),
            ],
            tables=self._report_tables(changes, [key for key, _label in directions]),
            list_name=self.env._("Changes"),
            change_heads=[
                (self.env._("When"), 19),
                (self.env._("Who"), 26),
                (self.env._("Class"), 9),
                (self.env._("Subject"), 22),
                (self.env._("Column"), 11),
                (self.env._("Student"), 26),
                (self.env._("From"), 9),
                (self.env._("To"), 9),
                (self.env._("Change"), 16),
                (self.env._("By how much"), 10),
                (self.env._("Deadline"), 19),
                (self.env._("After posting"), 12),
                (self.env._("Cleared and entered again"), 14),
                (self.env._("Request"), 22),
            ],
            changes=self._report_rows(changes, dict(directions)),
            nothing=self.env._("No mark was changed after its deadline."),
        )

    @api.model
    def _report_titles(self, term):
        now = self.env["school.journal.entry"]._local(fields.Datetime.now())
        return [
            term.company_id.name,
            self.env._("Changes of marks after the deadline or after posting"),
            term.display_name,
            self.env._("Made on %(when)s by %(who)s", when=now, who=self.env.user.name),
        ]

    @api.model
    def _report_tables(self, changes, directions):
        """Counts by teacher, class, subject and hour."""
        tables = (
            (self.env._("Teacher"), lambda change: change.author),
            (self.env._("Class"), lambda change: change.class_id.display_name),
            (self.env._("Subject"), lambda change: change.subject_id.display_name),
            (
                self.env._("Hour of the day"),
                lambda change: f"{change.hour:02}:00–{change.hour:02}:59",
            ),
        )
        result = []
        for head, name_of in tables:
            counts = defaultdict(Counter)
            for change in changes:
                counts[name_of(change)].update(
                    (change.direction, "all", *["posted"] * change.after_posting)
                )
            result.append(
                Counts(
                    head,
                    [
                        (name, [count[key] for key in (*directions, "all", "posted")])
                        for name, count in sorted(counts.items())
                    ],
                )
            )
        return result

    @api.model
    def _report_rows(self, changes, labels):
        local = self.env["school.journal.entry"]._local
        yes = self.env._("yes")
        allowed = self._requests(set(changes.mapped("reference")) - {False})
        return [
            (
                local(change.at),
                change.author,
                change.class_id.display_name,
                change.subject_id.display_name,
                change.assessment_id._title(),
                change.line_id.display_name,
                change.old_text,
                change.new_text,
                labels[change.direction],
                change._delta_text(),
                local(change.deadline) if change.deadline else "",
                yes if change.after_posting else "",
                yes if change.reentered else "",
                allowed.get(change.reference, change.reference or ""),
            )
            for change in changes
        ]

    @api.model
    def _requests(self, references):
        """{reference: the request's name} of the requests that allowed changes."""
        numbers = defaultdict(list)
        for reference in references:
            model, _comma, record = reference.partition(",")
            if model in self.env and record.isdecimal():
                numbers[model].append(int(record))
        return {
            f"{model},{request.id}": request.display_name
            for model, ids in numbers.items()
            for request in self.env[model].sudo().browse(ids).exists()
        }

    def _delta_text(self):
        """“+1,5”, as people write it; nothing where no two marks are compared."""
        if self.direction not in ("up", "down"):
            return ""
        tenths = round(self.delta * 10)
        return f"{'+' if tenths > 0 else '−'}{abs(tenths) // 10},{abs(tenths) % 10}"
