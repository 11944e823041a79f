from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestJavascript(HttpCase):
    """The grid's and the import screen's own tests, in a real browser."""

    def test_every_test_of_ours(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            "&filter=@school_gradebook",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
