"""Lists of people and assignments on their way in: what they would change, and where.

Shared by the roster and the staff workbook. Both are written as a whole: their sheets
and rows lean on each other.
"""

from datetime import date

from odoo import models
from odoo.exceptions import AccessError

from ..workbooks.finding import ERROR, INFO, found
from ..workbooks.opening import coordinate
from .school_register_entry import IMPORTING


class PlannedRecord:
    """A record that a row of the workbook describes."""

    def __init__(self, record, sheet, row, who, code=""):
        self.record = record  # empty when it is new
        self.sheet = sheet
        self.row = row
        self.who = who
        self.code = code
        self.vals = {}

    def take(self, kind, field, value, show=None, column=None):
        """Compare a field with its cell; an empty cell says nothing and changes nothing.

        :param kind: what the sheet's column holds, which tells the place
        :param show: function giving the text of a value
        """
        if value in ("", None, False):
            return
        old = self.record[field] if self.record else False
        if isinstance(value, models.BaseModel):
            old, stored = old or value.browse(), value.id
        else:
            stored = value
        if old != value:
            self.vals[field] = stored
        self.note(kind, old, value, show, column)

    def note(self, kind, old, new, show=None, column=None):
        """Tell one cell as the screen shows it."""
        status = "same" if old == new else "changed" if old else "new"
        show = show or text_of
        self.sheet.cells.append(
            {
                "cell": self.sheet.cell(kind, self.row),
                "student": self.who,
                "code": self.code,
                "column": column or self.sheet.label(kind),
                "old": show(old),
                "new": show(new),
                "status": status,
                "reason": False,
            }
        )

    def report(self, code, kind, severity=ERROR, **params):
        """Report a finding at the row's cell of that kind."""
        self.sheet.report(code, self.row, kind, severity, who=self.who, **params)


class ListSheet:
    """One sheet of a list: its cells compared, its findings, the places of its columns."""

    def __init__(self, name, header=None):
        self.name = name
        self.cells = []
        self.findings = []
        self._columns = {}
        for column in header.columns if header else ():
            self._columns.setdefault((column.kind, column.number), column)
            self._columns.setdefault(column.kind, column)
        self._first = header.columns[0] if header else None

    def column(self, kind):
        """The column of a kind, or the first one of the table."""
        return self._columns.get(kind, self._first)

    def has(self, kind):
        """Whether the list has a column of that kind."""
        return kind in self._columns

    def cell(self, kind, row):
        """“E9”."""
        return coordinate(row, self.column(kind).index)

    def label(self, kind):
        """The column's header as the file writes it."""
        return self.column(kind).label

    def report(self, code, row, kind, severity=ERROR, who="", **params):
        """Add a finding at a cell; without a row it is about the whole sheet."""
        column = self.column(kind).index if row else None
        self.findings.append(
            found(code, self.name, row, column, severity=severity, who=who, **params)
        )

    @property
    def refused(self):
        """Whether an error stands in this sheet."""
        return any(finding.severity == ERROR for finding in self.findings)


def text_of(value):
    """A value as people read it: dates dd/mm/yyyy, records by name, nothing as ``""``."""
    if isinstance(value, models.BaseModel):
        return ", ".join(value.mapped("display_name"))
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value) if value else ""


def selection_text(env, model, field):
    """Function giving the label of a selection's value in the user's language."""
    labels = dict(env[model]._fields[field]._description_selection(env))
    return lambda value: labels.get(value, "")


def make_sheets(headers, findings):
    """{name: ListSheet} of a workbook with what its reader found."""
    sheets = {name: ListSheet(name, header) for name, header in headers.items()}
    for finding in findings:  # a sheet without a header has findings alone
        sheet = sheets.setdefault(finding.sheet, ListSheet(finding.sheet))
        sheet.findings.append(finding)
    return sheets


