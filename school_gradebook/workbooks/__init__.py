"""Reading and writing Excel workbooks: plain Python, no Odoo.

* ``opening``: lets a file in only after it has been found safe to read
* ``layout``: finds header, columns and student rows by their text
* ``marks``, ``matching``, ``roster``, ``staff``, ``plan``: what the sheets
  say
* ``page_xlsx``, ``template``, ``plan_xlsx``, ``problem_copy``: what we write
"""
