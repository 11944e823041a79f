from odoo import api, fields, models
from odoo.tools import SQL

from .. import regulations
from ..register.cells import Change
from ..register.values import Problem, parse
from .school_problem_text import problem_text

MARK = "school.mark"
LINE = "school.gradebook.line"


class SchoolGradebook(models.Model):
    """The gradebook as the grid and other software read and write it."""

    _inherit = "school.gradebook"

    # -- reading -----------------------------------------------------------------------

    @api.readonly
    def load_grid(self):
        """One gradebook with everything the grid shows.

        :return: a JSON-able dict: columns, rows, cells (only those that exist, by
            "line:column"), who may enter what and why not
        :raise AccessError: when the user may not read the gradebook
        """
        self.ensure_one()
        self.check_access("read")
        book = self.sudo()
        owners = self._owners(self.ids)
        locks = self.env["school.lock"]._locks_of(book)
        columns = self._grid_columns(owners, locks)
        return {
            "id": self.id,
            "name": book.name,
            "class": {"id": book.class_id.id, "name": book.class_id.name},
            "subject": {
                "id": book.subject_id.id,
                "name": book.subject_id.name,
                "kind": book.subject_kind,
            },
            "term": {
                "id": book.term_id.id,
                "name": book.term_id.name,
                "number": int(book.term_id.number),
            },
            "year": {"id": book.year_id.id, "name": book.year_id.name},
            "regulation": book.regulation,
            "teachers": book.teacher_names,
            "rounding": self._rounding_text(),
            "whole_regular": book.company_id.school_whole_regular,
            "columns": columns,
            "rows": self._grid_rows(),
            "cells": self._grid_cells(columns),
            "comment": self._grid_entry(owners, locks, False, "comment"),
            "can_import": any(column["editable"] for column in columns),
            "server_time": fields.Datetime.to_string(fields.Datetime.now()),
        }

    def _rounding_text(self):
        if self.sudo().subject_kind == "comment":
            return self.env._("Passed (Đ) only when every assessment is passed.")
        return self.env._(
            "Averages are rounded to one decimal, half up: 7.25 gives 7.3."
        )

    def _grid_entry(self, owners, locks, component_id, kind):
        """Whether this user enters that kind of entry now, and why not."""
        problem = owners.problem(self.id, component_id, "grid")
        lock = locks.find(self, kind)
        if lock:
            problem = Problem(**lock._problem())
        return {
            "editable": not problem,
            "locked": bool(lock),
            "reason": problem_text(self.env, problem) if problem else False,
        }

    def _grid_columns(self, owners, locks):
        book = self.sudo()
        whole = book.company_id.school_whole_regular and book.subject_kind == "scored"
        return [
            {
                "id": column.id,
                "kind": column.kind,
                "number": column.number,
                "label": str(column.number) if column.kind in ("tx", "dk") else "",
                "group": column._group_label(),
                "title": column._title(),
                "component": column.component_id.name or False,
                "weight": column.weight,
                "whole": whole and column.kind == "tx",
                "due": False,
                "late": False,
                **self._grid_entry(
                    owners, locks, column.component_id.id, column.kind
                ),
            }
            for column in book.assessment_ids
        ]

    def _grid_rows(self):
        today = self._today()
        lines = self.sudo().line_ids
        first = self._first_term_results() if self.sudo().term_id.number == "2" else {}
        rows = []
        for line in lines:
            enrollment, student = line.enrollment_id, line.student_id
            left = enrollment._left_text()
            reason = False
            if not line._takes_entries(today):
                reason = Problem("student_left", student=student.name, left=left)
            elif line.exempt:
                reason = Problem("student_exempt")
            rows.append(
                {
                    "id": line.id,
                    "number": line.roll_number,
                    "code": student.code,
                    "name": student.name,
                    "birth_date": fields.Date.to_string(student.birth_date),
                    "left": left or False,
                    "exempt": bool(line.exempt),
                    "editable": not reason,
                    "reason": problem_text(self.env, reason) if reason else False,
                    "result": line._result_dict(),
                    "hk1": first.get(enrollment.id, False),
                    "year_result": line._result_dict(year=True) if first else False,
                    "comment": line.comment or "",
                }
            )
        return rows

    def _first_term_results(self):
        """{enrollment: result dict} of the same class and subject in term 1."""
        book = self.sudo()
        lines = (
            self.env[LINE]
            .sudo()
            .search(
                [
                    ("gradebook_id.class_id", "=", book.class_id.id),
                    ("gradebook_id.subject_id", "=", book.subject_id.id),
                    ("gradebook_id.term_id.number", "=", "1"),
                ]
            )
        )
        return {line.enrollment_id.id: line._result_dict() for line in lines}

    def _grid_cells(self, columns):
        stored = self.env[MARK]._stored_texts(self.sudo().line_ids.ids)
        by_id = {column["id"]: column for column in columns}
        return {
            f"{line}:{column}": {
                "text": text,
                "locked": by_id[column]["locked"],
                "reason": by_id[column]["reason"] if by_id[column]["locked"] else False,
            }
            for (line, column), (_mark, text) in stored.items()
        }

    # -- writing -----------------------------------------------------------------------

    def save_cells(self, changes):
        """Save cells of one gradebook, each with the value seen before.

        Harmless when repeated: a cell that already holds the value is "same".

        :param changes: [{"line": id, "assessment": id or False for the comment,
            "value": what to store, "seen": canonical text seen before}]
        :return: {"cells": [...outcome of each change, in order...],
            "rows": [{"id", "result", "year_result"}] of the students touched}
        :raise AccessError: when the user may not read the gradebook
        """
        self.ensure_one()
        self.check_access("read")
        book = self.sudo()
        lines = set(book.line_ids.ids)
        kinds = {column.id: column.kind for column in book.assessment_ids}
        prepared = [self._prepare_change(change, lines, kinds) for change in changes]
        source = self.env["school.register.entry"]._register_source("grid")
        for model in (MARK, LINE):
            batch = [
                change
                for owner, change in prepared
                if owner == model and change.status != "refused"
            ]
            if batch:
                self.env[model]._register_apply(batch, source)
        return {
            "cells": self._outcomes(changes, prepared),
            "rows": self._touched_rows(prepared),
        }

    def _prepare_change(self, change, lines, kinds):
        """(model, Change) of one change as it came over the wire."""
        line, column = change.get("line"), change.get("assessment")
        seen = change.get("seen")
        if line not in lines or (column and column not in kinds):
            wanted = Change((0,), "value", "")
            wanted.refuse(Problem("no_such_cell"))
            return MARK, wanted
        if not column:
            text = (change.get("value") or "").strip()
            return LINE, Change((line,), "comment", text, seen)
        wanted = Change((line, column), "value", "", seen)
        book = self.sudo()
        whole = kinds[column] == "tx" and book.company_id.school_whole_regular
        try:
            value = parse(change.get("value"), book.subject_kind, whole).value
            wanted.new = value.text
        except Problem as problem:
            wanted.refuse(problem)
        return MARK, wanted

    def _outcomes(self, changes, prepared):
        clashes = [change for _m, change in prepared if change.status == "conflict"]
        last = self.env["school.journal.entry"]._last_by_cell(clashes)
        outcomes = []
        for change, (model, done) in zip(changes, prepared, strict=True):
            by, at = last.get((model, done.record, done.slot), (False, False))
            saved = done.status in ("saved", "same")
            outcomes.append(
                {
                    "line": change.get("line"),
                    "assessment": change.get("assessment") or False,
                    "status": done.status,
                    "text": done.new if saved else done.old,
                    "mine": change.get("value"),
                    "reason": problem_text(self.env, done.problem)
                    if done.problem
                    else False,
                    "code": done.problem.code if done.problem else False,
                    "by": by,
                    "at": at,
                }
            )
        return outcomes

    def _touched_rows(self, prepared):
        touched = {
            change.key[0]
            for model, change in prepared
            if model == MARK and change.status == "saved"
        }
        lines = self.env[LINE].sudo().browse(touched)
        second = self.sudo().term_id.number == "2"
        return [
            {
                "id": line.id,
                "result": line._result_dict(),
                "year_result": line._result_dict(year=True) if second else False,
            }
            for line in lines
        ]

    # -- asked for on demand -----------------------------------------------------------

    @api.readonly
    def cell_history(self, line, assessment=False):
        """Every value a cell ever had: who, when, how.

        :param line: the student's line
        :param assessment: the column, False for the teacher's comment
        :return: {"title", "summary", "entries": oldest first}
        :raise AccessError: when the user may not read the gradebook
        """
        self.ensure_one()
        self.check_access("read")
        row = self.env[LINE].sudo().browse(line).exists()
        if row.gradebook_id != self.sudo():
            self.env["school.register.entry"]._raise("no_such_cell")
        column = self.env["school.assessment"].sudo().browse(assessment or ())
        if column and column.gradebook_id != self.sudo():
            self.env["school.register.entry"]._raise("no_such_cell")
        entries = self.env["school.journal.entry"]._cell_entries(
            MARK if column else LINE,
            f"{line}:{assessment}" if column else str(line),
            "value" if column else "comment",
            self.id,
        )
        title = column._title() if column else self.env._("Comment")
        return {
            "title": f"{row.student_id.name} – {title}",
            "summary": self.env["school.journal.entry"]._summary(entries),
            "entries": entries,
        }

    @api.readonly
    def explain_average(self, line):
        """How a student's average came about, with the rule and its version.

        :param line: the student's line
        :raise AccessError: when the user may not read the gradebook
        """
        self.ensure_one()
        self.check_access("read")
        row = self.env[LINE].sudo().browse(line).exists()
        if row.gradebook_id != self.sudo():
            self.env["school.register.entry"]._raise("no_such_cell")
        rule = regulations.get(self.sudo().regulation)
        cells = row._cells_by_line(row.ids).get(row.id, [])
        explanation = rule.explain_term(
            self.sudo().subject_kind, cells, bool(row.exempt)
        )
        return {
            "title": row.student_id.name,
            "text": explanation.text,
            "formula": explanation.formula,
            "article": explanation.article,
            "regulation": f"{rule.code} ({rule.version})",
            "steps": list(explanation.steps),
        }


class SchoolGradebookLine(models.Model):
    _inherit = "school.gradebook.line"

    def _result_dict(self, year=False):
        result = self._result(year)
        return {"text": result.text, "state": result.state}


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
                "reference": entry.reference or "",
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
