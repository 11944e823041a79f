from odoo.tests import HttpCase, tagged

from .common import SchoolCommon
from .progressing import ProgressCommon


@tagged("post_install", "-at_install")
class TestProgressTours(ProgressCommon, SchoolCommon, HttpCase):
    """The walks of heads of department and leadership, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maths_a = cls.book(cls.class_a, cls.maths)
        # the browser's clock is today's: the year is the one under way
        today = cls.maths_a._today()
        cls.env["school.year"].browse(cls.year.id).date_end = today.replace(
            year=today.year + 1
        )
        cls.today = today

    def setUp(self):
        super().setUp()
        column = self.column(self.maths_a, "tx", 1)
        first = self.today.replace(day=1)
        self.set_deadline(column, f"{first} 01:00:00")
        self.enter_at(
            f"{first} 01:00:01",
            self.maths_teacher,
            self.maths_a,
            {(self.students_a[1], "tx", 1): "8.0"},
        )

    def test_head_checks_and_signs(self):
        checks = self.env["school.department.check"]
        checks.sudo()._remind(self.company, self.today)
        self.start_tour(
            "/odoo/department-checks", "school_department_check", login="head_teacher"
        )
        check = checks.search([])
        self.assertEqual(check.signed_by_id, self.head_teacher)
        self.assertEqual(check.finding, "8A: one late, talked over with the teacher")

    def test_board_to_the_late_cell(self):
        self.start_tour("/odoo/progress", "school_board_to_late_cell", login="leader")