def shown_sheets(env, sheets, target):
    """The sheets as ``school.import`` answers them; one refused holds back all."""
    refused = any(sheet.refused for sheet in sheets.values())
    answers = []
    for sheet in sheets.values():
        if refused and not sheet.refused:
            sheet.report("sheet_waits", None, None, INFO)
        answer = env["school.import"]._sheet(
            sheet.name, target, sheet.findings, sheet.cells
        )
        if refused:
            answer["status"] = "refused"
        answers.append(answer)
    return answers


def check_whole(env, sheets, accept):
    """Raise unless all of the workbook may and shall be written.

    :param sheets: {name: ListSheet}
    :param accept: names of the sheets to write, None for all
    """
    refuse = env["school.register.entry"]._raise
    for sheet in sheets.values():
        for finding in sheet.findings:
            if finding.severity == ERROR:
                text = env["school.import"]._placed(finding)
                refuse("workbook_refused", text=text)
    if accept is not None:
        writes = {
            name
            for name, sheet in sheets.items()
            if any(cell["status"] != "same" for cell in sheet.cells)
        }
        if not writes <= set(accept):
            refuse("workbook_whole")


def write_all(records):
    """Write what changed of stored records; the ORM sends it in batches."""
    for planned in records:
        if planned.record and planned.vals:
            planned.record.write(planned.vals)


def written_cells(sheets):
    """How many cells were new or changed."""
    return sum(
        cell["status"] != "same" for sheet in sheets.values() for cell in sheet.cells
    )


def check_administrator(env):
    """Only administrators set up the year (requirement A1)."""
    if not env.user.has_group("school_gradebook.group_administrator"):
        raise AccessError(
            env._("Only an administrator imports the roster and the staff.")
        )


def chosen_year(env, options):
    """The school year asked for, by default the one under way.

    :raise UserError: there is none
    :raise AccessError: it is of another school
    """
    years = env["school.year"]
    asked = options.get("year_id")
    year = years.browse(asked).exists() if isinstance(asked, int) else years._current()
    if not year:
        env["school.register.entry"]._raise("year_missing")
    year.check_access("read")
    return year.with_company(year.company_id).with_context(school_source=IMPORTING)


def list_options(env, title, help_text):
    """What the import screen asks for: the year."""
    years = env["school.year"].search([("company_id", "=", env.company.id)])
    current = years._current()
    return {
        "title": title,
        "help": help_text,
        "years": [
            {"id": year.id, "name": year.name, "current": year == current}
            for year in years
        ],
        "classes": [],
    }


class ClassNames:
    """The year's classes by name; those that are missing are made from the name."""

    def __init__(self, env, year, key):
        self._key = key
        self._grades = {
            level.grade: level for level in env["school.level"].search_fetch([])
        }
        self.year = year
        self.classes = {
            key(record.name): record
            for record in env["school.class"].search_fetch(
                [("year_id", "=", year.id)], ["name", "level_id", "homeroom_id"]
            )
        }
        self.missing = {}  # {key: vals} in the order of the file

    def level(self, key):
        """The level of a class, stored or to be made; empty when the name tells none."""
        if key in self.classes:
            return self.classes[key].level_id
        grade = self.year.env["school.class"]._grade_of(key)
        return self._grades.get(grade, self.year.env["school.level"])

    def find(self, key):
        """The stored class of that name, or an empty recordset."""
        return self.classes.get(key, self.year.env["school.class"])

    def want(self, key):
        """Plan the class unless it exists; False when its level is not told."""
        if key in self.classes or key in self.missing:
            return True
        level = self.level(key)
        if not level:
            return False
        self.missing[key] = {
            "name": key,
            "year_id": self.year.id,
            "level_id": level.id,
        }
        return True

    def make(self):
        """Create the planned classes; returns their number."""
        made = self.year.env["school.class"].create(list(self.missing.values()))
        self.classes.update(zip(self.missing, made, strict=True))
        return len(made)
