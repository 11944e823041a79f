from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestLockException(GuardAsserts, SchoolCommon, TransactionCase):
    """A teacher asks for locked cells; leadership opens exactly those, for a while."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.book(cls.class_a, cls.maths)
        cls.student = cls.students_a[0]
        cls.enter(cls.maths_teacher, cls.first, {(cls.student, "tx", 1): "8.0"})
        cls.term_lock = cls.lock(cls.first, subject_id=cls.maths.id)

    def ask(self, *columns, user=None, book=None, **options):
        """The request that ``user`` makes from the grid, as a record."""
        book = book or self.first
        wanted = [self.column(book, *column).id for column in columns]
        options = {"reason": "Kiểm tra bù", **options}
        answer = (
            book.with_user(user or self.maths_teacher)
            .with_context(tracking_disable=True)
            .request_opening(wanted, **options)
        )
        return self.env["school.lock.exception"].browse(answer["id"])

    def granted(self, *columns, **options):
        request = self.ask(*columns, **options)
        request.with_user(self.leader).action_grant()
        return request

    def try_cell(self, kind="tx", number=1, user=None, value="9", book=None):
        """Status and code of one change at the first student's cell."""
        answer = self.save(
            user or self.maths_teacher,
            book or self.first,
            self.student,
            kind,
            number,
            value,
        )
        [cell] = answer["cells"]
        return cell["status"], cell["code"]

    LOCKED = ("refused", "locked")
    SAVED = ("saved", False)

    def test_asked_and_granted_opens_exactly_those_columns(self):
        request = self.ask(("tx", 1))
        self.assertEqual(request.lock_ids, self.term_lock)
        self.assertEqual(self.try_cell(), self.LOCKED, "asking opens nothing")
        request.with_user(self.leader).action_grant()
        self.assertEqual(self.try_cell(), self.SAVED)
        self.assertEqual(self.try_cell("tx", 2), self.LOCKED, "another column")
        second = self.book(self.class_a, self.maths, "2")
        self.lock(second, subject_id=self.maths.id)
        self.assertEqual(self.try_cell(book=second), self.LOCKED, "another term")

    def test_every_use_is_in_the_history(self):
        request = self.granted(("tx", 1))
        self.try_cell()
        history = self.first.with_user(self.maths_teacher).cell_history(
            self.line(self.first, self.student).id, self.column(self.first, "tx").id
        )
        self.assertIn("Kiểm tra bù", history["entries"][-1]["reference"])
        self.assertEqual(request.use_count, 1)
        entries = self.env["school.journal.entry"].search(
            request.action_open_uses()["domain"]
        )
        self.assertEqual(entries.mapped("new"), ["9.0"])
        self.assertWhole(self.first)

    def test_it_expires_by_itself(self):
        with freeze_time("2025-11-20 03:00:00"):
            request = self.granted(("tx", 1), until="2025-11-22")
        self.assertEqual(
            request.date_to, fields.Datetime.to_datetime("2025-11-22 16:59:59")
        )
        for moment, outcome, status in (
            ("2025-11-22 16:59:58", self.SAVED, "granted"),
            ("2025-11-22 16:59:59", self.LOCKED, "expired"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                request.invalidate_recordset(["status"])
                value = "9" if status == "granted" else "7"
                self.assertEqual(self.try_cell(value=value), outcome)
                self.assertEqual(request.status, status)
                found = request.search([("status", "in", [status])])
                self.assertIn(request, found)

    def test_revoked_opens_nothing(self):
        request = self.granted(("tx", 1))
        request.with_user(self.leader).action_revoke("Nhầm lớp")
        self.assertEqual(self.try_cell(), self.LOCKED)
        self.assertEqual(request.revoke_reason, "Nhầm lớp")
        self.assertRefused(
            "opening_decided", lambda: request.with_user(self.leader).action_grant()
        )

    def test_refused_opens_nothing(self):
        request = self.ask(("tx", 1))
        self.assertRefused(
            "reason_missing", lambda: request.with_user(self.leader).action_refuse(" ")
        )
        request.with_user(self.leader).action_refuse("Hết hạn")
        self.assertEqual(self.try_cell(), self.LOCKED)

    def test_other_users_gain_nothing(self):
        self.granted(("tx", 1))
        for user in (self.homeroom_teacher, self.administrator, self.leader):
            with self.subTest(user=user.login):
                status, _code = self.try_cell(user=user)
                self.assertEqual(status, "refused")
        # a colleague who owns the column, too, is not named by the opening
        self.env["school.teaching"].create(
            {
                "class_id": self.class_a.id,
                "subject_id": self.maths.id,
                "employee_id": self.employees["head_teacher"].id,
            }
        )
        self.assertEqual(self.try_cell(user=self.head_teacher), self.LOCKED)

    def test_two_locks_and_one_opening_stay_closed(self):
        self.granted(("tx", 1))
        late = self.lock(self.first, subject_id=self.maths.id, kind="tx")
        self.assertEqual(self.try_cell(), self.LOCKED)
        late.with_user(self.administrator).action_lift("Nhầm")
        self.assertEqual(self.try_cell(), self.SAVED)

    def test_comments_are_opened_when_asked(self):
        line = self.line(self.first, self.student)
        change = {"line": line.id, "assessment": False, "value": "Chăm", "seen": ""}
        book = self.first.with_user(self.maths_teacher)
        self.granted(("tx", 1))
        self.assertCellRefused("locked", book.save_cells([change]))
        self.granted(("tx", 1), comments=True)
        [cell] = book.save_cells([change])["cells"]
        self.assertEqual(cell["status"], "saved")

    def test_nobody_decides_for_themselves_and_only_leadership_decides(self):
        request = self.ask(("tx", 1))
        for user in (self.maths_teacher, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user).action_grant()
        # a vice principal who teaches
        self.maths_teacher.group_ids += self.env.ref(
            "school_gradebook.group_leadership"
        )
        self.assertRefused(
            "opening_own", lambda: request.with_user(self.maths_teacher).action_grant()
        )
        request.with_user(self.leader).action_grant()
        self.assertEqual(request.decided_by_id, self.leader)

    def test_nothing_on_it_can_be_forged(self):
        model = self.env["school.lock.exception"].with_user(self.maths_teacher)
        column = self.column(self.first, "tx")
        wanted = {
            "gradebook_id": self.first.id,
            "assessment_ids": [Command.set(column.ids)],
            "date_to": "2026-01-01 00:00:00",
            "reason": "x",
        }
        forged = model.create(
            {**wanted, "state": "granted", "decided_by_id": self.leader.id}
        )
        self.assertEqual((forged.state, forged.decided_by_id.id), ("requested", False))
        self.assertEqual(self.try_cell(), self.LOCKED)
        for values in (
            {"state": "granted"},
            {"date_to": "2030-01-01"},
            {"reason": "y"},
        ):
            with self.subTest(values=values):
                self.assertRefused(
                    "opening_kept", lambda values=values: forged.sudo().write(values)
                )
        self.assertRefused("opening_kept", forged.sudo().unlink)
        self.assertRefused(
            "opening_for_others",
            lambda: model.create(
                {**wanted, "user_ids": [Command.set(self.head_teacher.ids)]}
            ),
        )
        book = self.book(self.class_b, self.maths)
        with self.assertRaises(AccessError):
            model.create(
                {
                    **wanted,
                    "gradebook_id": book.id,
                    "assessment_ids": [Command.set(self.column(book, "tx").ids)],
                }
            )

    def test_asking_for_open_cells_or_in_the_past_is_told(self):
        self.assertRefused(
            "opening_over", lambda: self.ask(("tx", 1), until="2025-11-19")
        )
        self.term_lock.with_user(self.administrator).action_lift("x")
        self.assertRefused("opening_of_open_cells", lambda: self.ask(("tx", 1)))

    def test_leadership_opens_for_a_teacher_unasked(self):
        opening = (
            self.env["school.lock.exception"]
            .with_user(self.leader)
            .create(
                {
                    "gradebook_id": self.first.id,
                    "assessment_ids": [Command.set(self.column(self.first, "gk").ids)],
                    "user_ids": [Command.set(self.maths_teacher.ids)],
                    "date_to": "2025-11-25 00:00:00",
                    "reason": "Chấm xong muộn",
                }
            )
        )
        opening.action_grant()
        self.assertEqual(self.try_cell("gk"), self.SAVED)

    def test_many_are_decided_at_once_or_none(self):
        requests = self.ask(("tx", 1)) | self.ask(("tx", 2)) | self.ask(("tx", 3))
        requests.with_user(self.leader).action_grant()
        self.assertEqual(set(requests.mapped("state")), {"granted"})
        self.assertEqual(self.try_cell("tx", 3), self.SAVED)
        more = self.ask(("gk", 1)) | requests[0]
        self.assertRefused(
            "opening_decided", lambda: more.with_user(self.leader).action_grant()
        )
        self.assertEqual(more[0].state, "requested")

    def test_leaders_are_told_and_the_teacher_hears_the_answer(self):
        request = self.ask(("tx", 1))
        self.assertEqual(request.activity_ids.user_id, self.leader)
        mails = request.message_ids.filtered(
            lambda message: self.leader.partner_id in message.partner_ids
        )
        notified = self.env["mail.message"].search(
            [("model", "=", request._name), ("res_id", "=", request.id)]
        )
        self.assertTrue(mails or self.leader.partner_id in notified.partner_ids)
        self.assertIn(
            f"/school/opening/{request.id}/grant", "".join(notified.mapped("body"))
        )
        request.with_user(self.leader).action_grant()
        self.assertFalse(request.activity_ids)
        self.assertIn(self.maths_teacher.partner_id, request.message_ids.partner_ids)

    def test_the_grid_tells_what_is_asked_and_open(self):
        self.ask(("tx", 1))
        self.granted(("tx", 2))
        grid = self.first.with_user(self.maths_teacher).load_grid()
        columns = {column["title"]: column for column in grid["columns"]}
        self.assertEqual(
            [(opening["state"], opening["until"]) for opening in grid["openings"]],
            [("requested", "22/11/2025 23:59"), ("granted", "22/11/2025 23:59")],
        )
        self.assertFalse(columns["ĐĐGtx 1"]["editable"])
        self.assertTrue(columns["ĐĐGtx 2"]["editable"])
