"""The case file: everything that an investigation has gathered and decided, in one SQLite file.

It keeps the sources as they came in, what each stage made of each of them, and the ledger of the reader's judgements;
and it finds words again. It derives nothing itself: that is `sayso.trace`.
"""

from sayso.store.case import Case, CaseError, Source, Status
from sayso.store.ledger import JudgementError
from sayso.store.search import Found, Hit

__all__ = ["Case", "CaseError", "Found", "Hit", "JudgementError", "Source", "Status"]
