from odoo import fields, models


class BenchFloor(models.Model):
    """Three fields and a unique constraint: the least a table of marks could be."""

    _name = "bench.floor"
    _description = "Bare cell"

    row = fields.Integer(required=True)
    assessment = fields.Integer(required=True)
    value = fields.Float(digits=(4, 1))

    _cell_uniq = models.UniqueIndex("(row, assessment)", "This cell exists already.")
