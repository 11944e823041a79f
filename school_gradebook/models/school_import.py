import base64
import binascii
import hashlib
import json

from openpyxl.utils.cell import coordinate_to_tuple

from odoo import api, fields, models

from ..register.values import Problem
from ..workbooks.finding import ERROR, found
from ..workbooks.problem_copy import write_problem_copy
from .school_problem_text import problem_text


class SchoolImport(models.AbstractModel):
    """Workbooks come in by one road: look first, then write what was looked at.

    A kind of workbook is an abstract model ``school.import.<kind>`` with ``_read`` and
    ``_write``. Nothing is kept on the server between the two steps: the file comes
    again, and the digest says whether what would be written is still what was shown.
    """

    _name = "school.import"
    _description = "Import of workbooks"

    @api.model
    def _kind(self, kind):
        name = f"school.import.{kind}"
        if kind not in ("marks", "roster", "staff", "plan") or name not in self.env:
            self.env["school.register.entry"]._raise("unknown_import", kind=str(kind))
        # nobody without a role here has the server open files
        self.env["school.gradebook"].check_access("read")
        return self.env[name]

    @api.model
    def _bytes(self, content):
        try:
            return base64.b64decode(content or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            return self.env["school.register.entry"]._raise("not_a_file")

    @api.readonly
    @api.model
    def options(self, kind):
        """What the import screen asks for before the file.

        :param kind: "marks", "roster", "staff" or "plan"
        :return: {"title", "help", "years", "classes"}, for some "template_url"
        """
        return self._kind(kind)._options()

    @api.model
    def preview(self, kind, filename, content, options=None):
        """Read a workbook and tell what it would change; writes nothing.

        :param kind: "marks", "roster", "staff" or "plan"
        :param content: the file, base64
        :param options: {"year_id", "class_id", "gradebook_id", "accept_other_order",
            "accept_other_averages", "skip_refused", "clear_blanks"}, each may be
            missing
        :return: see the addon's readme, "Importing"
        :raise UserError: the file cannot be read at all
        """
        plan = self._plan(kind, filename, self._bytes(content), options or {})
        return self._answer(kind, plan, done=False, written=0)

    @api.model
    def apply(self, kind, filename, content, options=None, digest=None, accept=None):
        """Write what a preview showed: every accepted sheet whole or nothing.

        :param digest: of the preview; when what would be written has changed since,
            nothing is
        :param accept: names of the sheets to write, None for every ready one
        :return: as ``preview``, with "done" and the number "written"
        :raise UserError: the file cannot be read, was changed, or a sheet is refused
        """
        plan = self._plan(kind, filename, self._bytes(content), options or {})
        if not digest or digest != plan["digest"]:
            self.env["school.register.entry"]._raise("preview_outdated")
        written = self._kind(kind)._write_plan(plan, accept)
        return self._answer(kind, plan, done=True, written=written)

    @api.model
    def _plan(self, kind, filename, data, options):
        try:
            plan = self._kind(kind)._read_plan(data, filename or "", options)
        except Problem as problem:
            self.env["school.register.entry"]._raise_problem(problem)
        shown = json.dumps(plan["sheets"], sort_keys=True, default=str).encode()
        plan["digest"] = hashlib.sha256(data + b"\0" + shown).hexdigest()
        return plan

    @api.model
    def _answer(self, kind, plan, done, written):
        return {
            "kind": kind,
            "digest": plan["digest"],
            "title": plan["title"],
            "sheets": plan["sheets"],
            "done": done,
            "written": written,
            "has_marked_copy": not done and bool(self._marks_on(plan)),
            "server_time": fields.Datetime.to_string(fields.Datetime.now()),
        }

    @api.model
    def marked_copy(self, kind, filename, content, options=None):
        """The user's own workbook with what a preview found marked at its cells.

        :return: {"filename", "content": base64}
        :raise UserError: the file cannot be read at all
        """
        data = self._bytes(content)
        plan = self._plan(kind, filename, data, options or {})
        try:
            copy = write_problem_copy(
                data, self._marks_on(plan), lambda finding: finding.params["text"]
            )
        except Problem as problem:
            self.env["school.register.entry"]._raise_problem(problem)
        stem = (filename or "").rsplit(".", 1)[0] or "file"
        return {
            "filename": f"{stem} - {self.env._('marked')}.xlsx",
            "content": base64.b64encode(copy).decode(),
        }

    @api.model
    def _marks_on(self, plan):
        """What the preview shows at cells, as findings with their text."""
        marks = []
        for sheet in plan["sheets"]:
            if sheet["status"] == "foreign":
                continue
            shown = [(m["severity"], m["cell"], m["text"]) for m in sheet["messages"]]
            shown += [
                (ERROR, cell["cell"], cell["reason"])
                for cell in sheet["cells"]
                if cell["status"] == "refused" and cell["reason"]
            ]
            for severity, cell, text in shown:
                place = coordinate_to_tuple(cell) if cell else ()
                marks.append(
                    found("marked", sheet["name"], *place, severity=severity, text=text)
                )
        return marks

    # -- shared by the kinds ---------------------------------------------------------

    @api.model
    def _messages(self, findings):
        """Findings of the workbook readers as the screen shows them."""
        return [
            {
                "severity": finding.severity,
                "code": finding.code,
                "cell": finding.cell or False,
                "row": finding.row or False,
                "who": finding.who or False,
                "text": self._placed(finding),
            }
            for finding in findings
        ]

    @api.model
    def _placed(self, finding):
        """A finding's sentence after its place: the sheet, the cell, the student."""
        place = [self.env._("sheet “%(sheet)s”", sheet=finding.sheet)]
        if finding.cell:
            place.append(self.env._("cell %(cell)s", cell=finding.cell))
        if finding.who:
            place.append(finding.who)
        where = ", ".join(place)
        sentence = problem_text(self.env, finding)
        if f"“{finding.sheet}”" in sentence and (finding.cell or "“") in sentence:
            return sentence  # it names its place itself
        return f"{where[:1].upper()}{where[1:]}: {sentence}"

    @api.model
    def _sheet(self, name, target="", findings=(), cells=(), averages=()):
        """One sheet of an answer; it is ready when nothing in it is an error."""
        counts = dict.fromkeys(("new", "same", "changed", "refused"), 0)
        for cell in cells:
            counts[cell["status"]] += 1
        refused = any(finding.severity == ERROR for finding in findings)
        if refused or counts["refused"]:
            status = "refused"
        elif counts["new"] or counts["changed"]:
            status = "ready"
        else:
            status = "nothing"
        return {
            "name": name,
            "target": target,
            "status": status,
            "counts": counts,
            "messages": self._messages(findings),
            "cells": [cell for cell in cells if cell["status"] != "same"],
            "averages": list(averages),
        }
