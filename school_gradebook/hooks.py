def uninstall_hook(env):
    """Take back what the ORM does not know of, whatever the school holds.

    Records of our own models go with their tables; one by one, a level that a class
    refers to would be refused. Files and pictures have no table of their own, and the
    names of what other applications added to our models would stay behind.
    """
    attachments = env["ir.attachment"].sudo()
    attachments.search(
        [
            ("res_model", "=like", "school.%"),
            "|",
            ("res_field", "=", False),
            ("res_field", "!=", False),
        ]
    ).unlink()
    env.flush_all()
    env.cr.execute(
        "DELETE FROM ir_model_data WHERE (module = 'school_gradebook'"
        " AND model LIKE 'school.%') OR (module <> 'school_gradebook'"
        " AND name ~ '^(model_inherit|selection)__school_')"
    )
    env.cr.execute("DROP FUNCTION IF EXISTS school_journal_is_append_only() CASCADE")
