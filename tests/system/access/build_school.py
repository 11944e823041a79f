"""Builds the school of the access tests; run by ``odoo shell``, which gives ``env``.

It is the small school of the addon's own tests, with one more class that is nobody's
but the sports teacher's, an internal user without any role of the school, a portal
user, and an API key for everybody. What the tests need to know of it is written as
JSON into the file that SCHOOL_FACTS names.
"""

import json
import os

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.school_gradebook.tests.common import SchoolCommon

env = globals()["env"]


class NoCase:
    """Where Odoo's test case would stand."""

    @classmethod
    def setUpClass(cls):
        pass


class School(SchoolCommon, NoCase):
    pass


School.env = env
School.setUpClass()
env = School.env
FAR = {"date_from": "2098-01-01 00:00:00"}


def as_user(user):
    return env(user=user)


def make_class(name, teachings, size=5):
    """A class with students and gradebooks; ``teachings``: {subject: role}."""
    klass = env["school.class"].create({"name": name, "year_id": School.year.id})
    students = env["school.student"].create(
        [
            {
                "name": f"Học sinh {name} {number}",
                "code": f"66{name}{number:02}",
                "company_id": School.company.id,
            }
            for number in range(1, size + 1)
        ]
    )
    School._enroll(klass, students)
    env["school.teaching"].create(
        [
            {
                "class_id": klass.id,
                "subject_id": subject.id,
                "component_id": component.id if component else False,
                "employee_id": School.employees[role].id,
            }
            for subject, component, role in teachings
        ]
    )
    klass._generate_gradebooks()
    return klass


def make_people():
    plain = new_test_user(env, login="plain_user", company_id=School.company.id)
    portal = new_test_user(
        env,
        login="portal_user",
        groups="base.group_portal",
        company_id=School.company.id,
    )
    others = [
        School.other_teacher,
        School.other_administrator,
        School.other_leader,
        School.other_clerk,
    ]
    system = env.ref("base.user_admin")
    system.company_ids |= School.company
    users = [*School.users.values(), *others, plain, portal, system]
    keys = env["res.users.apikeys"]
    return {
        user.login: {
            "id": user.id,
            "name": user.name,
            "password": user.login + "x" * (8 - len(user.login)),
            "key": keys.with_user(user).sudo()._generate(None, "tests", None),
        }
        for user in users
    }


def transients(user, leader):
    """A dialog of each kind, opened by ``user``, and by ``leader`` the decisions."""
    none = [Command.clear()]
    dialogs = {
        "school.account.wizard": {},
        "school.lock.lift": {"lock_ids": none, "reason": "x"},
        "school.assessment.plan.copy": {},
        "school.anomaly.explain": {"anomaly_ids": none, "explanation": "x"},
        "school.term.choice": {"term_id": School.term_1.id},
    }
    decisions = {
        "school.lock.exception.decision": {
            "exception_ids": none,
            "decision": "refuse",
            "reason": "x",
        },
    }
    return {
        model: as_user(opener)[model].sudo().create(values).id
        for opener, made in ((user, dialogs), (leader, decisions))
        for model, values in made.items()
    }


def openings(mark, office, leader, deputy):
    """A request for opening by the mark's teacher, a far delegation of that teacher."""
    teacher = mark.create_uid
    request = as_user(teacher)["school.lock.exception"].create(
        {
            "gradebook_id": mark.gradebook_id.id,
            "assessment_ids": [Command.set(mark.assessment_id.ids)],
            "lock_ids": [Command.set([office["school.lock"]])],
            "date_to": "2098-06-01 00:00:00",
            "reason": "x",
        }
    )
    delegation = as_user(leader)["school.delegation"].create(
        {
            "company_id": mark.company_id.id,
            "employee_id": env["hr.employee"].search([("user_id", "=", teacher.id)]).id,
            "deputy_id": deputy.id,
            "date_from": "2098-01-01",
            "date_to": "2098-02-01",
            "reason": "x",
        }
    )
    return {
        "school.lock.exception": request.id,
        "school.delegation": delegation.id,
        "deputy": deputy.id,
    }


