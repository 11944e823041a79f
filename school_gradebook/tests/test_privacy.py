from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .common import SchoolCommon
from .guarding import GuardAsserts

PROTECTED = ("ethnicity", "disability", "policy")


@tagged("post_install", "-at_install")
class TestPrivacy(GuardAsserts, SchoolCommon, TransactionCase):
    """Who reads what the law protects: ethnicity, disability, policy, guardians."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine, cls.theirs = cls.students_a[0], cls.students_b[0]
        for student in (cls.mine, cls.theirs, cls.other_students[0]):
            student.write(
                {"ethnicity": "Tày", "disability": "Khiếm thị", "policy": "Hộ nghèo"}
            )
        cls.env["school.guardian"].create(
            [
                {"student_id": student.id, "name": "Mẹ của em", "phone": "0912000000"}
                for student in (cls.mine, cls.theirs, cls.other_students[0])
            ]
        )
        cls.env.flush_all()
        # the students whose protected data each of these people reads
        cls.readers = {
            cls.homeroom_teacher: cls.mine,
            cls.clerk: cls.mine | cls.theirs,
            cls.administrator: cls.mine | cls.theirs,
            cls.leader: cls.mine | cls.theirs,
            cls.maths_teacher: cls.env["school.student"],
            cls.sports_teacher: cls.env["school.student"],
            cls.head_teacher: cls.env["school.student"],
            cls.monitor: cls.env["school.student"],
            cls.unassigned_teacher: cls.env["school.student"],
            cls.other_teacher: cls.env["school.student"],
            cls.other_clerk: cls.other_students[0],
        }

    def each(self):
        for user, students in self.readers.items():
            self.env.invalidate_all()  # every request starts with nothing in memory
            with self.subTest(user=user.login):
                yield user, students

    def test_on_the_student(self):
        """The fields of the file are empty for everybody else, whoever asked before."""
        for user, students in self.each():
            self.mine.with_user(self.clerk).read(PROTECTED)
            visible = self.env["school.student"].with_user(user).search([])
            for values in visible.read(PROTECTED):
                allowed = values["id"] in students.ids
                shown = {values[name] for name in PROTECTED}
                expected = {"Tày", "Khiếm thị", "Hộ nghèo"} if allowed else {False}
                self.assertEqual(shown, expected)
            for values in visible.read(["can_see_profile"]):
                if values["id"] in students.ids:
                    self.assertTrue(values["can_see_profile"])

    def test_records_of_their_own(self):
        for user, students in self.each():
            for model in ("school.student.profile", "school.guardian"):
                records = self.env[model].with_user(user).search([])
                self.assertEqual(records.sudo().student_id, students)
                hidden = self.env[model].search([]) - records
                for record in hidden:
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["student_id"])
                groups = (
                    self.env[model]
                    .with_user(user)
                    .formatted_read_group([], ["student_id"], ["__count"])
                )
                self.assertEqual(len(groups), len(students))

    def test_not_by_searching_for_it(self):
        """A domain on hidden values finds nobody, so that values cannot be guessed."""
        domains = (
            [("profile_ids.ethnicity", "=", "Tày")],
            [("profile_ids.disability", "ilike", "thị")],
            [("profile_ids", "any", [("policy", "!=", False)])],
            [("guardian_ids.phone", "=", "0912000000")],
            [("guardian_ids", "ilike", "Mẹ")],
        )
        for user, students in self.each():
            for domain in domains:
                found = self.env["school.student"].with_user(user).search(domain)
                self.assertEqual(found, students.with_user(user), domain)

    def test_not_through_the_student(self):
        for user, students in self.each():
            visible = self.env["school.student"].with_user(user).search([])
            specification = {
                "guardian_ids": {"fields": {"name": {}, "phone": {}, "email": {}}},
                "profile_ids": {"fields": {name: {} for name in PROTECTED}},
                "missing": {},
                "ethnicity": {},
            }
            for values in visible.web_read(specification):
                seen = bool(values["guardian_ids"] or values["profile_ids"])
                self.assertEqual(seen, values["id"] in students.ids)

    def test_not_by_sorting_or_grouping(self):
        students = self.env["school.student"].with_user(self.maths_teacher)
        for field in PROTECTED:
            with self.assertRaises(ValueError):
                students.search([], order=field)
            with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
                students.formatted_read_group([], [field], ["__count"])

    def test_writing(self):
        """Clerk and administrator keep the files; reading alone is no right to write."""
        for user in (self.clerk, self.administrator):
            self.mine.with_user(user).write({"ethnicity": "Thái"})
            self.assertEqual(self.mine.ethnicity, "Thái")
        for user in (
            self.homeroom_teacher,
            self.maths_teacher,
            self.leader,
            self.monitor,
        ):
            for action in (
                lambda user=user: self.mine.with_user(user).write({"ethnicity": "x"}),
                lambda user=user: self.mine.profile_ids.with_user(user).write(
                    {"ethnicity": "x"}
                ),
                lambda user=user: self.mine.guardian_ids.with_user(user).write(
                    {"phone": "1"}
                ),
                lambda user=user: self.mine.with_user(user).write(
                    {"guardian_ids": [(5,)]}
                ),
            ):
                with self.assertRaises(AccessError):
                    action()

    def test_missing_names_fields_and_no_values(self):
        for user in (self.maths_teacher, self.homeroom_teacher, self.clerk):
            for text in self.students_a.with_user(user).mapped("missing"):
                self.assertNotIn("Tày", text or "")

    def test_homeroom_goes_with_the_class(self):
        """The next homeroom teacher reads the files; the last one no longer does."""
        self.class_a.homeroom_id = self.employees["maths_teacher"]
        self.assertEqual(self.mine.with_user(self.maths_teacher).ethnicity, "Tày")
        profiles = self.env["school.student.profile"].with_user(self.homeroom_teacher)
        self.assertFalse(profiles.search([]))

    def test_files_of_staff(self):
        """Teachers hold no HR rights: staff codes and positions are the office's."""
        employee = self.employees["clerk"]
        for name in ("school_code", "school_position"):
            for user in (self.maths_teacher, self.clerk, self.leader):
                with self.assertRaises(AccessError):
                    employee.with_user(user).read([name])
            self.assertTrue(employee.with_user(self.administrator).read([name]))

    def test_accounts_and_their_passwords(self):
        """Only administrators make accounts; nobody else reads their sheet."""
        self.env["hr.employee"].create(
            {
                "name": "Cô Mới",
                "company_id": self.company.id,
                "school_position": "teacher",
                "school_code": "T99",
            }
        )
        wizards = self.env["school.account.wizard"]
        wizard = wizards.with_user(self.administrator).create({})
        wizard.action_make()
        self.assertEqual(wizard.made_count, 1)
        for user in (self.maths_teacher, self.clerk, self.leader, self.monitor):
            with self.assertRaises(AccessError):
                wizards.with_user(user).create({})
            with self.assertRaises(AccessError):
                wizard.with_user(user).read(["sheet"])
            with self.assertRaises(AccessError):
                wizards.with_user(user)._make_accounts(self.employees["clerk"])
        with self.assertRaises(AccessError):
            wizard.with_user(self.other_administrator).read(["sheet"])
