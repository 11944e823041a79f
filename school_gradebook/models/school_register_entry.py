import threading
from urllib.parse import urlsplit

from odoo import api, models
from odoo.exceptions import UserError

from ..register.values import Problem
from .school_lock_set import Cell
from .school_problem_text import problem_text
from .school_scope import Batch

# what the guard gives a change that it let through; nobody outside can make one
_PASSED = object()
# how a list's import marks its own context, for the journal; callers send text only
IMPORTING = object()


class SchoolRegisterEntry(models.AbstractModel):
    """Everything that counts in the register: marks, comments, ratings, absences.

    One batch of changes passes five steps: who, valid, lock, journal, write. The
    steps stand in ``create`` and ``write`` themselves, so that they hold for every
    way in; nothing in the caller's hands (context, group, ``sudo``) skips one.
    """

    _name = "school.register.entry"
    _inherit = ["school.kept"]
    _description = "Register entry"

    # {slot: fields holding it}; a record may carry several values of their own
    _register_slots = {}
    # fields that say which cell the record is; they never change
    _register_key = ()

    # -- errors ------------------------------------------------------------------

    @api.model
    def _raise(self, code, **params):
        """Refuse with the sentence for ``code`` in the user's language."""
        self._raise_problem(Problem(code, **params))

    @api.model
    def _raise_problem(self, problem):
        """Refuse for ``problem`` in the user's language."""
        raise UserError(problem_text(self.env, problem))

    # -- the road every change takes ---------------------------------------------

    @api.model
    def _register_apply(self, changes, source, reference=""):
        """Check and write a batch of changes of this model.

        :param changes: list of ``Change``; its ``status`` and ``problem`` tell the
            outcome of each afterwards (saved, same, conflict, refused)
        :param source: where it comes from, as the journal names it
        :param reference: the request that allows it, for the journal
        :return: the changes
        """
        accepted = self._register_check(changes, source)
        if accepted:
            self._register_write(accepted, source, reference)
        return changes

    @api.model
    def _register_write(self, accepted, source, reference=""):
        """Journal and write changes that ``_register_check`` has just accepted.

        Checking and writing belong to one transaction: nothing may come between.
        What the guard has not let through is refused here once more: a server
        action's code may call this method.
        """
        if any(change.passed is not _PASSED for change in accepted):
            self._raise("not_checked")
        self._register_store(accepted)
        self.env["school.journal.entry"]._append(
            self._name, self._register_told(accepted), source, reference
        )
        for change in accepted:
            change.status = "saved"
        self._register_after(accepted)

    @api.model
    def _register_check(self, changes, source):
        """Pass the changes through every step but the writing; the accepted ones."""
        batch = Batch(self.env, source)
        for change in changes:
            change.reference = change.behalf = ""  # told by the guard, not the caller
        self._register_locate(changes, batch)
        self._register_refuse_repeated(changes)
        pending = [change for change in changes if not change.status]
        for change in pending:
            if change.new == change.old:
                change.status = "same"
            elif change.seen is not None and change.seen != change.old:
                change.status = "conflict"
        for step in (
            self._register_check_owner,
            self._register_check_value,
            self._register_check_lock,
        ):
            pending = [change for change in pending if not change.status]
            step(pending, batch)
        accepted = [change for change in pending if not change.status]
        for change in accepted:
            change.passed = _PASSED
        return accepted

    @api.model
    def _register_refuse_repeated(self, changes):
        """Refuse a cell's second change in one batch: nobody can tell which is meant."""
        places = set()
        for change in changes:
            place = change.key, change.slot
            if place in places and not change.status:
                change.refuse(Problem("cell_twice"))
            places.add(place)

    @api.model
    def _register_apply_all(self, changes, source, reference=""):
        """Apply all changes or none: raise for the first one that is refused."""
        accepted = self._register_check(changes, source)
        for change in changes:
            if change.problem:
                self._raise_problem(change.problem)
        if accepted:
            self._register_write(accepted, source, reference)
        return changes

    # -- what each kind of entry answers -------------------------------------------

    @api.model
    def _register_locate(self, changes, batch):
        """Fill in record, book, company, cell and the stored text of each change.

        Refuses what the user may not even see.

        :param batch: ``Batch`` to read rows, columns and books into
        """
        raise NotImplementedError

    @api.model
    def _register_check_owner(self, changes, batch):
        """Refuse what this user does not enter today."""
        raise NotImplementedError

    @api.model
    def _register_check_value(self, changes, batch):
        """Refuse what is not legal under the regulation in force."""
        raise NotImplementedError

    @api.model
    def _register_check_lock(self, changes, batch):
        """Refuse what is locked now."""
        for change in changes:
            book, kind = batch.books[change.book], self._register_kind(change, batch)
            cell = self._register_cell(change, batch)
            verdict = batch.locks.verdict(book, kind, cell)
            if verdict.lock:
                change.refuse(batch.locks.problem(book, kind, cell))
            elif verdict.exception:
                change.reference = f"school.lock.exception,{verdict.exception}"

    @api.model
    def _register_cell(self, change, batch):
        """What of the entry's place and age locks look at: a ``Cell``."""
        return Cell()

    @api.model
    def _register_kind(self, change, batch):
        """The kind of entry, as a lock's scope names kinds."""
        raise NotImplementedError

    @api.model
    def _register_store(self, changes):
        """Write the accepted changes in one statement; fills in new records' ids."""
        raise NotImplementedError

    @api.model
    def _register_told(self, changes):
        """What the journal tells: the changes, and what follows from them by rule."""
        return changes

    @api.model
    def _register_after(self, changes):
        """Recompute what stands on the changed cells."""

    @api.model
    def _register_stored_sql(self):
        """SQL giving (book, record, slot, cell, text) of every stored value not blank.

        Verification compares it with the journal's last values.
        """
        raise NotImplementedError

    # -- who and whence --------------------------------------------------------------

    @api.model
    def _register_source(self, default="form"):
        """The way in, as the journal names it: told by the server, not the caller."""
        if self.env.context.get("school_source") is IMPORTING:
            return "import"
        # Odoo hides the request itself from what XML-RPC and JSON-RPC call
        url = getattr(threading.current_thread(), "url", "")
        if not url:
            return "system"
        if urlsplit(url).path.startswith(("/json/", "/xmlrpc", "/jsonrpc")):
            return "api"
        return default

    # -- the ORM's own doors -----------------------------------------------------------

    def _register_changes_from_vals(self, vals):
        """The changes that writing ``vals`` to these records would make."""
        raise NotImplementedError

    def write(self, vals):
        """Write; values of the register pass its guard, the cell's key never changes."""
        if set(self._register_key) & vals.keys():
            self._raise("cell_moved")
        slots = {name for names in self._register_slots.values() for name in names}
        entered = {name: vals[name] for name in slots & vals.keys()}
        rest = {name: value for name, value in vals.items() if name not in entered}
        if entered and self:
            self.check_access("write")
            records = self.union()  # a caller may name a record twice
            self._register_apply_all(
                records._register_changes_from_vals(entered), self._register_source()
            )
        return super().write(rest) if rest else True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """A cell is cleared, never deleted: its history is one."""
        self._raise("cell_kept")
