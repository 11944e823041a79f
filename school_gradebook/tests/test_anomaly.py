import random
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools.misc import formatLang

from .changing import LATER, Columns
from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts

SIZE = 24


def marks_of(seed):
    """A class of marks, from good to weak and of every kind between, one decimal."""
    chosen = random.Random(seed)
    return [chosen.uniform(3, 9.5) for _ in range(SIZE)]


def texts_of(ability, seed, whole=True):
    """What students of such abilities get in one test."""
    chosen = random.Random(seed)
    marks = [min(10, max(0, mark + chosen.gauss(0, 0.8))) for mark in ability]
    return [f"{round(mark)}.0" if whole else f"{round(mark, 1):.1f}" for mark in marks]


@tagged("post_install", "-at_install")
@freeze_time(LATER)
class TestAnomaly(Columns, GuardAsserts, SchoolCommon, TransactionCase):
    """Columns that look like a slip are found, told with numbers, explained, kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(WORKING_DAY):
            cls.klass = cls.make_class("8T", SIZE, cls.maths)
            cls.maths_t = cls.book(cls.klass, cls.maths)
            cls.ability = marks_of(1)
            cls.enter_columns(cls.maths_t, {"tx1": 1, "tx2": 2, "tx3": 3, "gk1": 4})
        cls.tx1, cls.tx2, cls.tx3 = (
            cls.column(cls.maths_t, "tx", n) for n in (1, 2, 3)
        )

    @classmethod
    def enter_columns(cls, book, seeds, user=None):
        """Enter columns by name, each with marks of its own seed or as given."""
        columns = {}
        for name, seed in seeds.items():
            column = cls.column(book, name[:2], int(name[2]))
            columns[column] = (
                texts_of(cls.ability, seed, column.kind == "tx")
                if isinstance(seed, int)
                else seed
            )
        cls.fill(user or cls.maths_teacher, columns)

    def texts(self, column):
        marks = self.env["school.mark"].search([("assessment_id", "=", column.id)])
        by_line = {mark.line_id: mark._value().text for mark in marks}
        return [by_line.get(line, "") for line in column.gradebook_id.line_ids]

    def look(self, user=None, term=None):
        anomalies = self.env["school.anomaly"].with_user(user or self.leader)
        outcome = anomalies.look((term or self.term_1).id)
        self.env.invalidate_all()
        return outcome

    def anomalies(self, user=None, domain=()):
        return self.env["school.anomaly"].with_user(user or self.leader).search(domain)

    def copy_column(self):
        """The slip: regular test 1 entered again as regular test 2."""
        self.fill(self.maths_teacher, {self.tx2: self.texts(self.tx1)})

    def shift_column(self):
        """The slip: every mark of regular test 3 a row too low."""
        texts = self.texts(self.tx3)
        self.fill(self.maths_teacher, {self.tx3: ["", *texts[:-1]]})

    # -- what is found -----------------------------------------------------------------

    def test_an_ordinary_class_has_none(self):
        self.due(self.maths_t.assessment_ids)
        outcome = self.look()
        self.assertEqual(outcome, {"columns": 4, "new": 0, "again": 0, "gone": 0})
        self.assertFalse(self.anomalies())

    def test_a_column_entered_twice(self):
        self.copy_column()
        self.due(self.maths_t.assessment_ids)
        self.assertEqual(self.look()["new"], 1)
        anomaly = self.anomalies()
        self.assertEqual((anomaly.kind, anomaly.state), ("twins", "open"))
        self.assertEqual(anomaly.gradebook_id, self.maths_t)
        self.assertEqual(
            anomaly.assessment_id | anomaly.other_assessment_id, self.tx1 | self.tx2
        )
        self.assertEqual((anomaly.students, anomaly.equal), (SIZE, SIZE))
        self.assertRegex(
            anomaly.finding,
            f"ĐĐGtx 2 and ĐĐGtx 1: {SIZE} of {SIZE} students have the same mark in both",
        )
        self.assertEqual(str(anomaly.found_at), LATER)
        self.assertEqual(
            anomaly.action_open_grid()["params"], {"gradebook_id": self.maths_t.id}
        )

    def test_a_column_a_row_out_of_step(self):
        self.shift_column()
        self.due(self.maths_t.assessment_ids)
        self.look()
        anomaly = self.anomalies()
        self.assertEqual((anomaly.kind, anomaly.rows), ("shift", 1))
        self.assertEqual(anomaly.assessment_id, self.tx3)
        self.assertGreater(anomaly.shifted, 0.7)
        self.assertLess(anomaly.unshifted, 0.5)
        finding = anomaly.with_context(lang="en_US").finding
        self.assertIn("moved up by one row", finding)
        told = formatLang(
            anomaly.with_context(lang="en_US").env, anomaly.shifted, digits=2
        )
        self.assertIn(told, finding)

    def test_another_subjects_column_of_the_class(self):
        """Geography's marks entered as maths: both teachers see it."""
        self.env["school.teaching"].create(
            {
                "class_id": self.klass.id,
                "subject_id": self.history_geography.id,
                "employee_id": self.employees["geography_teacher"].id,
            }
        )
        self.klass._generate_gradebooks()
        book = self.book(self.klass, self.history_geography)
        texts = self.texts(self.tx1)
        self.enter_columns(book, {"tx3": texts}, self.geography_teacher)
        self.due((self.maths_t + book).assessment_ids)
        self.look()
        for user in (self.leader, self.maths_teacher, self.geography_teacher):
            anomaly = self.anomalies(user)
            self.assertEqual(len(anomaly), 1, user.login)
            self.assertTrue(anomaly.can_explain or user == self.administrator)
        self.assertIn("(Toán)", anomaly.finding)
        grids = (anomaly.action_open_grid(), anomaly.action_open_other_grid())
        self.assertEqual(
            {grid["params"]["gradebook_id"] for grid in grids},
            {self.maths_t.id, book.id},
        )

    def test_only_columns_that_are_due_or_full(self):
        self.copy_column()
        self.fill(self.maths_teacher, {self.tx2: [*self.texts(self.tx2)[:-1], ""]})
        # regular test 1 is full, number 2 is not and has no deadline
        self.assertEqual(self.look(), {"columns": 3, "new": 0, "again": 0, "gone": 0})
        self.due(self.tx2, "2025-12-05 08:00:01")
        self.assertEqual(self.look()["new"], 0)
        self.due(self.tx2, "2025-12-05 08:00:00")
        self.assertEqual(self.look(), {"columns": 4, "new": 1, "again": 0, "gone": 0})

    def test_full_without_the_students_who_left_or_are_exempt(self):
        self.copy_column()
        full = self.texts(self.tx2)
        self.fill(self.maths_teacher, {self.tx2: ["", "", *full[2:]]})
        first, second = self.maths_t.line_ids[:2]
        self.assertEqual(self.look()["new"], 0)
        first.enrollment_id.write({"date_to": "2025-12-01", "out_reason": "transfer"})
        self.assertEqual(self.look()["new"], 0)
        for column in self.maths_t.assessment_ids[:4]:
            texts = self.texts(column)
            if texts[1]:
                self.fill(self.maths_teacher, {column: [texts[0], "", *texts[2:]]})
        administrator = second.enrollment_id.with_user(self.administrator)
        administrator.exempt_subject_ids = self.maths
        self.assertEqual(self.look()["new"], 1)

    # -- what becomes of it ------------------------------------------------------------

    def test_looking_again_changes_nothing(self):
        self.copy_column()
        self.due(self.maths_t.assessment_ids)
        self.look()
        self.assertEqual(self.look(), {"columns": 4, "new": 0, "again": 0, "gone": 0})
        self.assertEqual(len(self.anomalies()), 1)

    def test_gone_and_back_and_never_deleted(self):
        self.copy_column()
        wrong = self.texts(self.tx2)
        self.due(self.maths_t.assessment_ids)
        self.look()
        anomaly = self.anomalies()
        anomaly.with_user(self.maths_teacher).action_explain("Vào nhầm cột")
        self.enter_columns(self.maths_t, {"tx2": 2})
        with freeze_time("2025-12-06 01:00:00"):
            self.assertEqual(self.look()["gone"], 1)
        self.assertEqual(anomaly.state, "gone")
        self.assertEqual(str(anomaly.gone_at), "2025-12-06 01:00:00")
        self.assertEqual(anomaly.explanation, "Vào nhầm cột")
        self.assertFalse(anomaly.with_user(self.maths_teacher).can_explain)
        self.fill(self.maths_teacher, {self.tx2: wrong})
        with freeze_time("2025-12-07 01:00:00"):
            self.assertEqual(self.look()["again"], 1)
        self.assertEqual(anomaly.state, "open")
        self.assertEqual(str(anomaly.found_at), "2025-12-07 01:00:00")
        self.assertFalse(anomaly.gone_at)
        history = " ".join(anomaly.message_ids.mapped("body"))
        for text in ("Vào nhầm cột", "No longer found", "Found again"):
            self.assertIn(text, history)

    def test_the_column_s_teacher_or_leadership_explains(self):
        self.copy_column()
        self.due(self.maths_t.assessment_ids)
        self.look()
        anomaly = self.anomalies()
        for role, user in self.users.items():
            with self.subTest(role=role):
                mine = anomaly.with_user(user)
                if role in ("maths_teacher", "leader"):
                    self.assertTrue(mine.can_explain)
                    mine.action_explain(f"  Đã kiểm tra ({role}) ")
                    self.assertEqual(anomaly.state, "explained")
                    self.assertEqual(anomaly.explained_by_id, user)
                    self.assertEqual(str(anomaly.explained_at), LATER)
                    self.assertEqual(anomaly.explanation, f"Đã kiểm tra ({role})")
                elif role in ("administrator", "head_teacher"):
                    self.assertFalse(mine.can_explain)
                    self.assertRefused(
                        "explained_by_teacher", lambda m=mine: m.action_explain("x")
                    )
                else:
                    with self.assertRaises(AccessError):
                        mine.action_explain("x")
        # an explained anomaly stays so while it is found
        self.look()
        self.assertEqual(anomaly.state, "explained")

    def test_an_explanation_says_something(self):
        self.copy_column()
        self.due(self.maths_t.assessment_ids)
        self.look()
        anomaly = self.anomalies(self.maths_teacher)
        for text in ("", "  ", None):
            self.assertRefused(
                "explanation_missing", lambda text=text: anomaly.action_explain(text)
            )
        dialog = (
            self.env["school.anomaly.explain"]
            .with_user(self.maths_teacher)
            .with_context(**anomaly.action_open_explain()["context"])
            .create({"explanation": "Hai bài giống nhau"})
        )
        dialog.action_explain()
        self.assertEqual(anomaly.explanation, "Hai bài giống nhau")

    def test_a_component_teacher_explains_the_own_column(self):
        book = self.book(self.class_a, self.history_geography)
        columns = {number: self.column(book, "tx", number) for number in (1, 2, 3, 4)}
        made = self.env["school.anomaly"]._keep_new(
            [
                {
                    "kind": "shift",
                    "gradebook_id": book.id,
                    "assessment_id": columns[number].id,
                    "found_at": LATER,
                    "students": 20,
                }
                for number in (1, 3)
            ]
        )
        mine = made.with_user(self.geography_teacher)
        self.assertEqual(mine.mapped("can_explain"), [False, True])
        self.assertRefused("explained_by_teacher", lambda: mine.action_explain("x"))
        mine[1].action_explain("x")

    def test_nobody_writes_around_it(self):
        self.copy_column()
        self.due(self.maths_t.assessment_ids)
        self.look()
        anomaly = self.anomalies()
        vals = {
            "kind": "shift",
            "gradebook_id": self.maths_t.id,
            "assessment_id": self.tx1.id,
            "found_at": LATER,
            "students": 20,
        }
        for user in self.users.values():
            mine = anomaly.with_user(user)
            for action in (
                lambda mine=mine: mine.write({"state": "gone"}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.create(vals),
            ):
                with self.assertRaises(UserError):
                    action()
        root = anomaly.sudo()
        for action in (
            lambda: root.write({"state": "gone"}),
            root.unlink,
            lambda: root.create(vals),
        ):
            self.assertRefused("anomaly_kept", action)
        self.assertEqual(anomaly.state, "open")

    # -- who looks, who reads ------------------------------------------------------------

    def test_leadership_and_administrators_look(self):
        for role, user in self.users.items():
            with self.subTest(role=role):
                if role in ("leader", "administrator"):
                    self.look(user)
                else:
                    with self.assertRaises(AccessError):
                        self.look(user)
        with self.assertRaises(AccessError):
            self.look(self.other_leader)
        choice = self.env["school.term.choice"].with_user(self.leader).create({})
        message = choice.action_look()["params"]["message"]
        self.assertTrue(message.startswith("4 columns looked at"), message)

    def test_who_reads_which(self):
        self.copy_column()
        self.due(self.maths_t.assessment_ids)
        self.look()
        readers = ("leader", "administrator", "maths_teacher", "head_teacher")
        for role, user in self.users.items():
            with self.subTest(role=role):
                self.assertEqual(len(self.anomalies(user)), int(role in readers))
        for user in (self.other_leader, self.other_administrator, self.other_teacher):
            self.assertFalse(self.anomalies(user))
        department = self.anomalies(self.head_teacher, [("of_department", "=", True)])
        self.assertEqual(len(department), 1)
        self.assertTrue(department.of_department)

    # -- leadership is told --------------------------------------------------------------

    def activities(self):
        return self.env["mail.activity"].search([("res_model", "=", "school.anomaly")])

    def test_leadership_is_told_once_a_batch(self):
        self.copy_column()
        self.shift_column()
        self.due(self.maths_t.assessment_ids)
        self.assertEqual(self.look()["new"], 2)
        activity = self.activities()
        self.assertEqual(activity.user_id, self.leader)
        self.assertEqual(activity.summary, "2 new anomalies in Term I 2025-2026")
        self.enter_columns(self.maths_t, {"tx2": 2})
        self.look()
        self.copy_column()
        self.assertEqual(self.look()["again"], 1)
        self.assertEqual(self.activities(), activity)
        activity.with_user(self.leader).action_feedback("đã xem")
        self.enter_columns(self.maths_t, {"tx2": 2})
        self.assertEqual(self.look()["gone"], 1)
        self.assertFalse(self.activities().filtered("active"))

    # -- at night ------------------------------------------------------------------------

    def run_cron(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
        ):
            self.env["school.anomaly"]._cron_look()

    def test_at_night_every_school_is_looked_at(self):
        self.copy_column()
        self.due(self.maths_t.assessment_ids)
        self.run_cron()
        self.assertEqual(len(self.anomalies()), 1)
        self.assertFalse(self.anomalies(self.other_leader))
        with freeze_time("2026-07-20"):  # both terms are over for long
            before = self.anomalies().write_date
            self.run_cron()
            self.assertEqual(self.anomalies().write_date, before)

    # -- however many classes there are --------------------------------------------------

    def test_looking_takes_as_many_queries_for_one_class_as_for_many(self):
        self.copy_column()
        self.due(self.maths_t.assessment_ids)
        look = self.env["school.anomaly"].sudo()._look
        look(self.term_1)
        few = self.queries(lambda: look(self.term_1))
        with freeze_time(WORKING_DAY):
            for number in range(4):
                klass = self.make_class(f"8V{number}", SIZE, self.maths)
                book = self.book(klass, self.maths)
                self.enter_columns(book, {"tx1": 1, "tx2": 1, "tx3": 3, "gk1": 4})
                self.due(book.assessment_ids)
        found = {}
        first = self.queries(lambda: found.update(look(self.term_1)))
        self.assertEqual((found["columns"], found["new"]), (20, 4))
        many = self.queries(lambda: look(self.term_1))
        self.assertEqual(many, few)
        self.assertLessEqual(many, 10)
        self.assertLessEqual(first, 25)

    def test_the_list_takes_few_queries(self):
        with freeze_time(WORKING_DAY):
            books = []
            for number in range(6):
                klass = self.make_class(f"8W{number}", SIZE, self.maths)
                books.append(self.book(klass, self.maths))
                self.enter_columns(books[-1], {"tx1": 1, "tx2": 1, "tx3": 3, "gk1": 4})
                self.due(books[-1].assessment_ids)
        self.look()
        names = {
            "found_at": {},
            "finding": {},
            "teacher_names": {},
            "state": {},
            "can_explain": {},
            "gradebook_id": {"fields": {"display_name": {}}},
        }
        for user in (self.leader, self.head_teacher, self.maths_teacher):
            model = self.env["school.anomaly"].with_user(user)
            counts = {}
            for number in (1, 1, 6):
                domain = [("gradebook_id", "in", [book.id for book in books[:number]])]
                counts[number] = self.queries(
                    lambda d=domain, m=model: m.web_search_read(d, names)
                )
            with self.subTest(user=user.login):
                self.assertEqual(counts[1], counts[6])
                self.assertLessEqual(counts[6], 20)
