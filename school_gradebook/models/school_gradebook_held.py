from odoo import api, fields, models

from ..register.cells import Change
from ..register.values import Problem
from ..workbooks.texts import read_date, shown

COLUMN = "school.assessment"


class SchoolGradebook(models.Model):
    """The days of the tests, as the grid and other software record and read them."""

    _inherit = "school.gradebook"

    def record_held(self, changes):
        """Record on which days tests were held, each with the day seen before.

        Harmless when repeated: a column that already holds the day is "same".

        :param changes: [{"assessment": id, "date": "2025-10-01" or "" to clear, "seen":
            the day seen before, omit or None: not compared}]
        :return: {"cells": [...outcome of each change, as ``save_cells``...],
            "columns": [{"id", "planned", "held", "deadline", "due", "late"}] of those
            touched}
        :raise AccessError: when the user may not read the gradebook
        """
        self._check_one()
        if not isinstance(changes, list | tuple) or not all(
            isinstance(change, dict) and {"assessment", "date"} <= change.keys()
            for change in changes
        ):
            self.env["school.register.entry"]._raise("bad_held_changes")
        _rows, kinds = self._grid_places()
        prepared = [self._prepare_held(change, kinds) for change in changes]
        batch = [change for change in prepared if change.status != "refused"]
        if batch:
            source = self.env["school.register.entry"]._register_source("grid")
            self.env[COLUMN]._register_apply(batch, source)
        told = [
            {"assessment": change.get("assessment"), "value": change.get("date")}
            for change in changes
        ]
        touched = {change.key[0] for change in prepared if change.status == "saved"}
        return {
            "cells": self._outcomes(told, [(COLUMN, change) for change in prepared]),
            "columns": [
                facts for facts in self._held_facts() if facts["id"] in touched
            ],
        }

    def _prepare_held(self, change, kinds):
        """The ``Change`` of one day as it came over the wire."""
        column, raw = change.get("assessment"), change.get("date")
        known = type(column) is int and column in kinds
        wanted = Change((column if known else 0,), "held", "", change.get("seen"))
        if not known:
            wanted.refuse(Problem("no_such_cell"))
            return wanted
        try:
            day = read_date("" if raw is False else raw)
        except ValueError:
            wanted.refuse(Problem("bad_date", raw=shown(raw)))
            return wanted
        wanted.new = fields.Date.to_string(day) or ""
        return wanted

    @api.readonly
    def held_history(self, assessment):
        """Every day ever recorded for a column's test: who, when, how.

        :param assessment: the column
        :return: {"title", "summary", "entries": oldest first}
        :raise AccessError: when the user may not read the gradebook
        """
        self._check_one()
        column = self._place(COLUMN, assessment)
        journal = self.env["school.journal.entry"]
        entries = journal._cell_entries(COLUMN, column.id, "held", self.id)
        return {
            "title": self.env._("%(column)s – held on", column=column._title()),
            "summary": journal._summary(entries),
            "entries": entries,
        }

    def action_open_columns(self):
        """Open these gradebooks' columns with their days and deadlines."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "school_gradebook.school_assessment_action"
        )
        action["domain"] = [("gradebook_id", "in", self.ids)]
        action["context"] = {}
        return action

    # -- what the grid shows of a column's time ------------------------------------------

    def _held_facts(self):
        """The columns' days and deadlines, with what the stored marks say of them."""
        columns = self.sudo().assessment_ids
        missing = columns._missing_counts()
        return [column._time_facts(missing.get(column.id, 0)) for column in columns]

    @api.model
    def _add_time(self, columns, rows, cells):
        """Add the columns' days and deadlines to what ``load_grid`` read.

        A column is late when its deadline has passed and a student who takes it has a
        blank cell; due while the deadline is near.
        """
        waiting = [row["id"] for row in rows if row["editable"]]
        records = self.env[COLUMN].sudo().browse([column["id"] for column in columns])
        for column, record in zip(columns, records, strict=True):
            missing = sum(
                not cells.get(f"{line}:{record.id}", {}).get("text") for line in waiting
            )
            column.update(record._time_facts(missing))


class SchoolAssessment(models.Model):
    _inherit = COLUMN

    def _time_facts(self, missing):
        """A column's days and deadline as the grid shows them.

        :param missing: how many of its cells are still blank
        """
        self.ensure_one()
        company = self.company_id
        now = fields.Datetime.now()
        soon = fields.Datetime.add(now, days=company.school_warning_days)
        state = self._state(missing, now, soon)
        local = self.deadline and self._local(self.deadline)
        return {
            "id": self.id,
            "planned": fields.Date.to_string(self.planned_date) or False,
            "held": fields.Date.to_string(self.held_date) or False,
            "deadline": local.strftime("%d/%m/%Y %H:%M") if local else False,
            "due": state == "due",
            "late": state == "late",
        }
