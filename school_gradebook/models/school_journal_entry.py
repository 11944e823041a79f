import threading
from functools import partial

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from ..register.chain import ChainEntry, link
from ..register.values import display

SOURCES = [
    ("grid", "Grid"),
    ("import", "Excel import"),
    ("move_in", "Move-in import"),
    ("correction", "Correction"),
    ("consequence", "Consequence of the circular"),
    ("form", "Form or list"),
    ("api", "Other software"),
    ("system", "System"),
]

MARK_SLOTS = ("value", "makeup")


class SchoolJournalEntry(models.Model):
    """The register's journal: append-only, chained, kept by PostgreSQL itself."""

    _name = "school.journal.entry"
    _description = "Journal entry"
    _order = "id desc"
    _log_access = False

    chain_id = fields.Many2one(
        "school.journal.chain", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    author_id = fields.Many2one(
        "res.users", "Account", required=True, readonly=True, ondelete="restrict"
    )
    author = fields.Char("Who", required=True, readonly=True)
    behalf = fields.Char(
        "For", readonly=True, help="The teacher for whom a deputy entered."
    )
    source = fields.Selection(SOURCES, "How", required=True, readonly=True)
    reference = fields.Char(readonly=True)
    model = fields.Char(required=True, readonly=True)
    record = fields.Integer(required=True, readonly=True, aggregator=False)
    slot = fields.Char(required=True, readonly=True)
    cell = fields.Char("Cell key", required=True, readonly=True)
    old = fields.Char(readonly=True)
    new = fields.Char(readonly=True)
    hash = fields.Char(required=True, readonly=True)
    gradebook_id = fields.Many2one(related="chain_id.gradebook_id", string="Gradebook")
    place = fields.Char("Cell", compute="_compute_place", compute_sudo=True)
    old_text = fields.Char("Before", compute="_compute_texts")
    new_text = fields.Char("After", compute="_compute_texts")

    _chain_idx = models.UniqueIndex("(chain_id, sequence)", "Entries are numbered.")
    _cell_idx = models.Index("(model, record, slot)")
    _reference_idx = models.Index("(reference) WHERE reference <> ''")

    def init(self):
        """Have PostgreSQL refuse every change of what is written."""
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION school_journal_is_append_only()
            RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'The school journal is append-only: % refused', TG_OP
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE OR REPLACE TRIGGER school_journal_append_only
                BEFORE UPDATE OR DELETE ON school_journal_entry
                FOR EACH ROW EXECUTE FUNCTION school_journal_is_append_only();
            CREATE OR REPLACE TRIGGER school_journal_no_truncate
                BEFORE TRUNCATE ON school_journal_entry
                FOR EACH STATEMENT EXECUTE FUNCTION school_journal_is_append_only();
        """)

    @api.depends("old", "new")
    def _compute_texts(self):
        for entry in self:
            shown = self._shown(entry.slot)
            entry.old_text = shown(entry.old or "")
            entry.new_text = shown(entry.new or "")

    @api.model
    def _shown(self, slot, whole=False):
        """How people read the canonical texts of a slot: a function of the text."""
        if slot == "value":
            return partial(display, whole=whole)
        if slot == "makeup":
            return lambda text: f"{fields.Date.to_date(text):%d/%m/%Y}" if text else ""
        return str

    @api.depends("cell", "slot")
    def _compute_place(self):
        """The cell named for people: the student and the column."""
        keys = {}
        for entry in self:
            line, *rest = entry.cell.split(":")
            column = rest[:1] if entry.slot in MARK_SLOTS else []
            keys[entry] = tuple(int(part) for part in (line, *column))
        lines = self.env["school.gradebook.line"].browse(
            {key[0] for key in keys.values()}
        )
        columns = self.env["school.assessment"].browse(
            {key[1] for key in keys.values() if len(key) > 1}
        )
        known = set(lines.exists()._ids)
        slots = {"comment": self.env._("Comment"), "exempt": self.env._("Exemption")}
        for entry, key in keys.items():
            student = (
                lines.browse(key[0]).student_id.name if key[0] in known else key[0]
            )
            column = (
                columns.browse(key[1])._title()
                if len(key) > 1
                else slots.get(entry.slot, entry.slot)
            )
            entry.place = f"{student} – {column}"
            if entry.slot == "makeup":
                entry.place = self.env._("%(place)s, make-up test", place=entry.place)

    @api.depends("chain_id", "sequence")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.chain_id.id}/{entry.sequence}"

    # -- closed doors --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return self.env["school.register.entry"]._raise("journal_only")

    def write(self, vals):
        return self.env["school.register.entry"]._raise("journal_only")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self.env["school.register.entry"]._raise("journal_only")

    # -- the one way in ------------------------------------------------------------

    @api.model
    def _append(self, model, changes, source, reference=""):
        """Write one entry per change, chained per gradebook.

        The heads are locked in the order of their ids, so that two imports never
        wait for each other in a circle.
        """
        by_book = {}
        for change in changes:
            by_book.setdefault(change.book, []).append(change)
        common = (
            fields.Datetime.to_string(fields.Datetime.now()),
            self.env.uid,
            self._author_name(),
            source,
        )
        entries, hashes, ends = [], [], []
        for book, chain, length, head in self._hold_heads(by_book):
            linked = [
                ChainEntry(
                    chain,
                    length + number,
                    *common,
                    change.reference or reference,
                    model,
                    change.record,
                    change.slot,
                    change.cell,
                    change.old,
                    change.new,
                    change.behalf,
                )
                for number, change in enumerate(by_book[book], 1)
            ]
            new = link(head, linked)
            entries += linked
            hashes += new
            ends.append((chain, length + len(linked), new[-1]))
        self._insert(entries, hashes, ends)

    @api.model
    def _author_name(self):
        """The account's name, and whose request it is when code acts in its name.

        One query; reading it as a record would read the whole account.
        """
        ids = [self.env.uid]
        # Odoo hides the request from what XML-RPC calls; the thread knows who asked
        caller = request.env.uid if request else None
        caller = caller or getattr(threading.current_thread(), "uid", None)
        if caller and caller != self.env.uid:
            ids.append(caller)
        rows = self.env.execute_query(
            SQL(
                "SELECT u.id, p.name FROM res_users u JOIN res_partner p"
                " ON p.id = u.partner_id WHERE u.id = ANY(%s)",
                ids,
            )
        )
        name, *others = map(dict(rows).get, ids)
        return f"{name} ({others[0]})" if others else name

    @api.model
    def _hold_heads(self, books):
        """Rows (book, chain, length, head), locked until the transaction ends."""
        return self.env.execute_query(
            SQL(
                "SELECT gradebook_id, id, length, head FROM school_journal_chain"
                " WHERE gradebook_id = ANY(%s) ORDER BY id FOR UPDATE",
                list(books),
            )
        )

    @api.model
    def _insert(self, entries, hashes, ends):
        # what ``_append`` calls common goes over once, not once an entry
        common = SQL(
            "%s::timestamp, %s::int, %s::text, %s::text, %s::text",
            *entries[0][2:6],
            entries[0].model,
        )
        columns = list(zip(*entries, strict=True))
        self.env.execute_query(
            SQL(
                """
            WITH entered AS (
                INSERT INTO school_journal_entry (chain_id, sequence, at, author_id,
                    author, source, model, reference, record, slot, cell, old, new,
                    behalf, hash)
                SELECT chain, sequence, %s, reference, record, slot, cell, old, new,
                    NULLIF(behalf, ''), hash
                FROM unnest(%s::int[], %s::int[], %s::text[], %s::int[], %s::text[],
                    %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                    AS t(chain, sequence, reference, record, slot, cell, old, new,
                        behalf, hash)
            )
            UPDATE school_journal_chain c SET length = t.length, head = t.head
            FROM unnest(%s::int[], %s::int[], %s::text[]) AS t(id, length, head)
            WHERE c.id = t.id RETURNING c.id
            """,
                common,
                *map(list, columns[:2]),
                list(columns[6]),
                *map(list, columns[8:]),
                hashes,
                *map(list, zip(*ends, strict=True)),
            )
        )
        self.env["school.journal.chain"].invalidate_model(
            ["length", "head"], flush=False
        )
