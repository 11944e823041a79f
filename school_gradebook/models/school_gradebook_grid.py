from odoo import api, fields, models
from odoo.tools import SQL

from .. import regulations
from ..register.cells import Change, is_id
from ..register.values import Problem, parse
from .school_lock_set import Cell
from .school_problem_text import problem_text
from .school_scope import Batch, RowScope


def result_dict(state, tenths, rating):
    """A stored result as the grid shows it."""
    return {"text": regulations.Result(state, tenths, rating).text, "state": state}


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
        self._check_one()
        batch = Batch(self.env, "grid")
        batch.books = self._scopes()
        book = batch.books[self.id]
        batch.columns = self.sudo().assessment_ids._scopes()
        columns = self._grid_columns(book, batch)
        rows, cells = self._grid_rows(book, batch), self._grid_cells(book, batch)
        self._add_time(columns, rows, cells)
        header = self._grid_header()
        return {
            "id": self.id,
            "name": book.name,
            **header,
            "teachers": batch.owners.names(book),
            "rounding": self._rounding_text(book.subject_kind),
            "whole_regular": book.whole_regular,
            "columns": columns,
            "rows": rows,
            "cells": cells,
            "comment": self._grid_entry(book, batch, 0, "comment", Cell()),
            "can_import": any(column["editable"] for column in columns),
            "openings": self._opening_state(batch.locks),
            "missed": self._missed_facts(header),
            "today": fields.Date.to_string(batch.today),
            "server_time": fields.Datetime.to_string(fields.Datetime.now()),
        }

    def _grid_header(self):
        """The gradebook's class, subject, term and year, with their names."""
        [row] = self.env.execute_query(
            SQL(
                """
            SELECT c.id, c.name, s.id, s.name, s.kind, t.id, t.number, y.id, y.name,
                c.regulation
            FROM school_gradebook g JOIN school_class c ON c.id = g.class_id
            JOIN school_subject s ON s.id = g.subject_id
            JOIN school_term t ON t.id = g.term_id
            JOIN school_year y ON y.id = g.year_id WHERE g.id = %s
            """,
                self.id,
            )
        )
        terms = dict(
            self.env["school.term"]._fields["number"]._description_selection(self.env)
        )
        return {
            "class": {"id": row[0], "name": row[1]},
            "subject": {"id": row[2], "name": row[3], "kind": row[4]},
            "term": {"id": row[5], "name": terms[row[6]], "number": int(row[6])},
            "year": {"id": row[7], "name": row[8]},
            "regulation": row[9],
        }

    def _rounding_text(self, subject_kind):
        if subject_kind == "comment":
            return self.env._("Passed (Đ) only when every assessment is passed.")
        return self.env._(
            "Averages are rounded to one decimal, half up: 7.25 gives 7.3."
        )

    def _grid_entry(self, book, batch, component, kind, cell):
        """Whether this user enters that kind of entry now, and why not."""
        lock = batch.locks.problem(book, kind, cell)
        owner = batch.owners.problem(book, component, "grid")
        problem = lock or owner
        return {
            "editable": not problem,
            "locked": bool(lock),
            "mine": not owner,
            "reason": problem_text(self.env, problem) if problem else False,
        }

    def _grid_columns(self, book, batch):
        components = self.env["school.subject.component"].sudo()
        columns = self.sudo().assessment_ids
        names = {part.id: part.name for part in columns.component_id or components}
        return [
            {
                "id": column.id,
                "kind": column.kind,
                "number": column.number,
                "label": str(column.number) if column.kind in ("tx", "dk") else "",
                "group": column._group_label(),
                "title": column._title(),
                "component": names.get(column.component_id.id, False),
                "weight": column.weight,
                "whole": book.whole_regular
                and book.subject_kind == "scored"
                and column.kind == "tx",
                **self._grid_entry(
                    book,
                    batch,
                    column.component_id.id or 0,
                    column.kind,
                    batch.columns[column.id].cell(),
                ),
            }
            for column in columns
        ]

    def _grid_rows(self, book, batch):
        second = book.term_number == "2"
        rows = []
        for row in self._grid_row_facts():
            scope = RowScope(*row[:7])
            left, exempt = batch.left_problem(scope), scope.exempt
            reason = left or (Problem("student_exempt") if exempt else None)
            rows.append(
                {
                    "id": scope.id,
                    "number": row[7],
                    "code": row[8],
                    "name": scope.student,
                    "birth_date": fields.Date.to_string(row[9]),
                    "left": scope.left_text() or False,
                    "exempt": exempt,
                    "editable": not reason,
                    "reason": problem_text(self.env, reason) if reason else False,
                    "comment": row[10] or "",
                    "result": result_dict(*row[11:14]),
                    "hk1": result_dict(*row[17:20]) if second else False,
                    "year_result": result_dict(*row[14:17]) if second else False,
                }
            )
        return rows

    def _grid_row_facts(self):
        """One row per student: scope, roll, comment, term, year and first-term result."""
        return self.env.execute_query(
            SQL(
                """
            SELECT l.id, l.gradebook_id, l.company_id, COALESCE(l.exempt, FALSE),
                s.name, e.date_to, e.out_reason, e.roll_number, s.code, s.birth_date,
                l.comment,
                l.average_state, (l.average * 10)::int, l.rating,
                l.year_state, (l.year_average * 10)::int, l.year_rating,
                o.average_state, (o.average * 10)::int, o.rating
            FROM school_gradebook_line l
            JOIN school_enrollment e ON e.id = l.enrollment_id
            JOIN school_student s ON s.id = e.student_id
            LEFT JOIN school_gradebook_line o ON o.enrollment_id = l.enrollment_id
                AND o.gradebook_id = (
                    SELECT og.id FROM school_gradebook g
                    JOIN school_gradebook og
                        ON og.class_id = g.class_id AND og.subject_id = g.subject_id
                    JOIN school_term ot ON ot.id = og.term_id AND ot.number = '1'
                    WHERE g.id = %s)
            WHERE l.gradebook_id = %s ORDER BY e.roll_number, l.id
            """,
                self.id,
                self.id,
            )
        )

    def _grid_cells(self, book, batch):
        """{"line:column": text, and the lock that holds just this cell}."""
        rows = self.env.execute_query(
            SQL(
                "SELECT line_id, assessment_id, %s, %s, makeup_date::text"
                " FROM school_mark m WHERE gradebook_id = %s",
                self.env[MARK]._text_sql(),
                self.env[MARK]._since_sql(),
                self.id,
            )
        )
        cells, told = {}, {}
        for line, column, text, since, day in rows:
            scope = batch.columns[column]
            cell = scope.cell(since, text == "#absent")
            problem = batch.locks.problem(book, scope.kind, cell)
            if problem and problem not in told:
                told[problem] = problem_text(self.env, problem)
            cells[f"{line}:{column}"] = {
                "text": text,
                "locked": bool(problem),
                "reason": told.get(problem, False),
                **self._makeup_facts(day, batch.today),
            }
        return cells

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
        self._check_one()
        if not isinstance(changes, list | tuple) or not all(
            isinstance(change, dict)
            and {"line", "assessment", "value"} <= change.keys()
            for change in changes
        ):
            self.env["school.register.entry"]._raise("bad_changes")
        book = self._scopes()[self.id]
        rows, kinds = self._grid_places()
        prepared = [self._prepare_change(c, book, rows, kinds) for c in changes]
        source = self.env["school.register.entry"]._register_source("grid")
        for model in (MARK, LINE):
            batch = [
                change
                for owner, change in prepared
                if owner == model and change.status != "refused"
            ]
            if batch:
                self.env[model]._register_apply(batch, source)
        self._fill_in_stored(prepared)
        return {
            "cells": self._outcomes(changes, prepared),
            "rows": self._touched_rows(prepared, book),
        }

    def _grid_places(self):
        """({line}, {column: kind}) of the gradebook."""
        lines = SQL(
            "SELECT id FROM school_gradebook_line WHERE gradebook_id = %s", self.id
        )
        columns = SQL(
            "SELECT id, kind FROM school_assessment WHERE gradebook_id = %s", self.id
        )
        return (
            {line for (line,) in self.env.execute_query(lines)},
            dict(self.env.execute_query(columns)),
        )

    def _prepare_change(self, change, book, rows, kinds):
        """(model, Change) of one change as it came over the wire."""
        line, column = change.get("line"), change.get("assessment")
        seen = change.get("seen")
        there = is_id(line) and line in rows
        known = column in (None, False) or (is_id(column) and column in kinds)
        if not (there and known):
            wanted = Change((0,), "value", "")
            wanted.refuse(Problem("no_such_cell"))
            return MARK, wanted
        if not column:
            text = str(change.get("value") or "").strip()
            return LINE, Change((line,), "comment", text, seen)
        wanted = Change((line, column), "value", "", seen)
        whole = kinds[column] == "tx" and book.whole_regular
        try:
            value = parse(change.get("value"), book.subject_kind, whole).value
            wanted.new = value.text
        except Problem as problem:
            wanted.refuse(problem)
        return MARK, wanted

    def _outcomes(self, changes, prepared):
        clashes = [change for _m, change in prepared if change.status == "conflict"]
        last = self.env["school.journal.entry"]._last_by_cell(clashes)
        outcomes, today = [], self._today()
        for change, (model, done) in zip(changes, prepared, strict=True):
            by, at = last.get((model, done.record, done.slot), (False, False))
            saved = done.status in ("saved", "same")
            outcomes.append(
                {
                    "line": change.get("line") or False,
                    "assessment": change.get("assessment") or False,
                    "status": done.status,
                    "text": done.new if saved else done.old,
                    "mine": change.get("value") or "",
                    "reason": problem_text(self.env, done.problem)
                    if done.problem
                    else False,
                    "code": done.problem.code if done.problem else False,
                    "by": by,
                    "at": at,
                    **self._makeup_facts(done.makeup_kept, today),
                }
            )
        return outcomes

    def _touched_rows(self, prepared, book):
        touched = {
            change.key[0]
            for model, change in prepared
            if model == MARK and change.status == "saved"
        }
        if not touched:
            return []
        second = book.term_number == "2"
        rows = self.env.execute_query(
            SQL(
                "SELECT id, average_state, (average * 10)::int, rating, year_state,"
                " (year_average * 10)::int, year_rating"
                " FROM school_gradebook_line WHERE id = ANY(%s)",
                list(touched),
            )
        )
        return [
            {
                "id": row[0],
                "result": result_dict(*row[1:4]),
                "year_result": result_dict(*row[4:7]) if second else False,
            }
            for row in rows
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
        self._check_one()
        row = self._place(LINE, line)
        column = self.env["school.assessment"].sudo()
        if assessment:
            column = self._place("school.assessment", assessment)
        mark = row.mark_ids.filtered(lambda mark: mark.assessment_id == column)
        entries = self.env["school.journal.entry"]._cell_entries(
            MARK if column else LINE,
            mark.id if column else line,
            "value" if column else "comment",
            self.id,
            column.kind == "tx" and self.sudo().company_id.school_whole_regular,
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
        self._check_one()
        row = self._place(LINE, line)
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
