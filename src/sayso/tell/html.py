"""The dossier as one HTML page that can be mailed, archived and printed: no script, nothing fetched.

The sources' words are set in a serif, ours in a sans; nothing of ours stands inside quotation marks. The page is put
together from the templates in `pages/`; what has to be computed for them is computed here, in time linear in the dossier.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sayso.tell import chains as chain_drawing
from sayso.tell import collation as collating
from sayso.tell import lanes as time_lanes
from sayso.tell import signs
from sayso.tell.doubts import ways
from sayso.tell.judgements import STATES, Unread, apart, moment, ruled
from sayso.tell.judgements import Part as Spoken
from sayso.tell.lookup import Called, Lookup, count, dispute_names, is_dispute, kind_name, verb
from sayso.tell.notes import Part, dated, note, parted, shortened
from sayso.tell.passages import Layer, Painter, Paragraphs, passage, quiet, safe, split, tongue
from sayso.tell.places import OnePage, Places, fragment
from sayso.text import fold, paragraphs, sentences, tokens
from sayso.types import (
    Anchor,
    Attribution,
    Claim,
    Conflict,
    Derivation,
    Dossier,
    Entity,
    Judgement,
    Report,
    Ruling,
    Span,
    Story,
)

T = TypeVar("T")

EVIDENCE = 30  # members of one claim whose paragraph is shown; the others are listed with a link to their place
PASSAGES = 8  # shared passages shown side by side for one derivation; the bars in the document show them all
COPIED = 30  # code points of a paragraph that have to stand elsewhere too before it is barred as copied
WHOLE = 5  # words from which a span that is most of a content is not marked as a whole where accounts differ
WAYS = 24  # ways to count a claim again that are spelled out
NOTES = 6  # notes beside one paragraph; further ones fold


def html(dossier: Dossier) -> str:
    """The page. It holds every word of the dossier's documents; whatever is capped on the way is linked to its place."""
    return render(_templates().get_template("dossier.html.jinja"), Page(dossier), css=Markup(style()))


def render(template: Template, page: Page, **given: object) -> str:
    """A template filled in; no character is left that HTML has no place for."""
    return quiet(template.render(page=page, look=page.look, to=page.to, dossier=page.dossier, **given))


