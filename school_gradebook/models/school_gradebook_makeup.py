from odoo import api, fields, models

from .. import regulations
from ..register.cells import Change, is_id
from ..register.values import Problem
from ..regulations.explain import article_text
from .school_problem_text import problem_text

MARK = "school.mark"


class SchoolGradebook(models.Model):
    """Make-up tests of a gradebook, as the grid and other software see them."""

    _inherit = "school.gradebook"

    def set_makeup(self, changes):
        """Set until when missed tests of this gradebook are made up.

        :param changes: [{"line": id, "assessment": id, "date": "YYYY-MM-DD"}]
        :return: {"cells": [{"line", "assessment", "status", "makeup", "overdue",
            "reason", "code"} of each change, in order]}
        :raise AccessError: when the user may not read the gradebook
        """
        self._check_makeup_request(changes, {"line", "assessment", "date"})
        wanted = [
            Change(key, "makeup", str(change["date"] or ""))
            for key, change in zip(self._own_keys(changes), changes, strict=True)
        ]
        source = self.env["school.register.entry"]._register_source("grid")
        self.env[MARK]._register_apply(wanted, source)
        return {"cells": self._makeup_outcomes(changes, wanted)}

    def enter_consequence(self, changes):
        """Enter what the circular says of tests missed and not made up in time.

        :param changes: [{"line": id, "assessment": id}]
        :return: {"cells": [...as ``set_makeup``], "rows": as ``save_cells``}
        :raise AccessError: when the user may not read the gradebook
        """
        self._check_makeup_request(changes, {"line", "assessment"})
        keys = self._own_keys(changes)
        marks = self.env[MARK].search([("gradebook_id", "=", self.id)])
        by_key = {(mark.line_id.id, mark.assessment_id.id): mark for mark in marks}
        asked = marks.browse(
            dict.fromkeys(by_key[key].id for key in keys if key in by_key)
        )
        done = {change.key: change for change in asked._enter_consequence()}
        outcomes = [done.get(key) or self._nothing_missed(key) for key in keys]
        return {
            "cells": self._makeup_outcomes(changes, outcomes),
            "rows": self._touched_rows(
                [(MARK, change) for change in outcomes], self._scopes()[self.id]
            ),
        }

    def _check_makeup_request(self, changes, names):
        self._check_one()
        if not isinstance(changes, list | tuple) or not all(
            isinstance(change, dict) and names <= change.keys() for change in changes
        ):
            self.env["school.register.entry"]._raise("bad_makeup_changes")

    def _own_keys(self, changes):
        """(line, column) of each change; (0, 0) for a cell of another gradebook."""
        rows, kinds = self._grid_places()
        return [
            (change["line"], change["assessment"])
            if is_id(change["line"])
            and change["line"] in rows
            and is_id(change["assessment"])
            and change["assessment"] in kinds
            else (0, 0)
            for change in changes
        ]

    @api.model
    def _nothing_missed(self, key):
        change = Change(key, "value", "")
        change.refuse(Problem("makeup_not_waiting" if key[0] else "no_such_cell"))
        return change

    @api.model
    def _makeup_outcomes(self, asked, changes):
        today = self._today()
        return [
            {
                "line": wanted["line"],
                "assessment": wanted["assessment"],
                "status": change.status,
                "reason": problem_text(self.env, change.problem)
                if change.problem
                else False,
                "code": change.problem.code if change.problem else False,
                **self._makeup_facts(change.makeup_kept, today),
            }
            for wanted, change in zip(asked, changes, strict=True)
        ]

    @api.model
    def _missed_facts(self, header):
        """What the circular says of a test missed and not made up, and where."""
        rule = regulations.get(header["regulation"])
        missed = rule.missed_test(header["subject"]["kind"])
        source = f"{article_text(missed.article)} {rule.title}"
        return {"value": missed.text, "source": source}

    @api.model
    def _makeup_facts(self, day, today):
        """What the grid shows of a cell's make-up day.

        :param day: canonical text, "" for none
        """
        if not day:
            return {"makeup": False, "overdue": False}
        return {"makeup": day, "overdue": day < fields.Date.to_string(today)}
