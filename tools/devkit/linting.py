"""``make lint`` (filled in below)."""


def run() -> int:
    return 0


def rewrite() -> int:
    return 0
