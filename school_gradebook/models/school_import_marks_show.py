from dataclasses import replace

from odoo import api, models

from ..register.values import display
from ..workbooks.finding import ERROR, INFO, WARNING, found
from .school_import_marks import MARK, STRANGER, UNREAD
from .school_problem_text import problem_text

# refusals of what is not the importer's own
_OTHERS = {"not_your_gradebook", "column_of_colleague"}


class SchoolImportMarks(models.AbstractModel):
    """What a mark workbook's preview says: of colleagues' sheets, of refused cells."""

    _inherit = "school.import.marks"

    @api.model
    def _set_aside(self, plans, strange):
        """A class workbook holds colleagues' sheets too: no mistake of the file.

        Where none of it is the user's, every cell is refused and it is said why.
        """
        matched = [plan for plan in plans if plan.book]
        if all(plan.book.id in strange for plan in matched):
            return
        for plan in matched:
            if problem := strange.get(plan.book.id):
                title = plan.sheet.title
                plan.set_aside(
                    found(problem.code, title, severity=INFO, **problem.params)
                )

    @api.model
    def _set_aside_unread(self, plans, found_class):
        """The same for gradebooks that the user does not even read."""
        unread = {
            finding.params["subject"]: (plan, finding)
            for plan in plans
            for finding in plan.findings
            if finding.code == UNREAD
        }
        books = unread and self.env["school.gradebook"].sudo().search(
            [
                ("class_id", "=", found_class.id),
                ("subject_id.name", "in", list(unread)),
            ]
        )
        for name in {book.subject_id.name for book in books}:
            plan, finding = unread[name]
            plan.set_aside(replace(finding, severity=INFO))

    @api.model
    def _tell_strangers(self, plans):
        """Say once that marks are others' to enter, not at a thousand cells."""
        changes = [
            change
            for plan in plans
            for _model, change, _at, _column in plan.changes
            if change.status != "same"
        ]
        if any(plan.blocked for plan in plans) or not changes:
            return
        if all(c.problem and c.problem.code == STRANGER for c in changes):
            sheet = plans[0].sheet.title
            plans[0].findings.append(
                found("marks_by_teachers", sheet, severity=WARNING)
            )

    @api.model
    def _name_locks(self, plans):
        """A sheet refused for another fault still says that its book is locked."""
        blocked = [plan for plan in plans if plan.blocked and plan.book]
        books = self.env["school.gradebook"].browse([p.book.id for p in blocked])
        scopes = books._scopes()
        locks = self.env["school.lock"]._locks_of(scopes.values())
        for plan in blocked:
            problem = locks.problem(scopes[plan.book.id], "")
            if problem:
                lock = found(problem.code, plan.sheet.title, **problem.params)
                plan.findings.insert(0, lock)

    @api.model
    def _tell_refused(self, plans, skip):
        """One of the importer's own cells that is refused keeps the whole sheet out.

        What is a colleague's, and a blank cell, was never the importer's to write.

        :param skip: the importer has seen them and leaves them out
        """
        for plan in plans:
            refused = [
                (change, planned)
                for _model, change, planned, _column in plan.changes
                if change.problem and change.new and change.problem.code not in _OTHERS
            ]
            if plan.blocked or not refused:
                continue
            change, planned = refused[0]
            names = {
                match.entry.id: match.entry.name
                for match in plan.check.matches
                if match.entry
            }
            plan.findings.append(
                found(
                    "cells_refused",
                    plan.sheet.title,
                    planned.row,
                    planned.column,
                    severity=WARNING if skip else ERROR,
                    who=names[planned.entry_id],
                    count=len(refused),
                    reason=problem_text(self.env, change.problem),
                )
            )

    # -- showing -----------------------------------------------------------------------

    @api.model
    def _show(self, plan, facts):
        names = facts[plan.book.id]["names"] if plan.book else {}
        cells = [
            self._show_change(model, change, planned, column, names)
            for model, change, planned, column in plan.changes
        ]
        averages = [
            {
                "student": other.who,
                "cell": other.cell,
                "file": other.file,
                "ours": other.ours,
            }
            for other in (plan.check.averages if plan.check else ())
        ]
        sheet = self.env["school.import"]._sheet(
            plan.sheet.title,
            plan.book.display_name if plan.book else "",
            plan.findings,
            cells,
            averages,
        )
        if plan.foreign:
            sheet["status"] = "foreign"
        elif not plan.blocked and sheet["status"] == "refused":
            # cells that are not this user's are left out, and those that the user
            # decided to leave out; the rest goes in
            writes = sheet["counts"]["new"] or sheet["counts"]["changed"]
            sheet["status"] = "ready" if writes else "refused"
        return sheet

    @api.model
    def _show_change(self, model, change, planned, column, names):
        """One cell of the file as the preview shows it."""
        entry = names[planned.entry_id]
        shown = display if model == MARK else str
        reason = problem_text(self.env, change.problem) if change.problem else False
        return {
            "cell": planned.cell,
            "student": entry.name,
            "code": entry.code,
            "column": column,
            "old": shown(change.old),
            "new": shown(change.new),
            "status": self._status(change),
            "reason": reason,
        }

    @api.model
    def _status(self, change):
        if change.status == "same":
            return "same"
        if change.status == "refused":
            return "refused"
        return "changed" if change.old else "new"
