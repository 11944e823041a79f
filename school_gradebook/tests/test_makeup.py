from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts

# 14 days after WORKING_DAY, and the first day after it in the school
DUE, OVERDUE = "2025-12-04", "2025-12-05 03:00:00"


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestMakeup(GuardAsserts, SchoolCommon, TransactionCase):
    """A missed test waits for its make-up test; then the circular's rule is proposed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.book(cls.class_a, cls.maths)
        cls.sport = cls.book(cls.class_a, cls.sports)
        cls.student, cls.other = cls.students_a[:2]

    def type(self, value, student=None, book=None, user=None, kind="tx", number=1):
        user = user or (
            self.sports_teacher if book == self.sport else self.maths_teacher
        )
        [cell] = self.save(
            user, book or self.first, student or self.student, kind, number, value
        )["cells"]
        return cell

    def mark(self, student=None, book=None):
        mark = (book or self.first).mark_ids.filtered(
            lambda mark: mark.student_id == (student or self.student)
        )
        mark.invalidate_recordset()
        return mark

    def absent(self, student=None, book=None, **options):
        self.type("v", student, book, **options)
        return self.mark(student, book)

    def set_day(self, day, user=None, mark=None):
        mark = mark or self.mark()
        change = {
            "line": mark.line_id.id,
            "assessment": mark.assessment_id.id,
            "date": day,
        }
        book = mark.gradebook_id.with_user(user or self.maths_teacher)
        [cell] = book.set_makeup([change])["cells"]
        return cell

    def entries(self, mark):
        found = self.env["school.journal.entry"].search(
            [("record", "=", mark.id), ("model", "=", "school.mark")], order="sequence"
        )
        return [(e.slot, e.old or "", e.new or "", e.source) for e in found]

    # -- the make-up day ---------------------------------------------------------------

    def test_an_absence_brings_its_make_up_day(self):
        cell = self.type("v")
        self.assertEqual((cell["makeup"], cell["overdue"]), (DUE, False))
        mark = self.mark()
        self.assertEqual(str(mark.makeup_date), DUE)
        self.assertEqual(mark.makeup_status, "waiting")
        entries = [entry[:3] for entry in self.entries(mark)]
        self.assertEqual(entries, [("value", "", "#absent"), ("makeup", "", DUE)])
        self.assertWhole(self.first)

    def test_the_day_is_the_schools_to_choose_and_within_the_term(self):
        self.company.school_makeup_days = 3
        self.assertEqual(str(self.absent().makeup_date), "2025-11-23")
        self.company.school_makeup_days = 365
        mark = self.absent(self.other)
        self.assertEqual(mark.makeup_date, self.term_1.date_end)

    def test_a_value_takes_the_day_away(self):
        for value in ("7", "0", ""):
            with self.subTest(value=value):
                mark = self.absent()
                self.assertTrue(mark.makeup_date)
                cell = self.type(value)
                self.assertFalse(cell["makeup"])
                self.assertFalse(self.mark().makeup_date)
                self.assertEqual(self.entries(mark)[-1][:3], ("makeup", DUE, ""))
        self.assertWhole(self.first)

    def test_every_way_in_brings_the_day(self):
        line = self.line(self.first, self.student)
        mark = (
            self.env["school.mark"]
            .with_user(self.maths_teacher)
            .create(
                {
                    "line_id": line.id,
                    "assessment_id": self.column(self.first, "gk").id,
                    "state": "absent",
                }
            )
        )
        self.assertEqual(str(mark.makeup_date), DUE)
        mark.write({"state": "recorded", "score": 7})
        self.assertFalse(mark.makeup_date)
        mark.write({"state": "absent"})
        self.assertEqual(str(mark.makeup_date), DUE)
        self.assertWhole(self.first)

    def test_the_columns_teacher_sets_another_day_of_the_term(self):
        mark = self.absent()
        cell = self.set_day("2025-12-10")
        self.assertEqual(
            (cell["status"], cell["makeup"], cell["overdue"]),
            ("saved", "2025-12-10", False),
        )
        self.assertEqual(str(self.mark().makeup_date), "2025-12-10")
        self.assertEqual(self.entries(mark)[-1][:3], ("makeup", DUE, "2025-12-10"))
        mark.with_user(self.maths_teacher).write({"makeup_date": "2025-12-11"})
        self.assertEqual(str(self.mark().makeup_date), "2025-12-11")
        self.assertEqual(self.set_day("2025-12-11")["status"], "same")
        self.assertWhole(self.first)

    def test_days_that_are_no_make_up_day(self):
        mark = self.absent()
        end = f"{self.term_1.date_end:%d/%m/%Y}"
        for day in ("2025-11-19", "2026-01-18", "", "soon", "2025-13-01"):
            with self.subTest(day=day):
                cell = self.set_day(day)
                self.assertEqual(cell["code"], "makeup_bad_day")
                self.assertIn(end, cell["reason"])
                self.assertEqual(cell["makeup"], DUE)
        teacher = mark.with_user(self.maths_teacher)
        self.assertRefused(
            "makeup_bad_day", lambda: teacher.write({"makeup_date": False})
        )
        self.type("7")
        self.assertRefused(
            "makeup_not_waiting", lambda: teacher.write({"makeup_date": DUE})
        )
        self.assertRefused(
            "makeup_not_waiting",
            lambda: teacher.write({"state": "absent", "makeup_date": DUE}),
        )

    def test_who_sets_the_day(self):
        self.absent()
        for user in (self.homeroom_teacher, self.administrator, self.leader):
            with self.subTest(user=user.login):
                cell = self.set_day("2025-12-10", user=user)
                self.assertEqual(cell["code"], "not_your_gradebook")
        with self.assertRaises(AccessError):
            self.set_day("2025-12-10", user=self.sports_teacher)
        self.assertEqual(str(self.mark().makeup_date), DUE)

    def test_the_day_is_locked_with_its_cell(self):
        self.absent()
        self.lock(self.first, kind="tx")
        self.assertEqual(self.set_day("2025-12-10")["code"], "locked")

    def test_the_history_tells_the_day(self):
        mark = self.absent()
        self.set_day("2025-12-10")
        self.type("7")
        history = self.first.with_user(self.maths_teacher).cell_history(
            mark.line_id.id, mark.assessment_id.id
        )
        told = [
            (entry["event"], entry["old"], entry["new"], entry["makeup"])
            for entry in history["entries"]
        ]
        self.assertEqual(
            told,
            [
                ("entered", "", "v", "04/12/2025"),
                ("makeup", "04/12/2025", "10/12/2025", ""),
                ("changed", "v", "7", ""),
            ],
        )

    def test_the_journal_names_the_cell_and_its_day(self):
        mark = self.absent()
        entry = self.env["school.journal.entry"].search(
            [("record", "=", mark.id), ("slot", "=", "makeup")]
        )
        self.assertEqual(entry.new_text, "04/12/2025")
        self.assertEqual(entry.place, f"{self.student.name} – ĐĐGtx 1, make-up test")

    def test_a_day_changed_around_the_register_is_found(self):
        mark = self.absent()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE school_mark SET makeup_date = '2026-01-10' WHERE id = %s", [mark.id]
        )
        outcome = self.verify(self.first)
        self.assertEqual(outcome["fault"]["code"], "value_differs")

    def test_the_grid_tells_the_day_and_what_is_overdue(self):
        mark = self.absent()
        self.type("8", self.other)
        for moment, overdue in ((WORKING_DAY, False), (OVERDUE, True)):
            with freeze_time(moment):
                grid = self.first.with_user(self.maths_teacher).load_grid()
            cell = grid["cells"][f"{mark.line_id.id}:{mark.assessment_id.id}"]
            self.assertEqual((cell["makeup"], cell["overdue"]), (DUE, overdue))
            self.assertEqual(
                sum(bool(cell["makeup"]) for cell in grid["cells"].values()), 1
            )

    # -- the consequence ---------------------------------------------------------------

    def test_the_consequence_is_proposed_and_never_silent(self):
        mark = self.absent()
        rated = self.absent(book=self.sport)
        self.assertEqual(
            mark.consequence, "0 – khoản 5 Điều 7 Thông tư 22/2021/TT-BGDĐT"
        )
        self.assertEqual(
            rated.consequence, "CĐ – khoản 5 Điều 7 Thông tư 22/2021/TT-BGDĐT"
        )
        with freeze_time(OVERDUE):
            self.assertEqual(self.mark().makeup_status, "overdue")
            self.assertEqual(self.mark().state, "absent")
            found = mark.search(mark._makeup_overdue_domain())
            self.assertEqual(found & (mark | rated), mark | rated)
        self.assertFalse(mark.search(mark._makeup_overdue_domain()) & mark)

    def test_the_columns_teacher_accepts_it(self):
        mark, rated = self.absent(), self.absent(book=self.sport)
        with freeze_time(OVERDUE):
            mark.with_user(self.maths_teacher).action_enter_consequence()
            rated.with_user(self.sports_teacher).action_enter_consequence()
        self.assertEqual((self.mark().state, self.mark().score), ("recorded", 0))
        self.assertEqual(self.mark(book=self.sport).rating, "CD")
        self.assertEqual(
            self.entries(mark)[-2:],
            [
                ("value", "#absent", "0.0", "consequence"),
                ("makeup", DUE, "", "consequence"),
            ],
        )
        history = self.first.with_user(self.maths_teacher).cell_history(
            mark.line_id.id, mark.assessment_id.id
        )
        last = history["entries"][-1]
        self.assertEqual(last["source_label"], "Consequence of the circular")
        self.assertIn("khoản 5 Điều 7", last["reference"])
        self.assertWhole(self.first | self.sport)
        self.lock(self.first)  # nothing waits any more

    def test_not_before_the_make_up_day_has_passed(self):
        mark = self.absent()
        teacher = mark.with_user(self.maths_teacher)
        for moment in (WORKING_DAY, "2025-12-04 16:59:59"):
            with freeze_time(moment):
                self.assertRefused(
                    "consequence_not_due",
                    teacher.action_enter_consequence,
                    [self.student.name],
                )
        with freeze_time("2025-12-04 17:00:00"):  # midnight in the school
            teacher.invalidate_recordset()
            teacher.action_enter_consequence()
        self.assertEqual(self.mark().score, 0)

    def test_nobody_else_accepts_it(self):
        mark = self.absent()
        with freeze_time(OVERDUE):
            for user in (self.homeroom_teacher, self.administrator, self.leader):
                with self.subTest(user=user.login):
                    self.assertRefused(
                        "not_your_gradebook",
                        mark.with_user(user).action_enter_consequence,
                    )
            with self.assertRaises(AccessError):
                mark.with_user(self.other_teacher).action_enter_consequence()
            self.assertRefused(
                "not_your_gradebook", mark.sudo().action_enter_consequence
            )

    def test_all_chosen_or_none(self):
        due, made_up = self.absent(), self.absent(self.other)
        self.set_day("2025-12-20", mark=made_up)
        chosen = (due | made_up).with_user(self.maths_teacher)
        with freeze_time(OVERDUE):
            chosen.invalidate_recordset()
            self.assertRefused("consequence_not_due", chosen.action_enter_consequence)

    def test_a_made_up_test_has_no_consequence(self):
        mark = self.absent()
        self.type("7")
        with freeze_time(OVERDUE):
            mark.invalidate_recordset()
            self.assertFalse(mark.makeup_status)
            self.assertRefused(
                "consequence_not_due",
                mark.with_user(self.maths_teacher).action_enter_consequence,
            )

    def test_the_grid_enters_it(self):
        mark, waiting = self.absent(), self.absent(self.other)
        self.set_day("2025-12-20", mark=waiting)
        book = self.first.with_user(self.maths_teacher)
        cells = [
            {"line": each.line_id.id, "assessment": each.assessment_id.id}
            for each in (mark, waiting)
        ]
        cells.append({"line": cells[0]["line"], "assessment": 0})
        cells.append({**cells[0], "assessment": self.column(self.first, "ck").id})
        with freeze_time(OVERDUE):
            answer = book.enter_consequence(cells)
        self.assertEqual(
            [(cell["status"], cell["code"]) for cell in answer["cells"]],
            [
                ("saved", False),
                ("refused", "consequence_not_due"),
                ("refused", "no_such_cell"),
                ("refused", "makeup_not_waiting"),
            ],
        )
        self.assertEqual(answer["cells"][1]["makeup"], "2025-12-20")
        [row] = answer["rows"]
        self.assertEqual(row["result"]["text"], "0.0")
        self.assertRefused("bad_makeup_changes", lambda: book.enter_consequence([1]))
        self.assertRefused("bad_makeup_changes", lambda: book.set_makeup({"line": 1}))

    def test_a_planned_closing_leaves_the_consequence_open(self):
        mark = self.absent()
        self.lock(self.first, date_from="2025-12-05 00:00:00")
        with freeze_time(OVERDUE):
            self.assertEqual(self.type("8", self.other)["code"], "locked")
            mark.with_user(self.maths_teacher).action_enter_consequence()
        self.assertEqual(self.mark().score, 0)

    # -- the lists ---------------------------------------------------------------------

    def missing(self, user, **options):
        """The marks that the menu lists for ``user``, and its default filters."""
        marks = self.env["school.mark"].with_user(user)
        action = marks.action_open_missing()
        self.assertEqual(action["res_model"], "school.mark")
        found = marks.search(marks._waiting_domain())
        return found, action.get("context") or {}

    def test_who_sees_what_is_missing(self):
        mark, rated = self.absent(), self.absent(book=self.sport)
        history = self.book(self.class_a, self.history_geography)
        part = self.absent(book=history, user=self.history_teacher)
        self.absent(
            self.students_b[0],
            self.book(self.class_b, self.maths),
            user=self.head_teacher,
        )
        self.assertEqual(self.missing(self.maths_teacher)[0], mark)
        self.assertEqual(
            set(self.missing(self.homeroom_teacher)[0]), {*mark, *rated, *part}
        )
        self.assertEqual(len(self.missing(self.leader)[0]), 4)
        self.assertFalse(self.missing(self.unassigned_teacher)[0])
        self.assertFalse(self.missing(self.other_leader)[0])
        self.assertIn("search_default_mine", self.missing(self.maths_teacher)[1])
        self.assertNotIn("search_default_mine", self.missing(self.leader)[1])

    def test_mine_are_the_columns_i_enter(self):
        history = self.book(self.class_a, self.history_geography)
        first = self.absent(book=history, user=self.history_teacher)
        third = self.absent(self.other, history, user=self.geography_teacher, number=3)
        marks = self.env["school.mark"]
        for user, own, other in (
            (self.history_teacher, first, third),
            (self.geography_teacher, third, first),
        ):
            with self.subTest(user=user.login):
                found = marks.with_user(user).search([("is_mine", "=", True)])
                self.assertEqual(found, own)
                self.assertTrue(own.with_user(user).is_mine)
                self.assertFalse(other.with_user(user).is_mine)
                self.assertIn(
                    other.with_user(user),
                    marks.with_user(user).search([("is_mine", "=", False)]),
                )

    def test_a_deputy_accepts_for_the_teacher(self):
        mark = self.absent()
        self.env["school.delegation"].with_user(self.leader).create(
            {
                "employee_id": self.employees["maths_teacher"].id,
                "deputy_id": self.employees["unassigned_teacher"].id,
                "date_from": "2025-12-01",
                "date_to": "2025-12-31",
                "reason": "Nghỉ ốm",
            }
        )
        with freeze_time(OVERDUE):
            deputy = mark.with_user(self.unassigned_teacher)
            self.assertTrue(deputy.is_mine)
            deputy.action_enter_consequence()
        entries = self.env["school.journal.entry"].search(
            [("record", "=", mark.id), ("source", "=", "consequence")]
        )
        self.assertEqual(
            set(entries.mapped("behalf")), {self.employees["maths_teacher"].name}
        )

    def test_grouping_and_searching(self):
        mark = self.absent()
        marks = self.env["school.mark"].with_user(self.leader)
        domain = marks._waiting_domain()
        for spec in (
            "class_id",
            "subject_id",
            "student_id",
            "gradebook_id",
            "makeup_date:week",
        ):
            with self.subTest(spec=spec):
                groups = marks._read_group(domain, [spec], ["__count"])
                self.assertEqual(sum(count for _key, count in groups), 1)
        for status, found in (("waiting", mark), ("overdue", marks.browse())):
            self.assertEqual(
                marks.search([*domain, ("makeup_status", "in", [status])]), found
            )

    def test_the_list_takes_few_queries_however_long(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            # read or not, as Python happens to have kept an environment of the user's
            self.leader.fetch(["company_id"])
            self.employees["maths_teacher"].sudo().fetch(["name"])
            marks = self.env["school.mark"].with_user(self.leader)
            before = self.env.cr.sql_log_count
            marks.search(marks._waiting_domain()).read(
                [
                    *("line_id", "class_id", "subject_id", "assessment_id"),
                    *("teacher_names", "makeup_date", "makeup_status"),
                    *("consequence", "can_accept"),
                ]
            )
            return self.env.cr.sql_log_count - before

        self.absent()
        self.absent(book=self.sport)
        queries()
        few = queries()
        for student in self.students_a:
            for book in (self.first, self.sport):
                self.absent(student, book, kind="ck")
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, 20)

    def test_saving_absences_takes_as_many_queries_as_marks(self):
        book = self.first.with_user(self.maths_teacher)

        def changes(value, columns):
            return [
                {"line": line.id, "assessment": column.id, "value": value}
                for line in self.first.line_ids
                for column in columns
            ]

        def queries(wanted):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            book.save_cells(wanted)
            return self.env.cr.sql_log_count - before

        first, second, third, *_rest = self.first.assessment_ids
        queries(changes("8", first))
        marks = queries(changes("8", second))
        self.assertEqual(queries(changes("v", third)), marks)
        self.assertEqual(queries(changes("v", first | second)), marks)

    # -- the lock's form ---------------------------------------------------------------

    def test_a_locks_form_lists_what_waits(self):
        mark = self.absent()
        self.absent(
            self.students_b[0],
            self.book(self.class_b, self.maths),
            user=self.head_teacher,
        )
        form = (
            self.env["school.lock"]
            .with_user(self.administrator)
            .new(
                {
                    "year_id": self.year.id,
                    "term_id": self.term_1.id,
                    "class_id": self.class_a.id,
                }
            )
        )
        self.assertEqual(form.waiting_ids._origin, mark)
        self.assertEqual(form.waiting_count, 1)
        form.kind = "ck"
        self.assertFalse(form.waiting_ids)
        form.update({"kind": False, "class_id": False})
        self.assertEqual(form.waiting_count, 2)
        self.assertEqual(
            mark.action_open_grid()["params"]["gradebook_id"], self.first.id
        )
