"""One sheet of marks on its way into the register."""


class SheetPlan:
    """One sheet on its way: the book it is for, what was found, what would change."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.book = None
        self.findings = []
        self.check = None
        self.changes = []  # (model, Change, planned cell or comment, column name)
        self.foreign = False

    def set_aside(self, finding):
        """Leave the sheet to the colleague whose it is, whatever is in it."""
        self.foreign = True
        self.findings, self.changes, self.check = [finding], [], None

    @property
    def blocked(self):
        """Whether an error keeps the sheet from being written."""
        return any(finding.severity == "error" for finding in self.findings)