def environment(*loaders: BaseLoader) -> Environment:
    """The templates of the page, and those of `loaders`, which may use its parts."""
    made = Environment(
        loader=ChoiceLoader([*loaders, PackageLoader("sayso.tell", "pages")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters["dated"] = dated
    made.filters["capitalize_first"] = lambda words: words[:1].upper() + words[1:]
    made.filters["anchor"] = fragment
    made.filters["moment"] = moment
    made.globals |= {"count": count, "safe": safe, "verb": verb}
    return made


@cache
def _templates() -> Environment:
    return environment()


@cache
def style() -> str:
    """The style sheet of the page."""
    return (files("sayso.tell") / "pages" / "dossier.css").read_text("utf-8")


_KINDS_OF_ENTITY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("People", ("person",)),
    ("Roles and groups", ("role", "group")),
    ("Outlets", ("outlet",)),
    ("Organisations", ("organisation",)),
    ("Places", ("place",)),
)


class Note(NamedTuple):
    """What stands in the margin beside a paragraph for one attribution."""

    speaker: str
    who: str
    named: bool
    claims: list[tuple[str, str, str]]  # link, funnel in characters, the other reports that carry it
    attribution: Attribution
    judged: tuple[int, ...]  # the judgements that the attribution and these claims rest on


class Piece(NamedTuple):
    """A paragraph of a document, or the part of one that lies in one region."""

    anchor: str
    kind: str
    body: Markup
    notes: list[Note]
    copied: list[tuple[str, str]]  # letter and link of each document it shares these words with
    why: str


class Fold(NamedTuple):
    """Neighbouring pieces of one kind; furniture and repeats fold away."""

    kind: str
    pieces: list[Piece]
    why: str


class Side(NamedTuple):
    """One side of a conflict: the members with the same differing words, the first one's sentence as shown.

    Those in which no word differs are one side; `others` are those of them that word it in their own way.
    """

    members: list[Attribution]
    words: Markup
    others: list[Attribution]


class Page:
    """What the templates ask for. Methods that begin with a noun return what its part of the page shows."""

    def __init__(self, dossier: Dossier, look: Lookup | None = None, to: Places | None = None) -> None:
        self.dossier = dossier
        self.look = look or Lookup(dossier)
        self.to: Places = to or OnePage(self.look)
        self._number = {d: n for n, d in enumerate(self.look.letters, 1)}

    # -- places -------------------------------------------------------------------------------------

    def attribution(self, attribution: str) -> str:
        """The address of an attribution's place in its document."""
        return self.to.attribution(self.look.attributions[attribution])

    def paragraphs(self, document: str) -> Paragraphs:
        """The paragraphs of a document, which are what mentions and dates are linked to."""
        if document not in self._paragraphs:
            self._paragraphs[document] = Paragraphs(list(paragraphs(self.look.reports[document].text)))
        return self._paragraphs[document]

    @cached_property
    def _paragraphs(self) -> dict[str, Paragraphs]:
        return {}

    def place(self, document: str, at: int) -> str:
        """The address of the paragraph that holds a place."""
        rows = self.paragraphs(document)
        number = rows.at(at)
        return self.to.paragraph(document, number, 0, rows.spans[number].start if rows.spans else 0)

    def tongue(self, document: str = "") -> Markup:
        """The lang and dir attributes for words of a document, or for a name that stands by itself."""
        return tongue(self.look.reports[document].language if document else None)

    def called(self, document: str) -> Called:
        """What a report is called, and whether in its own words."""
        return self.look.called(document)

    def story_name(self, story: str) -> str:
        """The name of a story."""
        return next((self.look.title(s) for s in self.look.stories if s.id == story), "")

    notes_shown = NOTES
    # Of one story, where its page is a page among others; None: all.
    conflicts_shown: int | None = None  # of one kind
    copies_shown: int | None = None
    dates_shown: int | None = None

    # -- stories ------------------------------------------------------------------------------------

    def facts(self, story: Story) -> list[str]:
        """The line under a story's name: its days, its reports, outlets and voices."""
        outlets = {r.outlet for d in story.documents if (r := self.look.reports.get(d)) and r.outlet}
        voices = self.look.voices(story)
        days = time_lanes.span_of_dates(self.look, story)
        return [
            days or "days of publication not known",
            count(len(story.documents), "report"),
            count(len(outlets), "outlet") + " named" if outlets else "no outlet named",
            count(len(voices), "voice") + " in this pile" if voices else "no voice named",
        ]

    def claims(self, story: Story) -> tuple[list[Claim], list[Claim]]:
        """A story's claims: those that several reports carry or that are disputed, and those of one report only."""
        return self.look.shared_and_single(story)

    def disputed(self, claim: Claim) -> list[Conflict]:
        """The conflicts of a claim that are about the matter, not only the wording."""
        return self.look.disputed(claim)

    def dispute_names(self, claim: Claim) -> list[str]:
        """How a claim is disputed, a word or two for each kind."""
        return dispute_names(self.disputed(claim))

    def funnel(self, claim: Claim) -> Markup:
        """The funnel of a claim."""
        return signs.drawing(len(self.look.documents_of(claim)), claim.independent, self.reading(claim))

    def reading(self, claim: Claim) -> str:
        """The funnel of a claim in words."""
        return signs.reading(len(self.look.documents_of(claim)), claim.independent, self.rests_on(claim))

    def rests_on(self, claim: Claim) -> list[str]:
        """The names of those a claim rests on."""
        return self.look.rests_on(claim)

    def why(self, claim: Claim) -> list[Part]:
        """Why a claim rests on those, the sources' words apart from ours."""
        return [Part(words, found) for words, found in parted(dated(claim.why))]

    def again(self, claim: Claim) -> tuple[list[tuple[str, str]], int]:
        """How to have a claim counted again: what to reject as it is spelled, and in words; and how many more there are."""
        found = list(ways(self.look, claim))
        return found[:WAYS], max(0, len(found) - WAYS)

    # -- a claim ------------------------------------------------------------------------------------

    def members(self, claim: Claim) -> list[Attribution]:
        """A claim's attributions, by report and place."""
        known = [self.look.attributions[m] for m in claim.members if m in self.look.attributions]
        number = self._number
        return sorted(known, key=lambda a: (number[a.document], a.content[0].start if a.content else 0, a.id))

    def apparatus(self, claim: Claim) -> dict[str, Any] | None:
        """The variants by families, each word under word or as a line; None where there are not two to compare."""
        members = self.members(claim)
        if len(members) < 2:
            return None
        texts = [(self.look.reports[a.document].text, self.look.variant(claim, a.id)) for a in members]
        found = collating.apparatus(texts)
        if not found.families:
            return None
        sigla = self._sigla(members)
        recede = collating.receding(found)
        families = [self._family(family, sigla, recede, members) for family in found.families]
        rows = [row for family in found.families for row in family.rows]
        return {
            "families": families,
            "collated": any(len(family.rows) > 1 for family in found.families),
            "alone": len(rows) == 1,
            "table": [
                *((sigla[w], members[w], True) for row in rows for w in row.witnesses),
                *((sigla[n], members[n], False) for n in found.rest),
            ],
        }

    def _family(
        self, family: collating.Collation, sigla: list[str], recede: frozenset[str], members: list[Attribution]
    ) -> dict[str, Any]:
        """A family for the template: the letters of its rows, and columns of cells, or the stretches of its one line."""
        rows = []
        for row in family.rows:
            names = [sigla[w] for w in row.witnesses]
            short = " ".join(names) if len(names) < 3 and len(" ".join(names)) < 4 else f"{names[0]} +{len(names) - 1}"
            rows.append((short, " ".join(names)))
        document = members[family.rows[0].witnesses[0]].document
        made: dict[str, Any] = {"rows": rows, "document": document, "line": None, "columns": [], "lines": 1}
        if len(rows) == 1:
            made["line"] = collating.line(family.rows[0], recede)
            return made
        widest = 0
        for start, end, left_out in collating.blocks(family):
            cells = []
            for row in family.rows:
                words, cut = family.cell(row, start, end)
                cells.append((words, " ".join(["most"] * family.common(row, start) + ["cut"] * cut)))
            widest += 6 if left_out else max(len(text) for text, _ in cells) + 1
            made["columns"].append((family.shared[start], left_out, cells))
        made["lines"] = min(60, widest // 14 + 2)  # lines the narrowest screen may need: the letters are repeated as often
        return made

    def _sigla(self, members: list[Attribution]) -> list[str]:
        """A letter for each member; the second from one report is A2."""
        seen: Counter[str] = Counter()
        out = []
        for member in members:
            letter = self.look.letters[member.document]
            seen[letter] += 1
            out.append(letter if seen[letter] == 1 else f"{letter}{seen[letter]}")
        return out

    def conflict_names(self, claim: Claim, member: Attribution) -> list[tuple[str, str, bool]]:
        """The kinds of conflict of a member within a claim: name, a link to the first, and whether it is a dispute."""
        touching = [x for x in self.look.disputes_of.get(claim.id, []) if member.id in x.members]
        first = {kind_name(x): x for x in reversed(touching)}
        return sorted((name, self.to.conflict(x), is_dispute(x)) for name, x in first.items())

    def chains(self, claim: Claim) -> dict[str, Any]:
        """The chains of a claim: the drawing with its switches, and the rows of its table."""
        drawn = chain_drawing.drawing(self.look, claim, self.reading(claim) + ". The list below holds the same.")
        return {"drawing": drawn, "rows": chain_drawing.chains(self.look, claim)}

    def funnel_without(self, switch: chain_drawing.Switch) -> Markup:
        """The funnel of a claim with a hop left out."""
        return signs.drawing(switch.reports, switch.claim.independent, self.reading_without(switch))

    def reading_without(self, switch: chain_drawing.Switch) -> str:
        """What is left of a claim with a hop left out, in words."""
        if not switch.reports and not switch.claim.independent:
            return "nothing is left"
        return signs.reading(switch.reports, switch.claim.independent, self.rests_on(switch.claim))

    def evidence(self, claim: Claim) -> tuple[list[Attribution], list[Attribution]]:
        """The members whose paragraphs are shown, and those that are only linked."""
        members = self.members(claim)
        return members[:EVIDENCE], members[EVIDENCE:]

    def quoted(self, claim: Claim, member: Attribution) -> Markup:
        """A member's paragraph with its words, its source and its cue marked."""
        spans = self.look.variant(claim, member.id)
        layers = [Layer(s.start, s.end, "hit") for s in spans]
        layers += [Layer(s.start, s.end, "cue") for s in member.cue] + [Layer(s.start, s.end, "speaker") for s in member.source]
        return self._shown(member.document, spans or member.source or member.cue, layers)

    def _shown(self, document: str, spans: Iterable[Span], layers: list[Layer]) -> Markup:
        """The paragraphs around spans, with layers; our marks of omission in our own type."""
        text = self.look.reports[document].text
        merged: list[Span] = []
        for span in sorted(spans):
            around = self.look.surroundings(document, span)
            if merged and around.start <= merged[-1].end + 1:
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, around.end))
            else:
                merged.append(around)
        omitted = Markup('<span class="ours" title="text left out here"> ⋯ </span>')
        shown = []
        for around in merged:
            before = omitted if around.start and text[around.start - 1] != "\n" else Markup("")
            after = omitted if around.end < len(text) and text[around.end] != "\n" else Markup("")
            shown.append(before + passage(text, around, layers) + after)
        return omitted.join(shown)

    # -- conflicts and copies -----------------------------------------------------------------------

    def conflicts(self, story: Story) -> list[tuple[str, list[Conflict]]]:
        """A story's conflicts by kind, disputes first."""
        groups: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in self.look.conflicts_of_story.get(story.id, []):
            groups[kind_name(conflict)].append(conflict)
        return sorted(groups.items(), key=lambda g: not is_dispute(g[1][0]))

    def note(self, conflict: Conflict) -> list[Part]:
        """A conflict's note, the sources' words apart from ours; none for mere wording, where the marked sides say it all."""
        return note(conflict.note) if conflict.kind != "wording" else []

    def sides(self, conflict: Conflict) -> list[Side]:
        """The sides of a conflict, by report."""
        found: dict[str, Side] = {}
        said: dict[str, str] = {}
        known = [self.look.attributions[m] for m in conflict.members if m in self.look.attributions]
        for member in sorted(known, key=lambda a: (self._number[a.document], a.content[0].start if a.content else 0)):
            text = self.look.reports[member.document].text
            reach = [s for s in conflict.spans if s.document == member.document]
            own = [Span(s.start, s.end) for s in reach if any(s.start < c.end and c.start < s.end for c in member.content)]
            if conflict.kind == "attribution" and not own:  # who is named, which lies outside of the content
                own = [Span(s.start, s.end) for s in reach]
            key = " | ".join(fold(text[s.start : s.end]) for s in own)
            content = " ".join(fold(text[c.start : c.end]) for c in member.content)
            if key not in found:
                layers = [Layer(s.start, s.end, "differs") for s in self._differing(conflict, member, own, known)]
                layers += [Layer(c.start, c.end, "hit") for c in member.content]
                shown = self._sentences(member.document, own or list(member.content), layers)
                found[key], said[key] = Side([member], shown, []), content
            elif key or content == said[key]:
                found[key].members.append(member)
            else:
                found[key].others.append(member)
        return list(found.values())

    def _differing(self, conflict: Conflict, member: Attribution, own: list[Span], members: list[Attribution]) -> list[Span]:
        """The spans to mark. A long one that is most of a content shows no difference: only its words that no other has do."""
        size = sum(c.end - c.start for c in member.content)
        text = self.look.reports[member.document].text
        others = [(self.look.reports[m.document].text, m.content) for m in members if m.id != member.id][: collating.ROWS]
        out: list[Span] = []
        for span in own:
            most = 2 * (span.end - span.start) > size
            if len(list(islice(tokens(text, span.start, span.end), WHOLE))) < WHOLE:
                out.append(span)
            elif conflict.kind == "wording" or (conflict.kind == "truncation" and most):
                out += collating.differing((text, [span]), others)
            elif not most:
                out.append(span)
        return out

    def _sentences(self, document: str, spans: list[Span], layers: list[Layer]) -> Markup:
        """The sentences that hold the spans."""
        text = self.look.reports[document].text
        wanted: list[Span] = []
        for span in sorted(spans):
            if wanted and span.end <= wanted[-1].end:
                continue
            around = self.look.surroundings(document, span)
            holding = [s for s in sentences(text, around.start, around.end) if s.start < span.end and span.start < s.end]
            wanted += [s for s in holding or [around] if not wanted or s.start >= wanted[-1].end]
        parts: list[Markup] = []
        for n, sentence in enumerate(wanted):
            if n and text[wanted[n - 1].end : sentence.start].strip():
                parts.append(Markup('<span class="ours" title="text left out here"> ⋯ </span>'))
            elif n:
                parts.append(Markup(" "))
            parts.append(passage(text, sentence, layers))
        return Markup("").join(parts)

    def shared_passages(self, derivation: Derivation) -> tuple[list[tuple[Markup, str, Markup, str]], int]:
        """The longest passages two documents share, side by side with links, in the order of the text; and how many more."""
        if derivation.to not in self.look.reports:
            return [], 0
        longest = sorted(derivation.spans, key=lambda s: (s[0] - s[1], s))[:PASSAGES]
        rows = []
        for a, b, c, d in sorted(longest):
            left = self._clip(derivation.source, Span(a, b))
            right = self._clip(derivation.to, Span(c, d))
            rows.append((left, self.place(derivation.source, a), right, self.place(derivation.to, c)))
        return rows, len(derivation.spans) - len(rows)

    def beside(self, derivation: Derivation) -> str:
        """The address of two documents beside one another; empty where there is no such page."""
        return ""

    def passage_at(self, derivation: Derivation, here: int, there: int) -> str:
        """The address of a passage in the document it was taken from, by its places in both."""
        return self.place(derivation.to, there)

    def _clip(self, document: str, span: Span, most: int = 400) -> Markup:
        text = self.look.reports[document].text
        if span.end - span.start <= most:
            return safe(text[span.start : span.end])
        gap = Markup('<span class="ours" title="text left out here"> ⋯ </span>')
        return safe(text[span.start : span.start + most // 2]) + gap + safe(text[span.end - most // 2 : span.end])

    # -- time ---------------------------------------------------------------------------------------

    def time(self, story: Story) -> dict[str, Any] | None:
        """The three lanes of a story and their table; None where no date is known."""
        marks = time_lanes.lanes(self.look, story)
        reading = "What happened, when it was said and when it was published. The table below holds the same."
        drawn = time_lanes.drawing(self.look, marks, reading)
        titles = dict(time_lanes.LANES)
        rows = [(titles[m.lane], time_lanes.human(m.value), m.value, m.places) for m in marks]
        return {"svg": drawn, "rows": rows} if marks else None

    def human(self, value: str | None) -> str:
        """A date as a person writes it."""
        return time_lanes.human(value) if value else ""

    # -- who is who ---------------------------------------------------------------------------------

    def people(self) -> list[tuple[str, list[Entity]]]:
        """Entities by kind, those named most first; only kinds that occur."""
        out = []
        for title, kinds in _KINDS_OF_ENTITY:
            found = [e for e in self.dossier.entities if e.type in kinds]
            found.sort(key=lambda e: (-len(e.mentions), e.name.casefold(), e.id))
            if found:
                out.append((title, found))
        return out

    def spellings(self, entity: Entity) -> list[tuple[str, int, list[tuple[str, str]]]]:
        """Every wording an entity is named by: how often, and a letter and a link for each report it occurs in."""
        places: dict[str, dict[str, str]] = defaultdict(dict)
        often: Counter[str] = Counter()
        for at in entity.mentions:
            if at.document not in self.look.reports:
                continue
            words = " ".join(self.look.words(at).split())
            often[words] += 1
            places[words].setdefault(self.look.letters[at.document], self.place(at.document, at.start))
        ranked = sorted(often.items(), key=lambda item: (-item[1], item[0]))
        return [(words, n, sorted(places[words].items(), key=lambda p: (len(p[0]), p[0]))) for words, n in ranked]

    @cached_property
    def origin_of(self) -> dict[str, list[Claim]]:
        """The claims that each entity is an origin of, the heaviest first."""
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.look.all_claims():
            for entity in claim.origins:
                found[entity].append(claim)
        return found

    # -- judgements ---------------------------------------------------------------------------------

    def ruled(self, judgement: Judgement) -> list[tuple[str, Spoken]]:
        """A judgement as a sentence in parts, each with its kind: "ours", "judgement", "words", "report", "source"."""
        kinds = {str: "ours", int: "judgement", Unread: "source"}
        parts = ruled(judgement)
        return [(kinds.get(type(p)) or ("words" if isinstance(p, Anchor) and p.words else "report"), p) for p in parts]

    def state(self, ruling: Ruling) -> str:
        """What became of a judgement, in a word or two."""
        return STATES[ruling.state]

    def apart(self, document: str) -> str:
        """What tells a report from others that are called the same; empty where its name does."""
        return apart(self.look, document)

    @cached_property
    def set_aside(self) -> list[Ruling]:
        """The judgements that set a source aside which could not be read."""
        ignoring = (r for r in self.dossier.judgements if r.judgement.kind == "ignore" and r.state == "holds")
        return [r for r in ignoring if r.judgement.about[0].words]

    def settled(self, values: Iterable[Claim]) -> list[Ruling]:
        """The judgements that conflicts of some claims are none."""
        numbers = {n for c in values for n in c.judged}
        return [r for r in self.dossier.judgements if r.judgement.number in numbers and r.judgement.kind == "not-a-conflict"]

    def reason(self, ruling: Ruling) -> list[tuple[str, str]]:
        """What a judgement led to, in parts: "ours", "found" (the sources' words), and "document" (an id of the dossier)."""
        out: list[tuple[str, str]] = []
        for words, found in parted(dated(ruling.why)):
            if found:
                out.append(("found", words))
                continue
            for n, piece in enumerate(re.split(r"\b(\w+)\b", words)):
                kind = "document" if n % 2 and piece in self.look.reports else "ours"
                out.append((kind, piece))
        return [part for part in out if part[1]]

    def anchor_words(self, place: Anchor) -> str:
        """The words a judgement was made about, in one line; empty for a whole document."""
        return shortened(" ".join(place.words.split()))

    def anchor_at(self, place: Anchor) -> str:
        """The address of the paragraph, or of the document, that a judgement speaks of."""
        return self.place(place.document, place.start) if place.end else self.to.document(place.document)

    def absent(self, document: str) -> str:
        """What a document is called that is not in the dossier."""
        return f"report {document}"

    # -- documents ----------------------------------------------------------------------------------

    def documents(self) -> list[Report]:
        """The reports by letter."""
        return [self.look.reports[d] for d in self.look.letters]

    def folds(self, report: Report, more: Iterable[Layer] = ()) -> list[Fold]:
        """A document's text in full: its paragraphs with their marks (and `more`) and notes, furniture and repeats apart."""
        out: list[Fold] = []
        for piece in self._pieces(report, more):
            if out and out[-1].kind == piece.kind and piece.kind in ("furniture", "repeat"):
                out[-1].pieces.append(piece)
            else:
                out.append(Fold(piece.kind, [piece], piece.why))
        return out

    def _pieces(self, report: Report, more: Iterable[Layer]) -> Iterator[Piece]:
        base = self.look.regions(report, "title", "body", "furniture", "repeat")
        borders = sorted({b for r in base for b in (r.start, r.end)})
        attributions = self.look.attributions_of.get(report.id, [])
        painter = Painter(report.text, [*self.layers(report, attributions), *more])
        margin = _Sweep((a.content[0].start, a) for a in attributions if a.content)
        copies = _Sweep(self._copied(report))
        region = 0
        for number, paragraph in enumerate(self.paragraphs(report.id).spans):
            for part, span in enumerate(split(paragraph, borders)):
                while region < len(base) and base[region].end <= span.start:
                    region += 1
                here = base[region] if region < len(base) and base[region].start <= span.start else None
                yield Piece(
                    anchor=fragment(self.to.paragraph(report.id, number, part, span.start)),
                    kind=here.kind if here else "body",
                    body=painter.paint(span.start, span.end),
                    notes=[self._note(a) for a in margin.until(span.end)],
                    copied=list(dict.fromkeys(copies.until(span.end))),
                    why=here.why if here else "",
                )

    def layers(self, report: Report, attributions: list[Attribution]) -> Iterator[Layer]:
        """What is marked in a document: who is quoted how, who speaks, what is set off."""
        for a in attributions:
            kind = "indirect" if a.kind == "indirect" else "direct nested" if a.within else "direct"
            for n, span in enumerate(a.content):
                yield Layer(span.start, span.end, kind, "" if n else fragment(self.to.attribution(a)))
            for span in a.source:
                yield Layer(span.start, span.end, "speaker")
        for region in self.look.regions(report, "quoted"):
            yield Layer(region.start, region.end, "set-off")

    def _copied(self, report: Report) -> Iterator[tuple[int, tuple[str, str]]]:
        """Where a document shares words with another it took them from."""
        rows = self.paragraphs(report.id)
        for derivation in self.look.derivations_of.get(report.id, ()):
            if derivation.to not in self.look.reports:
                continue
            letter = self.look.letters[derivation.to]
            for start, end, there, _ in derivation.spans:
                for n in range(rows.at(start), rows.at(max(start, end - 1)) + 1):
                    row = rows.spans[n]
                    first = max(start, row.start)
                    if min(end, row.end) - first >= min(COPIED, row.end - row.start):
                        yield first, (letter, self.passage_at(derivation, start, there + first - start))

    def _note(self, a: Attribution) -> Note:
        claims = []
        judged = set(a.judged)
        for claim in self.look.claims_of_attribution.get(a.id, [])[:3]:
            judged |= set(claim.judged)
            reports = self.look.documents_of(claim)
            others = " ".join(self.look.letters[d] for d in reports[:8] if d != a.document)
            sign = signs.funnel(len(reports), claim.independent)
            claims.append((self.to.claim(claim), sign, others + (" …" if len(reports) > 8 else "")))
        speaker = self.look.speaker(a)
        return Note(speaker[:120], self.look.who_is(a), bool(speaker), claims, a, tuple(sorted(judged)))


class _Sweep(Generic[T]):
    """Values by place, handed out once from front to back."""

    def __init__(self, items: Iterable[tuple[int, T]]) -> None:
        self._items = sorted(items, key=lambda item: item[0])
        self._next = 0

    def until(self, end: int) -> list[T]:
        """The values whose place lies before `end` and that were not handed out yet."""
        start = self._next
        while self._next < len(self._items) and self._items[self._next][0] < end:
            self._next += 1
        return [value for _, value in self._items[start : self._next]]
