def uninstall_hook(env):
    """Take back what the ORM does not know of: the journal's trigger function."""
    env.cr.execute("DROP FUNCTION IF EXISTS school_journal_is_append_only() CASCADE")
