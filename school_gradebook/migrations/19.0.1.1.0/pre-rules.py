def migrate(cr, version):
    """Record rules follow the addon: deputies read what they enter for somebody."""
    cr.execute(
        "UPDATE ir_model_data SET noupdate = FALSE"
        " WHERE module = 'school_gradebook' AND model = 'ir.rule'"
    )
