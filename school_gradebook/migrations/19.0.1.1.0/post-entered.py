def migrate(cr, version):
    """When each mark was entered, from the journal, for the weekly locks."""
    cr.execute("""
        UPDATE school_mark m SET entered_at = j.at
        FROM (
            SELECT record, max(at) AS at FROM school_journal_entry
            WHERE model = 'school.mark' AND slot = 'value'
                AND COALESCE(old, '') IN ('', '#absent')
                AND COALESCE(new, '') NOT IN ('', '#absent')
            GROUP BY record
        ) j
        WHERE j.record = m.id AND m.entered_at IS NULL
    """)
