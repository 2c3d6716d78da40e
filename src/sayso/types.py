"""Every value that crosses a room's border, and nothing else.

The second half is the dossier, field for field as `docs/dossier.md` lays it down; the JSON Schema
that sayso publishes is generated from it. All offsets count code points of a document's clean text,
half-open. Values are frozen: a stage returns new ones, it never edits.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

VERSION = "0.1.0"  # of sayso; it stands in every dossier

EntityType = Literal["person", "organisation", "outlet", "place", "role", "group"]
RegionKind = Literal["title", "body", "furniture", "repeat", "quoted"]
AttributionKind = Literal["direct", "indirect", "mixed"]
HopRole = Literal["voice", "relay", "carrier", "addressee"]
MentionForm = Literal["name", "role", "pronoun"]
BlockKind = Literal["title", "heading", "byline", "dateline", "masthead", "paragraph", "quote", "item", "caption"]
ConflictKind = Literal["wording", "truncation", "attribution", "polarity", "number", "date", "place"]
DerivationKind = Literal["copies", "republishes", "reuses", "cites"]
JudgementKind = Literal[
    "same",
    "not-same",
    "same-claim",
    "not-same-claim",
    "not-a-quotation",
    "speaker",
    "not-a-hop",
    "copy",
    "not-a-copy",
    "not-a-conflict",
    "ignore",
    "undo",
]


class Span(Struct, frozen=True, order=True):
    """Code points [start, end) of one document's text."""

    start: int
    end: int


class Locus(Struct, frozen=True, order=True):
    """A span and the document it lies in."""

    document: str
    start: int
    end: int


# -- what `read` hands on --------------------------------------------------------------------------


class Given(Struct, frozen=True):
    """The bytes of one report as they came in, and what is known of them beside."""

    name: str  # a path, an address, or "file.jsonl#3", its third line
    data: bytes
    suffix: str = ""  # of the file's name, lower case: ".html"
    url: str | None = None  # where they were found in the end
    content_type: str = ""  # as the server declared it
    form: Literal["", "line", "element"] = ""  # one record of a JSONL file or of a JSON array; "": the bytes tell
    encoding: str = ""  # of an element: that of its array, with what there is to note of it
    notes: tuple[str, ...] = ()
    known: tuple[tuple[str, str], ...] = ()  # what a feed says of it: ("outlet" | "published" | "title", value)


class Run(Struct, frozen=True):
    """The text [start, end) stands for the decoded source [source_start, source_end).

    Runs are ordered and cover the whole text. Where both sides have the same length the text is the source's
    own, character for character; otherwise the cleaner replaced it (a character reference, a run of spaces).
    An empty source side means that the cleaner inserted white space; nothing else is ever inserted.
    """

    start: int
    end: int
    source_start: int
    source_end: int


class Block(Struct, frozen=True):
    """A paragraph, heading, list item … of the source, as its markup or its layout shows it."""

    start: int
    end: int
    kind: BlockKind
    main: bool | None = None  # inside the page's main text, by the extractor; None: the source has no markup
    place: str = ""  # the markup around it that tells its use: "nav", "section#comments", "div.share"


class Fact(Struct, frozen=True):
    """Something the source says of itself (its title, date, outlet), and how it is known."""

    value: str
    basis: str  # "json-ld datePublished", "og:site_name", "dateline in line 3"
    start: int | None = None  # where it stands in the text, if it does
    end: int | None = None


class Document(Struct, frozen=True):
    """One report: one clean text, its exact map back to the source, and what the source says of itself."""

    id: str  # from the content: the same bytes twice are one document with two sources
    sources: tuple[str, ...]  # paths or URLs as given, sorted
    sha256: str  # of the bytes as given
    text_sha256: str
    media_type: str
    encoding: str
    text: str
    runs: tuple[Run, ...]
    blocks: tuple[Block, ...]  # ordered, disjoint
    title: Fact | None = None
    outlet: Fact | None = None
    authors: tuple[Fact, ...] = ()
    published: Fact | None = None  # value: EDTF
    language: str | None = None  # BCP 47
    url: str | None = None
    notes: tuple[str, ...] = ()  # what the reader should know: "not UTF-8: read as windows-1252"
    canonical: str | None = None  # where the page says that it belongs (RFC 6596), which need not be where it was found