def files_of(student):
    student.write({"ethnicity": "Kinh", "policy": "Hộ nghèo"})
    guardian = env["school.guardian"].create({"student_id": student.id, "name": "Mẹ"})
    return {
        "school.student": student.id,
        "school.student.profile": student.profile_ids.id,
        "school.guardian": guardian.id,
    }


def plan_of(book):
    """The plan of the gradebook's subject and level, with its columns."""
    plans = env["school.assessment.plan"]
    names = ("year_id", "level_id", "subject_id")
    plan = plans.search([(name, "=", book[name].id) for name in names])
    if not plan:
        plan = plans.create({name: book[name].id for name in names})
        plan.action_fill()
    return plan


def place(book, kind, number, office, component):
    """{model: record} around the cell of the first student in a column."""
    line = book.line_ids[0]
    column = School.column(book, kind, number)
    chain = env["school.journal.chain"].search([("gradebook_id", "=", book.id)])
    mark = book.mark_ids.filtered(
        lambda mark: mark.line_id == line and mark.assessment_id == column
    )
    entry = env["school.journal.entry"].search([("chain_id", "=", chain.id)], limit=1)
    told = env["school.journal.entry"].search([("record", "=", mark.id)], limit=1)
    teaching = env["school.teaching"].search(
        [("class_id", "=", book.class_id.id), ("subject_id", "=", book.subject_id.id)],
        limit=1,
    )
    assert mark and entry and told and teaching, book.name
    anomaly = env["school.anomaly"]._keep_new(
        [
            {
                "kind": "shift",
                "gradebook_id": book.id,
                "assessment_id": column.id,
                "found_at": "2025-12-01 00:00:00",
                "students": 20,
            }
        ]
    )
    # a change of a mark after it was posted has the number of the journal's entry
    env.cr.execute(
        "UPDATE school_assessment SET posted_at = '2025-09-05' WHERE id = %s",
        [column.id],
    )
    records = {
        "school.level": book.level_id,
        "school.year": book.year_id,
        "school.term": book.term_id,
        "school.subject": book.subject_id,
        "school.subject.level": book.subject_id.level_ids[0],
        "school.subject.component": component,
        "school.class": book.class_id,
        "school.teaching": teaching,
        "school.enrollment": line.enrollment_id,
        "school.gradebook": book,
        "school.assessment": column,
        "school.assessment.plan": plan_of(book),
        "school.assessment.plan.line": plan_of(book).line_ids[0],
        "school.gradebook.line": line,
        "school.mark": mark,
        "school.progress": env["school.progress"].browse(column.id),
        "school.department.check": checks[teaching.employee_id.department_id],
        "school.journal.chain": chain,
        "school.journal.entry": entry,
        "school.mark.change": told,
        "school.anomaly": anomaly,
    }
    blanks = [other.id for other in book.line_ids[1:]]
    others = book.company_id == School.other_company
    leader, deputy = (
        (School.other_leader, other_deputy)
        if others
        else (School.leader, School.employees["unassigned_teacher"])
    )
    return {
        **office,
        **openings(mark, office, leader, deputy),
        **{model: record.id for model, record in records.items()},
        **files[line.student_id.id],
        "blank_lines": blanks,
        "employee": teaching.employee_id.id,
        "department": teaching.employee_id.department_id.id,
        "company": book.company_id.id,
        "rated": book.subject_id.kind == "comment",
    }


def make_checks():
    """{department: its check}; the teachers without one get departments."""
    teachings = env["school.teaching"].search(
        [("class_id", "=", School.other_class.id)]
    )
    other = teachings.employee_id
    School.employees["sports_teacher"].department_id = env["hr.department"].create(
        {
            "name": "Tổ Thể dục",
            "company_id": School.company.id,
            "manager_id": School.employees["sports_teacher"].id,
        }
    )
    other.department_id = env["hr.department"].create(
        {
            "name": "Tổ Toán",
            "company_id": School.other_company.id,
            "manager_id": other.id,
        }
    )
    for role in ("history_teacher", "geography_teacher"):
        School.employees[role].department_id = School.department
    heads = (School.head_teacher, School.sports_teacher, School.other_teacher)
    checks = [as_user(head)["school.department.check"].create({}) for head in heads]
    return {check.sudo().department_id: check for check in checks}


