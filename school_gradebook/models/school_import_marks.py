from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from .. import regulations
from ..register.cells import Change
from ..workbooks.checking import ExpectedColumn, Options, Target, check_sheet
from ..workbooks.finding import found
from ..workbooks.marks import read_marks
from ..workbooks.matching import RollEntry
from ..workbooks.titles import class_key
from .school_import_sheet import SheetPlan

MARK = "school.mark"
LINE = "school.gradebook.line"
STRANGER = "not_your_gradebook"
UNREAD = "gradebook_not_yours"


class SchoolImportMarks(models.AbstractModel):
    """Mark workbooks: one class and term, one sheet per subject."""

    _name = "school.import.marks"
    _description = "Import of mark workbooks"

    @api.model
    def _options(self):
        school = [("company_id", "in", self.env.companies.ids)]
        years = self.env["school.year"].search(school)
        classes = self.env["school.class"].search(school, order="year_id desc, name")
        return {
            "title": self.env._("Import marks"),
            "help": self.env._(
                "Choose a workbook of one class and term with a sheet per subject, as"
                " today's systems export it. You see every cell before anything is"
                " written."
            ),
            "years": [{"id": year.id, "name": year.name} for year in years],
            "classes": [
                {"id": record.id, "name": record.name, "year_id": record.year_id.id}
                for record in classes
            ],
        }

    # -- reading -----------------------------------------------------------------------

    @api.model
    def _read_plan(self, data, filename, options):
        workbook = read_marks(data, filename)
        found_class = self._find_class(workbook, options)
        books = self._find_books(workbook, found_class, options)
        facts = self._book_facts(list(books.values()))
        plans = []
        for sheet in workbook.sheets:
            plan = SheetPlan(sheet)
            plans.append(plan)
            plan.findings += sheet.problems
            if sheet.readable or sheet.duplicated_rows:
                self._match_sheet(plan, found_class, books, facts, options)
        source, reference, strange = self._standing(books)
        self._set_aside(plans, strange)
        self._set_aside_unread(plans, found_class)
        self._dry_run(plans, source)
        self._tell_strangers(plans)
        self._name_locks(plans)
        self._tell_refused(plans, bool(options.get("skip_refused")))
        return {
            "title": self._title(workbook, found_class),
            "sheets": [self._show(plan, facts) for plan in plans],
            "_plans": plans,
            "_source": source,
            "_reference": reference,
        }

    @api.model
    def _title(self, workbook, found_class):
        term = workbook.term_number
        parts = [found_class.name, f"HK{'I' * term}" if term else ""]
        return " – ".join(part for part in [*parts, found_class.year_id.name] if part)

    @api.model
    def _find_class(self, workbook, options):
        """The class chosen, or else the one that the workbook names."""
        classes = self.env["school.class"]
        if options.get("gradebook_id"):
            book = self.env["school.gradebook"].browse(options["gradebook_id"])
            book.check_access("read")
            return book.sudo().class_id
        if options.get("class_id"):
            chosen = classes.browse(options["class_id"])
            chosen.check_access("read")
            return chosen
        domain = [("company_id", "=", self.env.company.id)]
        if options.get("year_id"):
            domain.append(("year_id", "=", options["year_id"]))
        elif workbook.year_name:
            domain.append(("year_id.name", "=", workbook.year_name))
        else:
            domain.append(("year_id", "=", self.env["school.year"]._current().id))
        named = class_key(workbook.class_name) if workbook.class_name else None
        match = classes.search(domain).filtered(
            lambda record: class_key(record.name) == named
        )
        if not match:
            self.env["school.register.entry"]._raise(
                "class_not_found",
                name=workbook.class_name or "–",
                year=workbook.year_name or "–",
            )
        return match[:1]

    @api.model
    def _find_books(self, workbook, found_class, options):
        """{subject name: gradebook} of the class and term that the user may read."""
        domain = [("class_id", "=", found_class.id)]
        if options.get("gradebook_id"):
            book = self.env["school.gradebook"].browse(options["gradebook_id"])
            domain.append(("term_id", "=", book.sudo().term_id.id))
        elif workbook.term_number:
            domain.append(("term_id.number", "=", str(workbook.term_number)))
        else:
            self.env["school.register.entry"]._raise("term_not_told")
        books = self.env["school.gradebook"].search(domain)
        return {book.subject_id.name: book for book in books.sudo()}

    @api.model
    def _book_facts(self, books):
        """{book id: what judging a sheet for it needs}, in a few queries."""
        rolls, stored = self._rolls([book.id for book in books])
        facts = {}
        for book in books:
            facts[book.id] = {
                "roll": rolls[book.id],
                "names": {entry.id: entry for entry in rolls[book.id]},
                "stored": stored[book.id],
                "kinds": {column.id: column.kind for column in book.assessment_ids},
                "titles": {c.id: c._title() for c in book.assessment_ids},
                "target": self._target(book),
                "rule": regulations.get(book.regulation),
            }
        return facts

    @api.model
    def _rolls(self, book_ids):
        """({book: roll}, {book: {line: (exempt, comment)}}) of the gradebooks."""
        rolls, stored = defaultdict(list), defaultdict(dict)
        rows = self.env.execute_query(
            SQL(
                """
            SELECT l.gradebook_id, l.id, s.code, s.name, s.birth_date,
                COALESCE(e.roll_number, 0), e.date_to IS NOT NULL,
                COALESCE(l.exempt, FALSE), COALESCE(l.comment, '')
            FROM school_gradebook_line l
            JOIN school_enrollment e ON e.id = l.enrollment_id
            JOIN school_student s ON s.id = e.student_id
            WHERE l.gradebook_id = ANY(%s) ORDER BY e.roll_number, l.id
            """,
                book_ids,
            )
        )
        for book, line, code, name, birth, number, left, exempt, comment in rows:
            rolls[book].append(RollEntry(line, code, name, birth, number, left))
            stored[book][line] = (exempt, comment)
        return rolls, stored

    @api.model
    def _target(self, book):
        """What a sheet for this gradebook is expected to hold."""
        whole = book.company_id.school_whole_regular
        columns = [
            ExpectedColumn(
                column.id,
                column.kind,
                column.number,
                whole and column.kind == "tx",
                column._title(),
            )
            for column in book.assessment_ids
        ]
        return Target(
            book.subject_kind,
            columns,
            book.class_id.name,
            int(book.term_id.number),
            book.year_id.name,
        )

    @api.model
    def _match_sheet(self, plan, found_class, books, facts, options):
        """Find the sheet's gradebook, read its rows and plan its changes."""
        sheet = plan.sheet
        subjects = self.env["school.subject"].search(
            [("company_id", "=", found_class.company_id.id)]
        )
        name, problem = sheet.resolve_subject(subjects.mapped("name"))
        if problem:
            plan.findings.append(problem)
            return
        if not name and options.get("gradebook_id"):
            name = (
                self.env["school.gradebook"]
                .sudo()
                .browse(options["gradebook_id"])
                .subject_id.name
            )
        book = books.get(name)
        if not book:
            code = UNREAD if name else "subject_not_told"
            plan.findings.append(
                found(code, sheet.title, subject=name or "", klass=found_class.name)
            )
            return
        plan.book = book
        fact = facts[book.id]
        plan.check = check_sheet(
            sheet,
            fact["roll"],
            fact["target"],
            self._average_of(fact, book.subject_kind),
            Options(
                bool(options.get("accept_other_order")),
                bool(options.get("accept_other_averages")),
            ),
        )
        plan.findings = plan.check.findings
        if not plan.blocked:
            self._plan_changes(plan, fact, bool(options.get("clear_blanks")))

    @api.model
    def _average_of(self, fact, subject_kind):
        """Function giving our result of a student from the values in the sheet."""
        kinds, rule, stored = fact["kinds"], fact["rule"], fact["stored"]

        def average(line, values):
            if stored[line][0]:  # exempt: no result of ours to compare
                return None
            cells = [
                (kind, values[key]) for key, kind in kinds.items() if key in values
            ]
            result = rule.term_result(subject_kind, cells, False)
            complete = len(cells) == len(kinds) and result.state == "final"
            return result.text if complete else None

        return average

    @api.model
    def _plan_changes(self, plan, fact, clear_blanks):
        for planned in plan.check.cells:
            if planned.value is None:
                continue
            if planned.value.state == "blank" and not clear_blanks:
                continue
            key = (planned.entry_id, planned.key)
            change = Change(key, "value", planned.value.text)
            plan.changes.append((MARK, change, planned, fact["titles"][planned.key]))
        for planned in plan.check.comments:
            change = Change((planned.entry_id,), "comment", planned.text)
            plan.changes.append((LINE, change, planned, self.env._("Comment")))

    @api.model
    def _standing(self, books):
        """How the journal names this import, the period that allows it, and {book id:
        why} of the gradebooks in which the user enters nothing."""
        some = self.env["school.gradebook"].browse([book.id for book in books.values()])
        scopes = some._scopes()
        owners = self.env["school.gradebook"]._owners(scopes)
        for scope in scopes.values():
            if period := owners.move_in(scope):
                return "move_in", f"{period._name},{period.id}", {}
        strange = {}
        for book in books.values():
            problem = owners.problem(scopes[book.id], 0, "import")
            if problem and problem.code == STRANGER:
                strange[book.id] = problem
        return "import", "", strange

    @api.model
    def _dry_run(self, plans, source):
        """Pass the planned changes through the guard without writing."""
        for model in (MARK, LINE):
            changes = [
                change
                for plan in plans
                for owner, change, _planned, _column in plan.changes
                if owner == model
            ]
            if changes:
                self.env[model]._register_check(changes, source)

    # -- writing -----------------------------------------------------------------------

    @api.model
    def _write_plan(self, plan, accept):
        """Write the accepted ready sheets; returns the number of cells written.

        The plan was checked in this same transaction; what passed then passes now.
        """
        written = 0
        ready = {
            sheet["name"] for sheet in plan["sheets"] if sheet["status"] == "ready"
        }
        names = ready if accept is None else ready & set(accept)
        for model in (MARK, LINE):
            changes = [
                change
                for sheet_plan in plan["_plans"]
                if sheet_plan.sheet.title in names
                for owner, change, _planned, _column in sheet_plan.changes
                if owner == model and not change.status
            ]
            if changes:
                self.env[model]._register_write(
                    changes, plan["_source"], plan["_reference"]
                )
                written += len(changes)
        return written