class Failure(Struct, frozen=True, order=True, omit_defaults=True):
    """An input, or a part of one, that could not be used, and why."""

    source: str
    stage: str
    error: str
    sha256: str = ""  # of the bytes as given, where there were any


# -- what `mark` finds in one document, and the dossier keeps ----------------------------------------


class Region(Struct, frozen=True, order=True):
    """What a stretch of a document's text is there for.

    title, body, furniture and repeat are disjoint; quoted (a passage set off as another outlet's text) lies over body.
    """

    start: int
    end: int
    kind: RegionKind
    why: str
    outlet: str | None = None  # of a quoted region: the outlet as named there
    outlet_start: int | None = None
    outlet_end: int | None = None


class Mention(Struct, frozen=True):
    """One place where a text names, describes or points at somebody or something."""

    document: str
    start: int
    end: int
    type: EntityType
    form: MentionForm
    name: str  # the name without titles: "Qassem Soleimani" for "Maj. Gen. Qassem Soleimani"
    entity: str  # mentions of one entity within a document share it; `identities` puts the dossier's id in its place
    why: str


class Date(Struct, frozen=True):
    """A date expression and the calendar date it stands for (EDTF, ISO 8601-2), or null with the reason."""

    document: str
    start: int
    end: int
    text: str
    value: str | None
    why: str


class Hop(Struct, frozen=True):
    """One voice or carrier of a chain; the span that names it, null where it is only implied."""

    entity: str | None
    start: int | None
    end: int | None
    role: HopRole = "voice"  # voice: first said it; relay: a person who passed it on; carrier: an outlet
    why: str = ""  # addressee ("told X"): becomes a carrier if X turns out to be an outlet, and is dropped otherwise


class Attribution(Struct, frozen=True):
    """In one document, a source is said by a cue to have said, written, thought or shown a content."""

    id: str
    document: str
    kind: AttributionKind
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    chain: tuple[Hop, ...]  # first voice first; empty when nobody is named
    within: str | None  # the attribution whose content this one is part of
    said: str | None  # EDTF, when the text says when
    confidence: float
    why: str
    said_at: Span | None = None  # the date expression behind `said`
    judged: tuple[int, ...] = ()  # the judgements that it rests on, by number


class Marked(Struct, frozen=True):
    """A document with everything that was found in it: the unit that `weave` works on."""

    document: Document
    regions: tuple[Region, ...]
    mentions: tuple[Mention, ...]
    dates: tuple[Date, ...]
    attributions: tuple[Attribution, ...]
    outlet: str | None = None  # the entity of the document's own outlet, once `identities` has run


# -- what `weave` finds across documents ------------------------------------------------------------


class Entity(Struct, frozen=True):
    """A person, organisation, outlet, place, role or group, with every spelling and every place it is named in."""

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...]  # every other spelling, as it stands in the texts
    mentions: tuple[Locus, ...]
    why: str  # which spellings were taken for one, and by what
    judged: tuple[int, ...] = ()  # the judgements that it rests on, by number


class Story(Struct, frozen=True):
    """Documents that report one affair."""

    id: str
    title: str
    documents: tuple[str, ...]
    related: tuple[str, ...]
    why: str


class Variant(Struct, frozen=True):
    """The words with which one attribution carries a claim: all of its content, or the part that says it."""

    attribution: str
    spans: tuple[Span, ...]


class Claim(Struct, frozen=True):
    """Attributions, across documents, whose contents say the same thing."""

    id: str
    story: str
    gist: str  # the shortest faithful variant, in the source's words
    gist_at: Locus
    members: tuple[str, ...]
    variants: tuple[Variant, ...]  # one for each member, in the same order
    origins: tuple[str, ...]
    independent: int
    rests_on: tuple[str, ...]
    why: str
    unnamed: tuple[str, ...] = ()  # those in its chains whom no report names ("a nurse"): one voice at most for each outlet
    circles: tuple[tuple[str, ...], ...] = ()  # those who have it from one another
    same: str = ""  # why the members are one claim; `why` says on whose word it rests
    judged: tuple[int, ...] = ()  # the judgements that it rests on, by number
    together: tuple[tuple[str, ...], ...] = ()  # voices that count as one, a body and who speaks for it; whose word it is first


