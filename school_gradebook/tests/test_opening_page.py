from lxml import html

from odoo.tests import HttpCase, tagged

from .common import SchoolCommon


@tagged("post_install", "-at_install")
class TestOpeningPage(SchoolCommon, HttpCase):
    """The page behind the mail's buttons: the request and one button to answer it."""

    def setUp(self):
        super().setUp()
        book = self.book(self.class_a, self.maths)
        self.lock(book, subject_id=self.maths.id)
        answer = book.with_user(self.maths_teacher).request_opening(
            self.column(book, "tx").ids, reason="Chấm muộn", until="2099-12-31"
        )
        self.request = self.env["school.lock.exception"].browse(answer["id"])
        self.env.flush_all()

    def page(self, answer, login="leader", **posted):
        """The page's status and its document; ``posted``: the form was sent."""
        self.authenticate(login, login)
        door = f"/school/opening/{self.request.id}/{answer}"
        response = self.url_open(door)
        if posted and response.ok:
            [form] = html.fromstring(response.text).forms
            response = self.url_open(
                form.action, data={**dict(form.form_values()), **posted}
            )
        self.request.invalidate_recordset()
        return response.status_code, html.fromstring(response.text)

    def test_following_the_link_shows_the_request_and_changes_nothing(self):
        status, document = self.page("grant")
        self.assertEqual(status, 200)
        text = document.text_content()
        for word in ("8A – Toán", "ĐĐGtx 1", "Chấm muộn", self.maths_teacher.name):
            self.assertIn(word, text)
        self.assertEqual(self.request.state, "requested")

    def test_the_button_opens(self):
        status, document = self.page("grant", sent="1")
        self.assertEqual(status, 200)
        self.assertEqual(self.request.state, "granted")
        self.assertEqual(self.request.decided_by_id, self.leader)
        self.assertRegex(document.text_content(), "Granted|Đã mở")
        self.assertFalse(document.forms, "it is decided once")

    def test_refusing_asks_for_words(self):
        _status, document = self.page("refuse", reason="Đã hết hạn")
        self.assertEqual(self.request.state, "refused")
        self.assertEqual(self.request.decision_note, "Đã hết hạn")
        self.assertRegex(document.text_content(), "Refused|[Tt]ừ chối")

    def test_who_may_not_decide_sees_no_button(self):
        status, document = self.page("grant", login="maths_teacher")
        self.assertEqual(status, 200)
        self.assertFalse(document.forms)
        for login in ("sports_teacher", "other_leader"):
            with self.subTest(login=login):
                self.assertEqual(self.page("grant", login=login)[0], 404)
        self.assertEqual(self.request.state, "requested")
