from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    school_pdf_engine = fields.Selection(
        [
            ("auto", "Chromium where the server has it, else wkhtmltopdf"),
            ("chromium", "Chromium"),
            ("wkhtmltopdf", "wkhtmltopdf"),
        ],
        "PDF engine",
        default="auto",
        required=True,
        config_parameter="school_gradebook.pdf_engine",
    )