def office_of(company, administrator, leader, year, book):
    """The records of a school's office: a planned lock and move-in, a print, a rule."""
    rule = as_user(administrator)["school.deadline.rule"].create(
        {"kind": "days_after", "company_id": company.id}
    )
    lock = as_user(administrator)["school.lock"].create(
        {
            "company_id": company.id,
            "year_id": year.id,
            "decided_by_id": leader.id,
            "reason": "x",
            **FAR,
        }
    )
    period = as_user(leader)["school.move.in"].create(
        {
            "company_id": company.id,
            "year_id": year.id,
            "reason": "x",
            "date_to": "2099-01-01 00:00:00",
            **FAR,
        }
    )
    report = as_user(leader)["school.progress.report"].create({})
    log = env["school.print.log"]._record(
        book, [{"digest": "0" * 64}], "subject_page", "pdf"
    )
    return {
        "school.lock": lock.id,
        "school.move.in": period.id,
        "school.print.log": log.id,
        "school.progress.report": report.id,
        "school.deadline.rule": rule.id,
        "leader": leader.id,
    }


def spare_parts(company, administrator, first):
    """Years, subjects and students that nothing stands on yet."""
    schools = env(context={"allowed_company_ids": company.ids})
    years = schools["school.year"].create(
        [
            {
                "name": f"{year}-{year + 1}",
                "date_start": f"{year}-09-05",
                "company_id": company.id,
            }
            for year in range(first, first + 8)
        ]
    )
    years.term_ids.unlink()
    subjects = schools["school.subject"].create(
        [{"name": f"Môn {n}", "company_id": company.id} for n in range(16)]
    )
    students = schools["school.student"].create(
        [
            {"name": f"Dự bị {n}", "code": f"55{n:03}", "company_id": company.id}
            for n in range(24)
        ]
    )
    return {"years": years.ids, "subjects": subjects.ids, "students": students.ids}


first_of = lambda klass: klass.enrollment_ids.sorted("roll_number")[0].student_id  # noqa: E731
people = make_people()
checks = make_checks()
class_d = make_class("8D", [(School.sports, None, "sports_teacher")])
class_e = make_class(
    "8E",
    [
        (School.maths, None, "maths_teacher"),
        (School.history_geography, School.history, "history_teacher"),
        (School.history_geography, School.geography, "geography_teacher"),
        (School.sports, None, "sports_teacher"),
    ],
    size=12,
)
class_f = make_class(
    "8F",
    [
        (School.maths, None, "maths_teacher"),
        (School.maths, None, "head_teacher"),
        (School.history_geography, School.history, "history_teacher"),
        (School.history_geography, School.geography, "geography_teacher"),
    ],
    size=12,
)
class_g = make_class(
    "8G",
    [
        (School.maths, None, "maths_teacher"),
        (School.history_geography, School.history, "history_teacher"),
        (School.history_geography, School.geography, "geography_teacher"),
    ],
)
class_h = make_class(
    "8H",
    [
        (School.maths, None, "maths_teacher"),
        (School.maths, None, "head_teacher"),
        (School.history_geography, School.history, "history_teacher"),
        (School.history_geography, School.geography, "geography_teacher"),
    ],
)
other_env = env(context={"allowed_company_ids": School.other_company.ids})
other_deputy = other_env["hr.employee"].create(
    {
        "name": School.other_clerk.name,
        "user_id": School.other_clerk.id,
        "company_id": School.other_company.id,
    }
)
other_component = other_env["school.subject.component"].create(
    {"name": "Đại số", "subject_id": School.other_subject.id}
)
files = {
    student.id: files_of(student)
    for student in (
        first_of(School.class_a),
        first_of(class_d),
        first_of(School.other_class),
        first_of(class_e),
        first_of(class_f),
        first_of(class_g),
        first_of(class_h),
    )
}
maths_a = School.book(School.class_a, School.maths)
shared_a = School.book(School.class_a, School.history_geography)
sports_d = School.book(class_d, School.sports)
maths_e = School.book(class_e, School.maths)
maths_e2 = School.book(class_e, School.maths, "2")
shared_e = School.book(class_e, School.history_geography)
maths_f = School.book(class_f, School.maths)
maths_f2 = School.book(class_f, School.maths, "2")
shared_f = School.book(class_f, School.history_geography)
maths_g = School.book(class_g, School.maths)
shared_g = School.book(class_g, School.history_geography)
maths_h = School.book(class_h, School.maths)
maths_h2 = School.book(class_h, School.maths, "2")
maths_c = School.book(School.other_class, School.other_subject)
for user, book, kind, number, text in (
    (School.maths_teacher, maths_a, "tx", 1, "8.0"),
    (School.history_teacher, shared_a, "tx", 1, "8.0"),
    (School.geography_teacher, shared_a, "tx", 3, "8.0"),
    (School.sports_teacher, sports_d, "tx", 1, "D"),
    (School.other_teacher, maths_c, "tx", 1, "8.0"),
    (School.maths_teacher, maths_e, "tx", 1, "8.0"),
    (School.maths_teacher, maths_e2, "tx", 1, "8.0"),
    (School.geography_teacher, shared_e, "tx", 3, "8.0"),
    (School.maths_teacher, maths_f, "tx", 1, "8.0"),
    (School.maths_teacher, maths_f2, "tx", 1, "8.0"),
    (School.geography_teacher, shared_f, "tx", 3, "8.0"),
    (School.maths_teacher, maths_g, "tx", 1, "8.0"),
    (School.geography_teacher, shared_g, "tx", 3, "8.0"),
    (School.maths_teacher, maths_h, "tx", 1, "8.0"),
    (School.maths_teacher, maths_h2, "tx", 1, "8.0"),
):
    School.enter(user, book, {(first_of(book.class_id), kind, number): text})
