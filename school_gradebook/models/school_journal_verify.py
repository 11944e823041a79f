from odoo import api, models
from odoo.tools import SQL, split_every

from ..register.cells import is_id
from ..register.chain import GENESIS, ChainEntry, digest
from ..register.values import Problem
from .school_problem_text import problem_text

BATCH = 5000
BOOKS = 24  # a class's gradebooks of both terms, as subjects go


class SchoolJournalChain(models.Model):
    _inherit = "school.journal.chain"

    @api.model
    def verify(self, year_id=False, gradebook_ids=None):
        """Check that the journal is whole and that the register equals it.

        Recomputes every chain, then compares each cell's last journalled value with
        the stored one, and the stored averages with the marks; finds entries, marks or
        averages changed with plain SQL. Streams: memory does not grow with the journal.

        :param year_id: only this school year's gradebooks
        :param gradebook_ids: only these gradebooks
        :return: {"ok", "entries", "chains", "fault": False or {"chain", "gradebook",
            "sequence", "record", "code", "text"}} with the first fault found
        :raise AccessError: when the user may not read the journal
        """
        self.check_access("read")
        asked = [] if gradebook_ids is None else gradebook_ids
        if not isinstance(asked, list | tuple) or not all(
            map(is_id, [*asked, *([year_id] if year_id else [])])
        ):
            self.env["school.register.entry"]._raise("nothing_to_verify")
        domain = [("company_id", "in", self.env.companies.ids)]
        if year_id:
            domain.append(("year_id", "=", year_id))
        if gradebook_ids is not None:
            domain.append(("id", "in", gradebook_ids))
        books = self.env["school.gradebook"].search(domain)
        if gradebook_ids is not None and not self._readable(gradebook_ids):
            self.env["school.register.entry"]._raise("nothing_to_verify")
        chains = self.search([("gradebook_id", "in", books.ids)])
        entries, fault = self._verify_chains(chains)
        fault = (
            fault
            or self._verify_presence(books, chains)
            or self._verify_values(chains)
            or self._verify_results(books)
        )
        if fault:
            fault = self._describe_fault(fault)
        return {
            "ok": not fault,
            "entries": entries,
            "chains": len(chains),
            "fault": fault or False,
        }

    @api.model
    def _readable(self, gradebook_ids):
        """Whether there is a gradebook named, and the user may read each."""
        books = self.env["school.gradebook"].search([("id", "in", gradebook_ids)])
        return bool(books) and set(books.ids) == set(gradebook_ids)

    @api.model
    def action_verify_all(self):
        """Verify what the user may read and say so on the screen."""
        outcome = self.verify()
        return self._verdict(outcome)

    @api.model
    def _verdict(self, outcome):
        """The verdict of ``verify`` as a notification."""
        if outcome["ok"]:
            message = self.env._(
                "The journal is whole: %(count)s entries in %(chains)s books.",
                count=outcome["entries"],
                chains=outcome["chains"],
            )
        else:
            message = outcome["fault"]["text"]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if outcome["ok"] else "danger",
                "sticky": not outcome["ok"],
                "message": message,
            },
        }

    @api.model
    def _verify_chains(self, chains):
        """(number of entries read, first broken (chain, sequence, record, code))."""
        self.env.flush_all()
        heads = {
            chain: (length, head)
            for chain, length, head in self.env.execute_query(
                SQL(
                    "SELECT id, length, head FROM school_journal_chain"
                    " WHERE id = ANY(%s)",
                    chains.ids,
                )
            )
        }
        count, current, sequence, head = 0, None, 0, GENESIS
        seen = set()
        for row in self._stream(chains.ids):
            entry, stored = ChainEntry(*row[:-1]), row[-1]
            if entry.chain != current:
                if current and heads[current] != (sequence, head):
                    return count, (current, sequence + 1, 0, "entries_dropped")
                current, sequence, head = entry.chain, 0, GENESIS
                seen.add(current)
            if entry.sequence != sequence + 1:
                return count, (current, sequence + 1, 0, "entry_missing")
            sequence, head = entry.sequence, digest(head, entry)
            if stored != head:
                return count, (current, sequence, entry.record, "entry_altered")
            count += 1
        if current and heads[current] != (sequence, head):
            return count, (current, sequence + 1, 0, "entries_dropped")
        for chain, (length, _head) in heads.items():
            if length and chain not in seen:
                return count, (chain, 1, 0, "entries_dropped")
        return count, None

    @api.model
    def _stream(self, chain_ids):
        """Rows of the journal in chain order, from a cursor of the server's."""
        cursor = self.env.cr._cnx.cursor("school_journal_verify")
        cursor.itersize = BATCH
        try:
            cursor.execute(
                "SELECT chain_id, sequence, to_char(at, 'YYYY-MM-DD HH24:MI:SS'),"
                " author_id, author, source, COALESCE(reference, ''), model, record,"
                " slot, cell, COALESCE(old, ''), COALESCE(new, ''),"
                " COALESCE(behalf, ''), hash"
                " FROM school_journal_entry WHERE chain_id = ANY(%s)"
                " ORDER BY chain_id, sequence",
                [chain_ids],
            )
            yield from cursor
        finally:
            cursor.close()

    @api.model
    def _register_models(self):
        """The models whose values the journal tells; addons that add one extend it."""
        return ["school.mark", "school.gradebook.line"]

    @api.model
    def _verify_presence(self, books, chains):
        """First gradebook whose chain is gone altogether, or None."""
        lost = books - chains.gradebook_id
        return (
            (False, 0, lost[0].id, "chain_missing:school.gradebook") if lost else None
        )

    @api.model
    def _verify_values(self, chains):
        """First cell whose stored value is not the journal's last one, or None."""
        for model in self._register_models():
            rows = self.env.execute_query(
                SQL(
                    """
                WITH last AS (
                    SELECT DISTINCT ON (record, slot) chain_id, sequence, record, slot,
                        cell, COALESCE(new, '') AS text
                    FROM school_journal_entry
                    WHERE model = %(model)s AND chain_id = ANY(%(chains)s)
                    ORDER BY record, slot, chain_id, sequence DESC
                ), stored(book, record, slot, cell, text) AS (%(stored)s)
                SELECT COALESCE(l.chain_id, c.id), COALESCE(l.sequence, 0),
                    COALESCE(l.record, s.record)
                FROM (SELECT stored.* FROM stored JOIN school_journal_chain k
                    ON k.gradebook_id = stored.book WHERE k.id = ANY(%(chains)s)) s
                FULL JOIN last l ON l.record = s.record AND l.slot = s.slot
                LEFT JOIN school_journal_chain c ON c.gradebook_id = s.book
                WHERE COALESCE(l.text, '') <> COALESCE(s.text, '')
                    OR l.cell <> s.cell OR l.chain_id <> c.id
                ORDER BY 1, 2 LIMIT 1
                """,
                    model=model,
                    chains=chains.ids,
                    stored=self.env[model]._register_stored_sql(),
                )
            )
            if rows:
                return (*rows[0], f"value_differs:{model}")
        return None

    @api.model
    def _verify_results(self, books):
        """First row whose stored averages do not follow from its marks, or None."""
        books = books.sorted(lambda book: (book.class_id.id, book.subject_id.id))
        for some in split_every(BOOKS, books.ids):
            wrong = self.env["school.gradebook.line"]._first_wrong_result(some)
            if wrong:
                chain = self.search([("gradebook_id", "=", wrong[0])])
                return chain.id, 0, wrong[1], "average_differs:school.gradebook.line"
        return None

    @api.model
    def _describe_fault(self, fault):
        """The fault in words, with its place."""
        chain_id, sequence, record, code = fault
        code, _colon, model = code.partition(":")
        book = self.browse(chain_id).gradebook_id
        problem = Problem(
            code,
            book=book.display_name,
            number=sequence,
            place=self._fault_place(model, record),
        )
        return {
            "chain": chain_id,
            "gradebook": book.id or record,
            "sequence": sequence,
            "record": record,
            "code": code,
            "text": problem_text(self.env, problem),
        }

    @api.model
    def _fault_place(self, model, record):
        """A cell named for people: the student and the column."""
        if not model:
            return ""
        entry = self.env[model].browse(record).exists()
        if not entry:
            told = self.env["school.journal.entry"].search(
                [("model", "=", model), ("record", "=", record)], limit=1
            )
            return self.env._("%(place)s (row deleted)", place=told.place)
        if model == "school.mark":
            return f"{entry.line_id.display_name}, {entry.assessment_id._title()}"
        return entry.display_name
