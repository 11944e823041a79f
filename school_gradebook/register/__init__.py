"""What one cell of the register holds, and how its history is chained.

Plain Python: nothing here imports Odoo, so everything can be tested, and a
sealed archive read, without it.
"""
