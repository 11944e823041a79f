from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon, make_user
from .guarding import WORKING_DAY
from .progressing import ProgressCommon

DEADLINE = "2025-11-10 10:00:00"
SUMS = ["expected:sum", "entered:sum", "on_time:sum", "late:sum", "missing_late:sum"]
GROUPS = ("class_id", "subject_id", "employee_id", "department_id", "month:month")


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestProgressQueries(ProgressCommon, SchoolCommon, TransactionCase):
    """Boards, reminders and reports take as many queries for a big school as for a small."""

    def add_classes(self, number):
        """More classes, each with a teacher and a department of its own."""
        for index in range(number):
            user = make_user(
                self.env, f"more_{number}_{index}", "group_teacher", self.company
            )
            user.email = f"{user.login}@example.com"
            employee = self.env["hr.employee"].create(
                {"name": user.name, "user_id": user.id, "company_id": self.company.id}
            )
            employee.department_id = self.env["hr.department"].create(
                {
                    "name": f"Tổ {number} {index}",
                    "company_id": self.company.id,
                    "manager_id": employee.id,
                }
            )
            klass = self.env["school.class"].create(
                {"name": f"8M{number}{index}", "year_id": self.year.id}
            )
            self.env["school.teaching"].create(
                {
                    "class_id": klass.id,
                    "subject_id": self.maths.id,
                    "employee_id": employee.id,
                }
            )
            student = self.env["school.student"].create(
                {"name": "Trần Mới", "code": klass.name, "company_id": self.company.id}
            )
            self._enroll(klass, student)
            klass._generate_gradebooks()
        self.set_deadline(
            self.env["school.assessment"].search(
                [("kind", "=", "tx"), ("company_id", "=", self.company.id)]
            ),
            DEADLINE,
        )

    def queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        # read or not, as Python happens to have kept an environment of the users'
        (self.leader | self.head_teacher | self.maths_teacher).fetch(["company_id"])
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def grown(self, action):
        """Queries of ``action()`` with 2 classes more and with 8 more, caches warm."""
        counts = []
        for number in (2, 6):
            self.add_classes(number)
            counts.append(self.warm(action))
        return counts

    def warm(self, action):
        """Queries of ``action()`` when it was done before."""
        action()
        return self.queries(action)

    def open_board(self, user):
        """As the web client opens the board: groups, then a page of rows."""
        board = self.env["school.progress"].with_user(user)
        dated = [("deadline", "!=", False)]
        for group in GROUPS:
            board.web_read_group(dated, [group], SUMS)
        specification = {
            **{name: {} for name in ("teachers", "deadline", "state", "progress")},
            **{name.split(":")[0]: {} for name in SUMS},
            **{
                name: {"fields": {"display_name": {}}}
                for name in ("class_id", "subject_id", "assessment_id", "department_id")
            },
        }
        board.web_search_read(
            [*dated, ("missing_late", ">", 0)], specification, limit=80
        )

    def test_one_grouping_of_the_board(self):
        board = self.env["school.progress"].with_user(self.leader)
        for group in GROUPS:
            with self.subTest(group=group):
                count = self.warm(
                    lambda group=group: board.web_read_group([], [group], SUMS)
                )
                self.assertLessEqual(count, 20)

    def test_board(self):
        """Five groupings and a page of rows together."""
        few, many = self.grown(lambda: self.open_board(self.leader))
        self.assertEqual(few, many)
        self.assertLessEqual(few, 24)

    def test_rows_of_the_board(self):
        board = self.env["school.progress"].with_user(self.leader)
        few, many = self.grown(
            lambda: board.web_search_read(
                [("missing_late", ">", 0)],
                {
                    "class_id": {"fields": {"display_name": {}}},
                    "subject_id": {"fields": {"display_name": {}}},
                    "assessment_id": {"fields": {"display_name": {}}},
                    "department_id": {"fields": {"display_name": {}}},
                    "late": {},
                    "progress": {},
                },
                limit=80,
            )
        )
        self.assertEqual(few, many)
        self.assertLessEqual(few, 20)

    def test_board_of_a_head_and_of_a_teacher(self):
        self.add_classes(1)
        users = (self.head_teacher, self.maths_teacher)
        few = [self.warm(lambda user=user: self.open_board(user)) for user in users]
        self.add_classes(4)
        many = [self.warm(lambda user=user: self.open_board(user)) for user in users]
        self.assertEqual(few, many)

    def test_reminders(self):
        """A morning for 6 teachers more takes as many queries."""
        counts = []
        for number in (4, 10):
            self.add_classes(number)
            self.env["mail.activity"].search([]).unlink()
            self.env["mail.mail"].search([]).unlink()
            self.env["res.users"].search([]).school_digest_on = False
            progress = self.env["school.progress"].with_company(self.company)
            today = progress.env["school.gradebook"]._today()
            counts.append(
                self.queries(lambda p=progress, t=today: p._remind(self.company, t))
            )
        self.assertLessEqual(counts[1], counts[0])

    def test_checks_and_report(self):
        checks = self.env["school.department.check"]
        reports = self.env["school.progress.report"]
        month = reports._this_month()
        few, many = self.grown(lambda: reports._snapshot(self.company, month))
        self.assertEqual(few, many)
        self.assertLessEqual(few, 20)
        checks._open_month(self.company, month)
        listed = checks.with_user(self.leader)
        few = self.warm(
            lambda: listed.web_search_read(
                [],
                {
                    "month_text": {},
                    "department_id": {"fields": {"display_name": {}}},
                    "head_id": {"fields": {"display_name": {}}},
                    "signed_at": {},
                    "state": {},
                },
            )
        )
        self.assertLessEqual(few, 20)