office = office_of(
    School.company, School.administrator, School.leader, School.year, maths_a
)
other_office = office_of(
    School.other_company,
    School.other_administrator,
    School.other_leader,
    School.other_year,
    maths_c,
)
office |= transients(School.administrator, School.leader)
root = env.ref("base.user_root")
root_office = office | transients(root, root)
other_office |= transients(School.other_administrator, School.other_leader)
history = School.history
books = (maths_a, shared_a, sports_d, maths_e, maths_e2, shared_e, maths_c)
books += (maths_f, maths_f2, shared_f, maths_g, shared_g, maths_h, maths_h2)
facts = {
    "users": people,
    "models": sorted(
        name
        for name, model in env.registry.items()
        if name.startswith("school.") and not model._abstract
    ),
    "places": {
        "maths": place(maths_a, "tx", 1, office, history),
        "geography": place(shared_a, "tx", 3, office, history),
        "history": place(shared_a, "tx", 1, root_office, history),
        "stranger": place(sports_d, "tx", 1, root_office, history),
        "other": place(maths_c, "tx", 1, other_office, other_component),
        "doors": place(maths_e, "tx", 1, office, history),
        "doors_open": place(maths_e2, "tx", 1, office, history),
        "doors_shared": place(shared_e, "tx", 3, office, history),
        "race": place(maths_f, "tx", 1, office, history),
        "race_lock": place(maths_f2, "tx", 1, office, history),
        "race_shared": place(shared_f, "tx", 3, office, history),
        "opening": place(maths_h, "tx", 1, office, history),
        "opening_2": place(maths_h2, "tx", 1, office, history),
        "sql": place(maths_g, "tx", 1, office, history),
        "sql_shared": place(shared_g, "tx", 3, office, history),
    },
    "columns": {
        str(book.id): [
            [column.id, column.kind, column.number] for column in book.assessment_ids
        ]
        for book in books
    },
    "lines": {str(book.id): book.line_ids.ids for book in books},
    "spare": {
        "own": spare_parts(School.company, School.administrator, 2041),
        "other": spare_parts(School.other_company, School.other_administrator, 2041),
    },
    "levels": env["school.level"].search([]).ids,
    "terms": {"first": School.term_1.id, "second": School.term_2.id},
}
env.flush_all()
env.cr.commit()
with open(os.environ["SCHOOL_FACTS"], "w") as handle:  # noqa: PTH123
    json.dump(facts, handle)
