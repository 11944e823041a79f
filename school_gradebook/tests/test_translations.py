import io

import polib

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import code_translations, trans_export


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_every_term_is_in_the_catalogue(self):
        """A text without a translation fails here; ``make i18n`` lists what to add."""
        buffer = io.BytesIO()
        trans_export(False, ["school_gradebook"], buffer, "po", self.env)
        exported = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
        catalogue = polib.pofile(file_path("school_gradebook/i18n/vi.po"))
        known = {entry.msgid for entry in catalogue if entry.msgstr}
        self.assertGreater(len(exported), 500)
        self.assertFalse(sorted(exported - known))

    def test_the_catalogue_is_loaded(self):
        """In Vietnamese the register speaks as schools do."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["school_gradebook"], ["vi_VN"])
        env = self.env(context={**self.env.context, "lang": "vi_VN"})
        menu = env.ref("school_gradebook.menu_gradebooks")
        self.assertEqual(menu.name, "Sổ điểm")
        fields = env["school.student"].fields_get(["registry_number"], ["string"])
        self.assertEqual(fields["registry_number"]["string"], "Số đăng bộ")
        with self.assertRaisesRegex(UserError, "Sổ điểm không bao giờ bị xóa."):
            env["school.register.entry"]._raise("book_kept")
        web = code_translations.get_web_translations("school_gradebook", "vi_VN")
        self.assertIn(
            {"id": "Saved", "string": "Đã lưu"},
            [dict(each) for each in web["messages"]],
        )
