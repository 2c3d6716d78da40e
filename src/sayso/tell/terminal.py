"""The dossier at a glance, for a terminal: stories, claims with their funnels, what differs, what could not be read.

Piped or under NO_COLOR it is plain text of the same shape. No character of a source reaches the terminal that could
command it, and no source text is ever read as markup.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from sayso.tell import signs
from sayso.tell.judgements import line
from sayso.tell.lanes import human, span_of_dates
from sayso.tell.lookup import Lookup, count, is_dispute, kind_name, marks
from sayso.tell.notes import sentence
from sayso.tell.plain import clip, plain, transliterated
from sayso.types import Claim, Conflict, Dossier, Story

CLAIMS = 12  # claims of one story on the screen; how many more there are is said
CONFLICTS = 8
_NARROWEST, _WIDEST = 40, 110


def terminal(dossier: Dossier, console: Console | None = None) -> None:
    """Write the summary to a console (by default to standard output, as wide as it is, 80 columns when piped)."""
    screen = _Screen(console or _Plain(highlight=False, soft_wrap=True), Lookup(dossier))
    screen.show()


class _Plain(Console):
    """A console that tells its caller when the reader is gone, where rich would end the process as failed."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class _Screen:
    def __init__(self, console: Console, look: Lookup) -> None:
        self.console = console
        self.look = look
        self.width = max(_NARROWEST, min(_WIDEST, console.width if console.is_terminal else 80))
        self.encoding = console.encoding or "utf-8"
        self.ascii = transliterated("●→○≠", self.encoding) != "●→○≠"

    def show(self) -> None:
        if not self.look.dossier.documents:
            self.line("No report could be read." if self.look.dossier.failures else "There is no report in this dossier.")
        alone = [s for s in self.look.stories if len(s.documents) == 1]
        several = [s for s in self.look.stories if len(s.documents) > 1]
        for n, story in enumerate(several or alone[:1]):
            if n:
                self.line()
            self.story(story)
        if rest := (alone if several else alone[1:]):
            self.line()
            self.line(count(len(rest), "report stands alone", "reports stand alone") + ":", "bold")
            for story in rest[:CLAIMS]:
                self.item(f"{self.look.letters[story.documents[0]]}  ", self.look.title(story))
            if len(rest) > CLAIMS:
                self.line(f"  and {len(rest) - CLAIMS:,} more", "dim")
        self.judgements()
        self.failures()

    def story(self, story: Story) -> None:
        look = self.look
        self.item("", look.title(story), "bold")
        days = span_of_dates(look, story) or "days not known"
        facts = f"{days} · {count(len(story.documents), 'report')} · {count(len(look.voices(story)), 'voice')} in this pile"
        self.line(facts, "dim")
        claims, single = look.shared_and_single(story)
        if not claims and not single:
            self.line("No claim found.")
        self.line()
        column = max((cell_len(self.sign(c)) for c in claims[:CLAIMS]), default=0) + 2
        for claim in claims[:CLAIMS]:
            self.claim(claim, min(column, 34))
        if len(claims) > CLAIMS:
            self.line(f"and {count(len(claims) - CLAIMS, 'more claim')}", "dim")
        if single:
            self.line(f"and {count(len(single), 'claim')} that one report alone carries", "dim")
        conflicts = sorted(look.conflicts_of_story.get(story.id, []), key=lambda x: not is_dispute(x))
        self.line()
        if not conflicts:
            if len(story.documents) > 1:
                self.line("Where accounts differ: none found.")
            return
        self.line("Where accounts differ", "bold")
        for conflict in conflicts[:CONFLICTS]:
            self.conflict(conflict)
        if len(conflicts) > CONFLICTS:
            self.line(f"and {count(len(conflicts) - CONFLICTS, 'more difference')}", "dim")
        self.reports(story)

    def reports(self, story: Story) -> None:
        """What the letters beside the differences stand for."""
        look = self.look
        self.line()
        self.line("The reports", "bold")
        documents = look.in_order(story.documents)
        column = max(len(look.letters[d]) for d in documents[:CLAIMS]) + 2
        for document in documents[:CLAIMS]:
            report = look.reports[document]
            outlet = look.name(report.outlet) if report.outlet else ""
            label = clip(look.label(document), 2 * (self.width - column))
            facts = [label, *([outlet] if outlet and outlet != label else [])]
            facts += [human(report.published)] if report.published else []
            self.item(set_cell_size(look.letters[document], column), " · ".join(facts), lead="cyan")
        if len(documents) > CLAIMS:
            self.line(f"and {count(len(documents) - CLAIMS, 'more report')}", "dim")

    def sign(self, claim: Claim) -> str:
        return signs.funnel(len(self.look.documents_of(claim)), claim.independent, self.ascii)

    def claim(self, claim: Claim, column: int) -> None:
        look = self.look
        gist = clip(plain(look.gist(claim)), 3 * (self.width - column))
        self.item(set_cell_size(self.sign(claim), column), gist, lead="cyan")
        rests = ", ".join(look.rests_on(claim)[:6]) + (" and others" if len(claim.rests_on) > 6 else "")
        below = f"rests on {rests}" if claim.rests_on else "no voice named" if not claim.independent else ""
        self.item(" " * column, below, "dim", tail=", ".join(marks(claim, look.disputed(claim))))

    def conflict(self, conflict: Conflict) -> None:
        members = (self.look.attributions[m] for m in conflict.members if m in self.look.attributions)
        letters = list(dict.fromkeys(self.look.letters[m.document] for m in members))
        style = "red" if is_dispute(conflict) else "dim"
        letters.sort(key=lambda letter: (len(letter), letter))
        name = kind_name(conflict).split(",")[0]  # that the sense may turn, the note says
        self.item(set_cell_size(name, 22), f"{sentence(conflict.note)} ({' '.join(letters)})", lead=style)

    def judgements(self) -> None:
        rulings = self.look.dossier.judgements
        if not rulings:
            return
        self.line()
        self.line("What the reader decided", "bold")
        for ruling in rulings[-CLAIMS:]:
            self.item("  ", line(ruling, self.look))
        if len(rulings) > CLAIMS:
            self.line(f"  and {len(rulings) - CLAIMS:,} before", "dim")

    def failures(self) -> None:
        failures = self.look.dossier.failures
        if not failures:
            return
        self.line()
        self.line(f"Could not be read: {len(failures)}", "bold")
        for failure in failures[:CLAIMS]:
            self.item("  ", f"{failure.source}: {failure.error}")
        if len(failures) > CLAIMS:
            self.line(f"  and {len(failures) - CLAIMS:,} more", "dim")

    # -- one line, or one item that hangs under its lead ---------------------------------------------

    def line(self, words: str = "", style: str = "") -> None:
        if words:
            self.item("", words, style)
        else:
            self.console.print()

    def item(self, head: str, words: str, style: str = "", *, lead: str = "", tail: str = "") -> None:
        """`words` wrapped in what is left beside `head`, each line below it; `tail` in the colour of conflict."""
        if not words and not tail:
            return
        column = cell_len(head)
        body = Text(transliterated(plain(words), self.encoding), style=style)
        if tail:
            mark = transliterated(plain(tail), self.encoding)
            room = self.width - column - body.cell_len % max(1, self.width - column)
            between = "" if not words else "  " if cell_len(mark) + 2 <= room else "\n"
            body = Text.assemble(body, between, (mark, "red"))
        for n, row in enumerate(body.wrap(self.console, max(16, self.width - column), overflow="fold")):
            row.rstrip()
            start = Text(transliterated(head, self.encoding), style=lead) if n == 0 else Text(" " * column)
            self.console.print(Text.assemble(start, row), soft_wrap=True)