class Conflict(Struct, frozen=True):
    """Attributions that disagree, the words that differ, and in a sentence how."""

    id: str
    kind: ConflictKind
    members: tuple[str, ...]
    spans: tuple[Locus, ...]
    note: str
    hard: bool = False  # the difference turns the sense: a dropped negation, condition or modal
    why: str = ""
    judged: tuple[int, ...] = ()  # the judgements that it rests on, by number


class Derivation(Struct, frozen=True, omit_defaults=True):
    """A document took its words from another, or from an outlet it names."""

    source: str = field(name="from")  # the document that took: a document id
    to: str  # whom it took from: a document id, or an outlet's entity id
    kind: DerivationKind
    share: float  # of the taking document's body, 0 to 1; 0: not measured (a citation, a copy by judgement)
    spans: tuple[tuple[int, int, int, int], ...]  # from_start, from_end, to_start, to_end
    why: str
    directed: bool = True  # false: they share their words, and nothing tells which of the two took them
    judged: tuple[int, ...] = ()  # the judgements that it rests on, by number


# -- what a reader decides ---------------------------------------------------------------------------


class Anchor(Struct, frozen=True, order=True):
    """A place in a document that a judgement speaks of, and the words that stood there when it was made.

    Ids of entities and claims change as a pile grows; a place and its words do not. A whole document is the place [0, 0).
    """

    document: str
    start: int = 0
    end: int = 0
    words: str = ""


class Judgement(Struct, frozen=True):
    """One row of a case's ledger: what a reader decided. Rows are only ever added; undoing one is another row.

    What `about` holds, in this order, and what follows:

    - same: two places that name or point at somebody; they are one
    - not-same: two such places; whoever is meant in the first one's document is not whom the second means
    - same-claim: the contents of two attributions; their claims are one
    - not-same-claim: the contents of two attributions; the first one's leaves the claim that both are in
    - not-a-quotation: an attribution's content; there is no such attribution
    - speaker: an attribution's content, and the place that names who said it (left out: nobody is named)
    - not-a-hop: an attribution's content, and a place that names the hop; it did not pass on the words
    - copy: two documents; the first took its words from the second
    - not-a-copy: two documents; the first did not
    - not-a-conflict: the words of two or more attributions, one on every side of a conflict; they do not conflict
    - ignore: a document; as if it were not in the pile. Or a source that could not be read: its name for the document, and for
      the words the SHA-256 of its bytes, or the reason where it has none; it is set aside
    - undo: nothing; the row numbered `undoes` no longer holds (undoing an undo brings it back)
    """

    number: int  # 1, 2, … in the order in which they were made
    kind: JudgementKind
    about: tuple[Anchor, ...]
    who: str
    when: str  # RFC 3339, UTC, to the second
    why: str  # in the reader's words; may be empty
    undoes: int | None = None


class Ruling(Struct, frozen=True):
    """A judgement in a dossier, and what has become of it there."""

    judgement: Judgement
    # idle: what it speaks of is not in this pile, or is so without it; overridden: a later one leaves nothing of it
    state: Literal["holds", "undone", "idle", "overridden"]
    why: str  # what follows from it here, or why nothing does


# -- the dossier ------------------------------------------------------------------------------------


class Report(Struct, frozen=True):
    """A document as the dossier shows it."""

    id: str
    source: str
    sources: tuple[str, ...]
    sha256: str
    text_sha256: str
    media_type: str
    encoding: str
    title: str | None
    outlet: str | None  # an entity id
    authors: tuple[str, ...]
    language: str | None
    published: str | None
    published_basis: str
    url: str | None
    text: str
    source_map: tuple[Run, ...]
    regions: tuple[Region, ...]
    notes: tuple[str, ...]


class MadeBy(Struct, frozen=True):
    """What made a dossier: enough to make the same bytes again."""

    sayso: str
    models: dict[str, str]
    options: dict[str, str | int | float | bool | None]


class Dossier(Struct, frozen=True):
    """Who said what, through whom it reached each report, where they differ, and on whose word it rests."""

    schema: Literal["sayso-dossier/1"]
    made_by: MadeBy
    documents: tuple[Report, ...]
    stories: tuple[Story, ...]
    entities: tuple[Entity, ...]
    attributions: tuple[Attribution, ...]
    dates: tuple[Date, ...]
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    derivations: tuple[Derivation, ...]
    failures: tuple[Failure, ...]
    judgements: tuple[Ruling, ...] = ()
