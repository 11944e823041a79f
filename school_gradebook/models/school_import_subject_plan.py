from collections import defaultdict

from .. import regulations
from ..workbooks.finding import INFO, WARNING
from ..workbooks.texts import subject_key
from .school_import_rows import PlannedRecord, selection_text


class PlannedSubject(PlannedRecord):
    """A row of the subject table with its periods and components."""

    def __init__(self, *args):
        super().__init__(*args)
        self.levels = []  # PlannedRecord
        self.grades = set()
        self.components = {}  # {key of name: PlannedRecord}


class SubjectPlan:
    """What the subject table would change: subjects, periods, components."""

    def __init__(self, env, year, sheets, rows):
        self.env = env
        self.year = year
        self.company = year.company_id
        self._sheets = sheets
        self._levels = {
            level.grade: level for level in env["school.level"].search_fetch([])
        }
        self._subjects = {
            subject_key(subject.name): subject
            for subject in env["school.subject"]
            .with_context(active_test=False)
            .search_fetch([("company_id", "=", self.company.id)])
        }
        self._running = {
            (subject.id, level.grade)
            for subject, level in env["school.gradebook"]._read_group(
                [("year_id", "=", year.id)], ["subject_id", "level_id"]
            )
        }
        self.subjects = {}  # {key of name: PlannedSubject}
        for position, row in enumerate(rows, 1):
            self._plan_subject(row, position)

    def find(self, name):
        """The subject of a name: planned, else stored and in use, else None."""
        identity = subject_key(name)
        if identity in self.subjects:
            return self.subjects[identity]
        stored = self._subjects.get(identity)
        if not stored or not stored.active:
            return None
        planned = PlannedSubject(stored, None, 0, stored.name)
        self._take_over(planned)
        self.subjects[identity] = planned
        return planned

    def taught_at(self, grade):
        """The subjects with periods at a level, planned or stored."""
        for subject in self._subjects.values():
            self.find(subject.name)
        return [s for s in self.subjects.values() if grade in s.grades]

    def _take_over(self, planned):
        """What is stored of a subject counts besides what the file says."""
        planned.grades |= set(planned.record.level_ids.level_id.mapped("grade"))
        for component in planned.record.component_ids:
            planned.components.setdefault(
                subject_key(component.name),
                PlannedRecord(component, None, 0, component.name),
            )

    def _plan_subject(self, row, position):
        sheet = self._sheets[row.sheet]
        identity = subject_key(row.name)
        stored = self._subjects.get(identity, self.env["school.subject"])
        planned = PlannedSubject(stored, sheet, row.row, row.name)
        self.subjects[identity] = planned
        if not stored:
            planned.vals.update(company_id=self.company.id, sequence=position * 10)
            planned.take("subject", "name", row.name)
        else:
            planned.note("subject", stored.name, stored.name)
            if not stored.active:
                column = stored._fields["active"]._description_string(self.env)
                planned.take("subject", "active", True, column=column)
        self._plan_kind(planned, row)
        self._plan_periods(planned, row)
        self._plan_components(planned, row)
        self._take_over(planned)
        for grade in sorted(planned.grades):
            self._check_columns(planned, row, grade)

    def _plan_kind(self, planned, row):
        planned.take(
            "form", "kind", row.kind, selection_text(self.env, "school.subject", "kind")
        )
        if planned.record and "kind" in planned.vals and self._is_running(planned):
            planned.report("subject_kind_frozen", "form", subject=planned.who)

    def _is_running(self, planned, grade=None):
        return any(
            subject == planned.record.id and grade in (None, at)
            for subject, at in self._running
        )

    def _plan_periods(self, planned, row):
        stored = {level.level_id.grade: level for level in planned.record.level_ids}
        for grade, periods in row.periods.items():
            place = ("periods", grade)
            if grade not in self._levels:
                planned.report("bad_grade", place, raw=str(grade))
                continue
            record = stored.get(grade, self.env["school.subject.level"])
            level = PlannedRecord(record, planned.sheet, row.row, planned.who)
            if not record:
                level.vals["level_id"] = self._levels[grade].id
            level.take(place, "periods", periods)
            if record and level.vals and self._is_running(planned, grade):
                level.report("periods_of_running_books", place, WARNING, grade=grade)
            planned.levels.append(level)
            planned.grades.add(grade)

    def _plan_components(self, planned, row):
        columns = defaultdict(list)
        for number, name in enumerate(row.components, 1):
            columns[name].append(str(number))
        stored = {subject_key(c.name): c for c in planned.record.component_ids}
        changed = False
        for position, (name, numbers) in enumerate(columns.items(), 1):
            identity = subject_key(name)
            record = stored.pop(identity, self.env["school.subject.component"])
            component = PlannedRecord(record, planned.sheet, row.row, planned.who)
            if not record:
                component.vals.update(name=name, sequence=position * 10)
            component.take(
                "components",
                "regular_columns",
                ",".join(numbers),
                lambda text, name=name: f"{name}: {text}" if text else "",
            )
            changed = changed or bool(component.vals)
            planned.components[identity] = component
        if not columns:
            return
        for component in stored.values():
            planned.report(
                "component_not_in_file",
                "components",
                INFO,
                component=component.name,
                subject=planned.who,
            )
        if changed and self._is_running(planned):
            planned.report(
                "components_of_running_books",
                "components",
                WARNING,
                subject=planned.who,
            )

    def _check_columns(self, planned, row, grade):
        """The list of components should name every regular column."""
        periods = row.periods.get(grade)
        if not row.components or not periods:
            return
        rule = regulations.get(regulations.scheme_for(self.year.name, grade))
        regular = [c for c in rule.columns(row.kind, periods) if c.kind == "tx"]
        if len(regular) != len(row.components):
            planned.report(
                "component_columns",
                "components",
                WARNING,
                named=len(row.components),
                columns=len(regular),
                grade=grade,
            )
