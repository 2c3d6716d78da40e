"""Who of a transcript's speakers belongs to the outlet whose transcript it is: the host of a broadcast and its reporters, the
interviewer of a talk. They are the document speaking: their questions are no attributions, and they are no hops.

Nobody is taken for the host by one sign alone: he names himself, the heading names him, he speaks as one does on air; he
opens and closes, asks, and calls the others by name. Judges, chairs and counsel ask and open too: of a hearing, of a tape
and of what another outlet broadcast, more is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sayso.mark.attributions.passages import Passage
from sayso.text import fold, tokens

_LABELS = frozenset({"host", "co-host", "cohost", "presenter", "anchor", "announcer", "studio", "newsreader", "interviewer"})
_REPORTERS = frozenset({"reporter", "correspondent"})
_AIRED = re.compile(
    r"\b(?:radio|television|tv|fm|broadcast\w*|broadcaster|aired|on air|programme|podcast|episode|news network|\d{2,3}\.\d|"
    r"channel (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten))\b",
    re.IGNORECASE,
)
_ON_AIR = re.compile(
    r"good (?:morning|afternoon|evening)|welcome (?:back|to)|you(?:'re| are) (?:listening|watching|on)\b|stay with us|"
    r"stay tuned|after the (?:news|break)|right back|coming up|this (?:program(?:me)?|station|network|podcast)\b|"
    r"(?:here )?in the studio|with (?:me|us)(?: (?:now|today|tonight|here|in the studio|on the line))? is\b|"
    r"is (?:here )?with (?:me|us)|joins? (?:me|us)|joining (?:me|us)|(?:is )?on the line|line (?:one|two|three|four)\b|"
    r"bring in\b|we can go to|let(?:'s| us) go to|it(?:'s| is) (?:\w+[ -]){1,3}(?:past|to) \w+|thank you for calling|"
    r"our (?:own )?(?:reporter|correspondent)|breaking tonight|next on\b|\bnext\.$"
)
_TAPED = re.compile(
    r"\b(?:tapes?|recordings?|telephone call|phone call|call with|wiretaps?|leaked|intercept\w*)\b", re.IGNORECASE
)
_HERE = re.compile(r"what (?:are we hearing|do we know|are you hearing|can you tell us)|what(?:'s| is) the latest")
_STAFF = "(?:reporter|correspondent|editor)"
_STAFFED = re.compile(rf"\b(?:our|presenter|host|anchor|interviewer|by|{_STAFF})\s+(?:\w+\s+){{0,2}}$", re.IGNORECASE)
_TALK = re.compile(
    r"\b(?:interview(?:ed|s)?|spoke|speaks|talk(?:s|ed)?|sat down|conversation|q\s?&\s?a|questions by|answers? questions)\b",
    re.IGNORECASE,
)
_HEARING = re.compile(
    r"\b(?:court|tribunal|inquest|inquiry|hearing|(?:committee|commission)(?! (?:spoke|talked|sat))|counsel|examin\w+|"
    r"testimony|evidence|sworn|witness\w*|depos\w+|police)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(  # "to the press", not "to the press secretary"
    r"\b(?:to (?:the )?(?:reporters|press|journalists)(?! \w+(?:er|ary|or)\b)"
    r"|detectives?|prosecutors?|investigators?|jury|trial)\b",
    re.IGNORECASE,
)
_WHO = r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3}"
_CALLED = re.compile(
    rf"\b[Oo]ur (?:own )?(?:[\w-]+ ){{0,2}}{_STAFF}(?: (?:in|at) (?:the )?{_WHO})?,? (?P<whose>{_WHO})|"
    rf"\b(?P<who>{_WHO})(?:,? our (?:[\w-]+ ){{0,3}}{_STAFF}\b| reports\b| has (?:more|the story|the latest)\b)"
)
_PLACED = re.compile(rf"\b(?P<who>{_WHO}) is (?:live )?(?:in|at|outside) (?:the )?[A-Z]")
_I_AM = "I am|I[’']m|[Tt]his is|[Ii]t[’']s|[Mm]y name is"
_TO_US = re.compile(r"\b(?:tells|told|tell) (?:us|this (?:network|station|program(?:me)?))\b|\bback to you\b|been handed\b")
_BROADCAST = re.compile(r"\b(?:transcript|broadcast)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?:][\"'”’)]*\s*$")


class _Turn(NamedTuple):
    """What one speaker says at a stretch."""

    key: str  # the last word of the label, folded
    words: str


def own_turns(text: str, found: Sequence[Passage], outlet: str, authors: Sequence[str]) -> tuple[Passage, ...]:
    """The passages with the turns of the outlet's own people marked as its own. outlet and authors: the document's, "" and ()
    where it names none."""
    turns = [p for p in found if p.kind == "turn"]
    if turns and all(p.speaker is None for p in turns) and _interviewed(text[: turns[0].start], outlet):
        why = "the outlet's own question"
        return tuple(p._replace(kind="own", why=why) if p.kind == "turn" and not p.answers else p for p in found)
    if not turns or any(p.speaker is None for p in turns):
        return tuple(found)
    said = [_Turn(_key(text, p), text[p.content_start : p.end]) for p in turns]
    above = text[: turns[0].start].splitlines()
    head = "\n".join(x for x in above if not _SENTENCE.search(x) or _BROADCAST.search(x))  # a heading, no report
    aired = bool(_AIRED.search(fold(f"{outlet}\n{head}")))
    host = _leader(said) if aired or outlet else ""
    if not host or len({t.key for t in said}) < 2:
        return tuple(found)
    sure, plain = _signs(host, said, head, authors, aired)
    matter = head.partition("\n")[2] or head  # below the letterhead: a programme may be called "The Back Court"
    least = 1 if not aired else 2 if _HEARING.search(matter) or _TAPED.search(matter) else 0
    if len(sure) < least or len(sure) + len(plain) < 2 + aired:
        return tuple(found)
    own = {host: f"the outlet's own host: {', '.join(['leads', *sure, *plain])}"}
    if aired:
        own |= dict.fromkeys(_reporters(host, said), "the outlet's own reporter")
    return tuple(
        p._replace(kind="own", why=own[key]) if p.kind == "turn" and (key := _key(text, p)) in own else p for p in found
    )


def _leader(said: Sequence[_Turn]) -> str:
    """Who leads a talk: who is labelled so, or alone asks most. Empty if nobody does."""
    labelled = next((t.key for t in said if t.key in _LABELS), "")
    asked = Counter(t.key for t in said if "?" in t.words)
    most = [key for key, n in asked.items() if n == max(asked.values())]
    return labelled or (most[0] if len(most) == 1 else "")


def _interviewed(introduction: str, outlet: str) -> bool:
    """Whether what stands above questions and answers says that the outlet asked: an interview, no examination of a witness."""
    near = "\n".join(introduction.splitlines()[-4:])
    last = introduction.rstrip().rpartition("\n")[2]
    asked = _TALK.search(near) and not _HEARING.search(introduction) and not _OTHERS.search(last)
    return bool((outlet or _AIRED.search(introduction)) and asked)


def asks_for_outlet(before: str) -> bool:
    """Whether the words before a name call its bearer the one who asks for an outlet: "our presenter | Ann Lee"."""
    return bool(_STAFFED.search(before))


def _key(text: str, turn: Passage) -> str:
    assert turn.speaker is not None
    return fold(text[turn.speaker.start : turn.speaker.end]).split()[-1]


def _signs(key: str, said: Sequence[_Turn], head: str, authors: Sequence[str], aired: bool) -> tuple[list[str], list[str]]:
    """What speaks for who asks most being the host: what only a host does, and what others may do too. On air he gives
    himself away twice; in print he is named as who asked."""
    mine = " ".join(t.words for t in said if t.key == key)
    first = {t.key: n for n, t in reversed(list(enumerate(said)))}
    named: dict[str, int] = {}  # the words of his turns, and in which he first says them
    for n, t in enumerate(said):
        if t.key == key:
            for word in tokens(t.words):
                named.setdefault(fold(word.text), n)
    called = sum(named.get(k, n) < n for k, n in first.items() if k != key)
    sure = {
        "so labelled": key in _LABELS,
        "named above": _named_above(_name(key), head) or any(fold(a).split()[-1:] == [key] for a in authors),
        "names himself": aired and bool(re.search(rf"\b(?:{_I_AM})\s+{_name(key)}", mine)),
        "speaks as on air": aired and bool(_ON_AIR.search(fold(mine))),
    }
    plain = {
        "opens": said[0].key == key,
        "closes": said[-1].key == key,
        "calls the others by name": 2 * called >= len(first) - 1,
    }
    return [sign for sign, seen in sure.items() if seen], [sign for sign, seen in plain.items() if seen]


def _name(key: str) -> str:
    """A pattern for a name that ends with a word."""
    return rf"\b(?:[A-Z][\w.'’-]*\s+){{0,3}}(?i:{re.escape(key)})\b"


def _named_above(name: str, head: str) -> bool:
    """Whether the heading names him as whoever leads the talk: "The Hour with Ann Lee", "Questions: Ann Lee"."""
    led = re.search(
        rf"\b(?P<what>\w+)?\s*\b(?i:with|presented by|presenter:?|hosted by|host:?|anchor:?|interview by|interview(?:er)?:|"
        rf"questions by|questions:|by)\s+{name}",
        head,
    )
    return led is not None and fold(led.group("what") or "") not in ("interview", "talk", "conversation", "spoke", "q&a", "a")


def _reporters(host: str, said: Sequence[_Turn]) -> list[str]:
    """The speakers who are the outlet's reporters: called so, or where the news is and told it for the outlet."""
    words: dict[str, list[str]] = {}
    for t in said:
        words.setdefault(t.key, []).append(t.words)
    led = " ".join(words.pop(host))
    called = {_last(m.group("whose") or m.group("who")) for m in _CALLED.finditer(led)}
    placed = {_last(m.group("who")): m.end() for m in _PLACED.finditer(led)}
    asked = {key for key, end in placed.items() if _HERE.search(fold(led[end : end + 80]))}
    told = {key for key, turns in words.items() if _TO_US.search(fold(" ".join(turns)))}
    return [k for k in words if k in _REPORTERS or k in called or (k in placed) + (k in asked) + (k in told) >= 2]


def _last(name: str) -> str:
    return fold(name).split()[-1]
