from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import FORGED_KEYS, WORKING_DAY, GuardAsserts


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestLockScope(GuardAsserts, SchoolCommon, TransactionCase):
    """What a lock covers, from when, until when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.student = cls.students_a[0]

    def lock_on(self, **scope):
        """A lock of the whole year but for ``scope``."""
        return self.lock(self.book_a, **{"term_id": False, "class_id": False, **scope})

    def is_locked(self, book, kind="tx"):
        """Whether the book's teacher is refused; fills an open cell or empties it."""
        [teacher] = book.teacher_user_ids
        student = book.line_ids[0].student_id
        if kind == "comment":
            line = self.line(book, student)
            value = "" if line.comment else "Chăm"
            change = {"line": line.id, "assessment": False, "value": value}
            [cell] = book.with_user(teacher).save_cells([change])["cells"]
        else:
            rated = book.subject_kind == "comment"
            value = ("D" if rated else "8") if not self.text(book, kind) else ""
            [cell] = self.save(teacher, book, student, kind, 1, value)["cells"]
        self.assertIn(cell["code"], (False, "locked"))
        return cell["code"] == "locked"

    def text(self, book, kind):
        marks = book.mark_ids.filtered(
            lambda mark: mark.assessment_id == self.column(book, kind)
        )
        return marks[:1]._value().text if marks else ""

    def test_scopes(self):
        books = {
            "8A maths 1": self.book_a,
            "8A maths 2": self.book(self.class_a, self.maths, "2"),
            "8B maths 1": self.book(self.class_b, self.maths),
            "8A sports 1": self.book(self.class_a, self.sports),
        }
        everything = set(books)
        level_9 = self.env["school.level"].search([("grade", "=", 9)])
        for scope, covered in (
            ({}, everything),
            ({"level_id": self.level_8.id}, everything),
            ({"level_id": level_9.id}, set()),
            ({"term_id": self.term_1.id}, everything - {"8A maths 2"}),
            ({"class_id": self.class_b.id}, {"8B maths 1"}),
            ({"subject_id": self.sports.id}, {"8A sports 1"}),
            (
                {"class_id": self.class_a.id, "subject_id": self.maths.id},
                {"8A maths 1", "8A maths 2"},
            ),
            ({"kind": "tx"}, everything),
            ({"kind": "ck"}, set()),
            ({"kind": "comment"}, set()),
        ):
            with self.subTest(scope=scope):
                lock = self.lock_on(**scope)
                locked = {name for name, book in books.items() if self.is_locked(book)}
                self.assertEqual(locked, covered)
                lock.action_lift("next case")

    def test_a_refusal_is_in_the_users_language(self):
        """Also when the caller names none, as other software does."""
        self.env["res.lang"]._activate_lang("vi_VN")
        [teacher] = self.book_a.teacher_user_ids
        teacher.lang = "vi_VN"
        self.lock_on(term_id=self.term_1.id)
        book = self.book_a.with_user(teacher).with_context(lang=False)
        line = self.line(self.book_a, self.student)
        column = self.column(self.book_a, "tx")
        change = {"line": line.id, "assessment": column.id, "value": "8", "seen": ""}
        [cell] = book.save_cells([change])["cells"]
        self.assertIn("Học kỳ I", cell["reason"])

    def test_kinds(self):
        for kind, covered in (
            ("tx", {"tx"}),
            ("gk", {"gk"}),
            ("ck", {"ck"}),
            ("comment", {"comment"}),
            (False, {"tx", "gk", "ck", "comment"}),
        ):
            with self.subTest(kind=kind):
                lock = self.lock_on(kind=kind)
                kinds = ("tx", "gk", "ck", "comment")
                locked = {name for name in kinds if self.is_locked(self.book_a, name)}
                self.assertEqual(locked, covered)
                lock.action_lift("next case")

    def test_the_second_before_and_the_moment(self):
        self.lock_on(date_from="2025-12-20 10:00:00")
        for moment, locked in (
            ("2025-12-20 09:59:59", False),
            ("2025-12-20 10:00:00", True),
            ("2026-05-01 00:00:00", True),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(self.is_locked(self.book_a), locked)

    def test_lifting_opens_what_no_other_lock_holds(self):
        whole = self.lock_on()
        part = self.lock(self.book_a)
        part.action_lift("Wrong class")
        self.assertTrue(self.is_locked(self.book_a))
        whole.action_lift("Wrong year")
        self.assertFalse(self.is_locked(self.book_a))
        self.assertEqual(
            (part.state, part.lifted_by_id, part.lift_reason),
            ("lifted", self.administrator, "Wrong class"),
        )

    def test_states(self):
        planned = self.lock_on(date_from="2025-12-20 10:00:00")
        holding = self.lock_on()
        lifted = self.lock_on()
        lifted.action_lift("By mistake")
        locks = planned | holding | lifted
        self.assertEqual(locks.mapped("state"), ["planned", "holding", "lifted"])
        for lock in locks:
            found = lock.search(
                [("state", "in", [lock.state]), ("id", "in", locks.ids)]
            )
            self.assertEqual(found, lock)

    def test_other_schools_are_not_covered(self):
        self.lock_on()
        other = self.book(self.other_class, self.other_subject)
        self.assertFalse(self.is_locked(other))

    def test_the_sentence(self):
        """What, since when by the school's clock, by whom; whoever's clock asks."""
        self.maths_teacher.tz = "America/New_York"
        self.lock(self.book_a, subject_id=self.maths.id, kind="tx")
        with freeze_time("2025-11-21 03:00:00"):
            outcome = self.save(
                self.maths_teacher, self.book_a, self.student, "tx", 1, "8"
            )
        self.assertCellRefused(
            "locked",
            outcome,
            ["8A", "Toán", "2025-2026", "20/11/2025 10:00", "Leader", "Administrator"],
        )

    def test_the_grid_shows_it(self):
        self.enter(self.maths_teacher, self.book_a, {(self.student, "tx", 1): "8.0"})
        self.lock(self.book_a, kind="tx")
        grid = self.book_a.with_user(self.maths_teacher).load_grid()
        for column in grid["columns"]:
            regular = column["kind"] == "tx"
            self.assertEqual(
                (column["locked"], column["editable"]), (regular, not regular)
            )
            if regular:
                self.assertRegex(column["reason"], self.sentence("locked"))
        [cell] = grid["cells"].values()
        self.assertTrue(cell["locked"])
        self.assertRegex(cell["reason"], self.sentence("locked"))
        self.assertTrue(grid["comment"]["editable"])


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestLockHolds(GuardAsserts, SchoolCommon, TransactionCase):
    """Nobody and nothing changes a locked cell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.student, cls.other_student = cls.students_a[:2]
        cls.mark = cls.enter(
            cls.maths_teacher, cls.book_a, {(cls.student, "tx", 1): "8.0"}
        ).with_user(cls.maths_teacher)
        cls.the_lock = cls.lock(cls.book_a)

    def test_ways_in(self):
        mark, line = self.mark, self.mark.line_id
        column = self.column(self.book_a, "tx", 2)
        new = {"line_id": line.id, "assessment_id": column.id, "score": 9}
        root = self.env.ref("base.user_root")
        self.env["school.teaching"].create(
            {
                "class_id": self.class_a.id,
                "subject_id": self.maths.id,
                "employee_id": self.employees["administrator"].id,
            }
        )
        admin = self.administrator
        for way, action in (
            ("write", lambda: mark.write({"score": 9})),
            ("clear", lambda: mark.write({"score": False})),
            ("state", lambda: mark.write({"state": "absent"})),
            ("assign", lambda: setattr(mark, "score", 9)),
            ("create", lambda: mark.create(new)),
            ("comment", lambda: line.write({"comment": "Chăm"})),
            ("sudo", lambda: mark.sudo().write({"score": 9})),
            ("sudo create", lambda: mark.sudo().create(new)),
            ("administrator", lambda: mark.with_user(admin).write({"score": 9})),
            ("line", lambda: line.write({"mark_ids": [(1, mark.id, {"score": 9})]})),
            ("line new", lambda: line.write({"mark_ids": [(0, 0, new)]})),
            (
                "gradebook",
                lambda: self.book_a.with_user(admin).write(
                    {"mark_ids": [(1, mark.id, {"score": 9})]}
                ),
            ),
            (
                "gradebook line",
                lambda: self.book_a.with_user(admin).write(
                    {"line_ids": [(1, line.id, {"comment": "Chăm"})]}
                ),
            ),
            (
                "class",
                lambda: self.class_a.with_user(admin).write(
                    {
                        "gradebook_ids": [
                            (
                                1,
                                self.book_a.id,
                                {"mark_ids": [(1, mark.id, {"score": 9})]},
                            )
                        ]
                    }
                ),
            ),
            (
                "exemption",
                lambda: line.enrollment_id.with_user(admin).write(
                    {"exempt_subject_ids": [(4, self.maths.id)]}
                ),
            ),
            ("exempt", lambda: line.with_user(admin).write({"exempt": True})),
        ):
            with self.subTest(way=way):
                self.assertRefused(
                    "locked", action, ["8A", "20/11/2025 10:00", "Leader"]
                )
        self.assertRefused(
            "not_your_gradebook", lambda: mark.with_user(root).write({"score": 9})
        )

    def test_forged_context(self):
        for key in FORGED_KEYS:
            for value in (True, False, "1"):
                value = "vi_VN" if key in ("lang", "tz") else value
                mark = self.mark.with_context(**{key: value})
                self.assertRefused("locked", lambda mark=mark: mark.write({"score": 9}))

    def test_load(self):
        """The web client's CSV import."""
        rows = [[str(self.mark.id), "9"]]
        before = self.register_state()
        outcome = (
            self.env["school.mark"]
            .with_user(self.maths_teacher)
            .load([".id", "score"], rows)
        )
        self.assertFalse(outcome["ids"])
        self.assertRegex(outcome["messages"][0]["message"], self.sentence("locked"))
        self.assertEqual(self.register_state(), before)

    def test_a_batch_over_locked_and_open_books(self):
        """All or none through the ORM: the open mark does not slip in."""
        open_book = self.book(self.class_a, self.maths, "2")
        other = self.enter(
            self.maths_teacher, open_book, {(self.student, "tx", 1): "6.0"}
        )
        self.assertRefused("locked", lambda: (self.mark | other).write({"score": 9}))

    def test_same_value_is_no_change(self):
        before = self.register_state()
        self.mark.write({"score": 8})
        outcome = self.save(self.maths_teacher, self.book_a, self.student, "tx", 1, "8")
        self.assertEqual(outcome["cells"][0]["status"], "same")
        self.assertEqual(self.register_state(), before)

    def test_columns_of_a_locked_book(self):
        column = self.column(self.book_a, "tx", 4)
        columns = column.with_user(self.administrator)
        for action in (
            lambda: columns.unlink(),
            lambda: columns.write({"component_id": self.history.id}),
            lambda: columns.create({"gradebook_id": self.book_a.id, "kind": "tx"}),
        ):
            self.assertRefused("locked", action)

    def test_a_newcomer_gets_a_row_with_locked_cells(self):
        student = self.env["school.student"].create(
            {"name": "Trần Mới", "code": "88000A99", "company_id": self.company.id}
        )
        self._enroll(self.class_a, student)
        outcome = self.save(self.maths_teacher, self.book_a, student, "tx", 1, "8")
        self.assertCellRefused("locked", outcome)


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestLockRecords(GuardAsserts, SchoolCommon, TransactionCase):
    """Locks stay as they were set; lifting is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.the_lock = cls.lock(cls.book_a)

    def test_never_edited_or_deleted(self):
        for user in (self.administrator, self.env.user, self.env.ref("base.user_root")):
            lock = self.the_lock.with_user(user)
            for action in (
                lambda lock=lock: lock.write({"reason": "Other"}),
                lambda lock=lock: lock.write({"date_from": "2026-05-01 00:00:00"}),
                lambda lock=lock: lock.write({"lifted_at": "2025-11-01 00:00:00"}),
                lambda lock=lock: lock.write({"class_id": self.class_b.id}),
            ):
                self.assertRefused("lock_kept", action)
        self.assertRefused("lock_kept", self.the_lock.with_user(self.env.user).unlink)
        for user in (self.administrator, self.leader, self.maths_teacher):
            with self.assertRaises(AccessError):
                self.the_lock.with_user(user).unlink()

    def test_forged_at_creation(self):
        lock = self.lock(
            self.book_a,
            carried_out_by_id=self.maths_teacher.id,
            lifted_at="2025-11-01 00:00:00",
            lifted_by_id=self.leader.id,
            lift_reason="Never held",
        )
        self.assertEqual(lock.carried_out_by_id, self.administrator)
        self.assertEqual(
            (lock.state, lock.lifted_at, lock.lift_reason), ("holding", False, False)
        )

    def test_a_copy_of_a_lifted_lock_holds(self):
        self.the_lock.action_lift("By mistake")
        self.assertEqual(self.the_lock.copy().state, "holding")

    def test_decided_by_leadership_of_the_school(self):
        for user in (self.administrator, self.maths_teacher, self.other_leader):
            with self.subTest(user=user.login):
                with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                    self.lock(self.book_a, decided_by_id=user.id)
                self.assertRegex(
                    str(caught.exception), self.sentence("decider_not_leadership")
                )

    def test_a_scope_that_covers_nothing_is_refused(self):
        other_year = self.env["school.year"].create(
            {
                "name": "2026-2027",
                "date_start": "2026-09-05",
                "company_id": self.company.id,
            }
        )
        level_9 = self.env["school.level"].search([("grade", "=", 9)])
        for scope in (
            {"year_id": other_year.id},
            {"term_id": other_year.term_ids[0].id},
            {"level_id": level_9.id},
        ):
            with self.subTest(scope=scope):
                with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                    self.lock(self.book_a, **scope)
                self.assertRegex(
                    str(caught.exception), self.sentence("lock_covers_nothing")
                )

    def test_who_sets_and_lifts(self):
        values = {
            "year_id": self.year.id,
            "decided_by_id": self.leader.id,
            "reason": "x",
            "company_id": self.company.id,
        }
        for user in (
            self.maths_teacher,
            self.homeroom_teacher,
            self.clerk,
            self.leader,
            self.monitor,
            self.other_administrator,
        ):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.the_lock.with_user(user).create(values)
                with self.assertRaises(AccessError):
                    self.the_lock.with_user(user).action_lift("x")
                with self.assertRaises(AccessError):
                    self.env["school.lock.lift"].with_user(user).create(
                        {"lock_ids": [(4, self.the_lock.id)], "reason": "x"}
                    ).action_lift()
        with self.assertRaises(AccessError):
            self.the_lock.with_user(self.env.ref("base.user_root")).action_lift("x")
        self.assertEqual(self.the_lock.state, "holding")

    def test_lifting_needs_a_reason_and_happens_once(self):
        for reason in ("", "  ", False):
            self.assertRefused(
                "reason_missing",
                lambda reason=reason: self.the_lock.action_lift(reason),
            )
        wizard = (
            self.env["school.lock.lift"]
            .with_user(self.administrator)
            .create({"lock_ids": [(4, self.the_lock.id)], "reason": "Wrong term"})
        )
        wizard.action_lift()
        self.assertEqual(self.the_lock.lift_reason, "Wrong term")
        self.assertRefused("lock_lifted_already", wizard.action_lift)

    def test_setting_a_lock_touches_the_books_it_covers(self):
        """A save under way has read no lock; what it wrote on collides and is redone."""
        chains = self.env["school.journal.chain"]
        touched = {
            chain.gradebook_id: chain.touched
            for chain in chains.search([("company_id", "=", self.company.id)])
        }
        self.lock(self.book_a, subject_id=self.maths.id)
        for book, count in touched.items():
            chain = chains.search([("gradebook_id", "=", book.id)])
            covered = book == self.book_a
            self.assertEqual(chain.touched, count + covered, book.name)
