"""What a sentence does not tell as said: by nobody, on a condition, in a question, as an accusation, or denied as a whole.

"No official has said …", "if Holt says …", "had Holt said …", "did Holt say …?", "should have said", "is accused of saying",
"it is unclear who said", "she denied that he had said …": a statement that is drawn from these was never made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso import names
from sayso.mark.attributions.frames import Frame
from sayso.mark.attributions.grammar import ACTS, AUXILIARIES, MASK, PRONOUNS, REFUSES, cues
from sayso.text import fold, is_verbish, tokens
from sayso.types import Span

_NOBODY = re.compile(
    r"(?:nobody|no[ -]one|none|neither|not (?:one|a single))\b|no(?! (?:fewer|less|more|matter|longer|doubt)\b)(?= [a-z])",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|unless|whether)\s+$", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:^|\b(?:what|when|where|why|how|who|whom|which)\s+)(?:do|does|did|had|has|have|should|would|will|can)\s+$"
)
_TURNED = re.compile(
    r"(?:^(?:had|should)|\b(?:nor|neither|never)\s+(?:do|does|did|had|has|have))\s+$"
)  # "had Holt said", "nor did Holt say"
_WONDERS = re.compile(r"\b(?:clear|unclear|know|knows|knew|known|say|said|ask|asks|asked|wonder|wonders|wondered|mystery)\s+$")
_NEVER_CAME = re.compile(r"\b(?:should|could|might|must|ought to)(?: not)? have(?: \w+ly)? ")
_ACCUSED = re.compile(r"\b(?:accused of|suspected of|charged with|cleared of|denied|denies|denying)\s+(?:\w+ly\s+)?$")
_IS_ACCUSED = re.compile(r"\b(?:is|are|was|were|been|being) accused of$")
_HEARSAY = re.compile(r"(?:reportedly|allegedly|supposedly|apparently)\b")
_ALLEGES = re.compile(r"\b(?:claim|alleg|suggest|insinuat|purport)", re.IGNORECASE)
_VIRAL = re.compile(r"\b(?:posts?|videos?|captions?|claims?|tweets?|messages?|users?)$")
_AS_ALLEGED = re.compile(r",?\s+as\s+(?:\w+\s+)?$")
_DENIED = re.compile(r"\b(?:not|never|no|none|nobody)\b|n['’]t\b")
_SOMETHING = re.compile(r",\s+something\b[^,]*$")
_DECLINES = re.compile(r"\b(?:declin|refus)", re.IGNORECASE)
_TO_COMMENT = re.compile(
    r"to (?:comment|be interviewed|be named|be identified|be drawn|answer|elaborate|say|speak|talk|give|rule out|confirm|"
    r"discuss|disclose|speculate|respond)\b"
)
_RELATIVE = re.compile(r"\b(?:who|which|that)\b")
_WHAT = re.compile(r"\bwhat\s+$")
_OTHER_CLAUSE = re.compile(r"[,;:]|\b(?:but|and|or|when|while|as|after|before|because|since|who|which|whose)\b")
_NOT = re.compile(r"(?:\b(?:not|never|few|hardly|nobody|none|cannot)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)
_CONTRARY = re.compile(r"\b(?:contrary to|despite|unlike) what\s+$", re.IGNORECASE)
_TO_CLAIMS = re.compile(
    r"\s+(?:(?:to|at|over|about|amid)\s+)?(?:(?:an?|the|these|those|any)\s+)?(?:\w+\s+)?"
    r"(?:claims?|allegations?|accusations?|suggestions?|rumou?rs|criticisms?)\s+(?:(?:by|from|in)\s[^,;.]{2,60}?\s)?(?:that\s+)?"
)
_IN_SPITE = re.compile(
    r"\b(?:despite|in spite of|contrary to|notwithstanding|amid|missing|beating|defying|ignoring)\s+[^,;.]*$", re.IGNORECASE
)
_A_CLAIM = re.compile(
    r"(?:an?|the|that|another)(?: (?:claim|charge|accusation|allegation|suggestion|assertion|report|idea|view|criticism)s?)?",
    re.IGNORECASE,
)
_AT_CLAIMS = re.compile(r"(?:(?:the|these|those|any|recent)\s+)?(?:claims?|allegations?|accusations?|suggestions?|rumou?rs)\s+")
_A_CLAIM_OF_IT = re.compile(
    r"\ban? (?:claim|charge|accusation|allegation|suggestion|assertion|report|criticism)\s+(?:that\s+|which\s+)?[^,;.]{0,60}$"
)
_REJECTS = re.compile(r"\b(?:den(?:y|ie)|disput|reject|dismiss|refut|contest)", re.IGNORECASE)
_NO_VOICE = re.compile(r"(?:online|viral|social media|internet|false|unverified)", re.IGNORECASE)
_WHO_SAY = re.compile(r"who (?:\w+ly |had |have )?(?:sa(?:y|id)|claim|complain|report|alleg|accus)")
_THE_NEWS = re.compile(r"(?:the|his|her|their) (?:news|death|move|reports?|deal|plan|decision|arrests?|incident|attack|talks)")
_PAPERS_SEEN = re.compile(r"seen|obtained|reviewed|leaked|sent|published|shared|released")
_ASKED = re.compile(r"(?:ask|quer|question|wonder)", re.IGNORECASE)
_THIS_AT = re.compile(r"this (?:at|in|on|during|when|while|to|after|before|yesterday|today)\b")
_BRUSHES_OFF = re.compile(
    r"(?:(?:has|have|had)\s+)?(?:hit(?:s|ting)? back|(?:brush|laugh|shrug)(?:s|es|ed|ing)? off|shut(?:s|ting)? down|"
    r"fac(?:es|ed|ing)|address(?:es|ed)?|react(?:s|ed|ing)?|respond(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_FIRST_REPORTED = re.compile(
    r",\s+(?:(?:first|originally|earlier|previously|initially)\s+)?(?:reported|revealed|published|disclosed) by(?: the)?"
)
_THOUGHT = re.compile(r"(?:believed|thought|feared|presumed|suspected|reported)$", re.IGNORECASE)
_OF_FATE = re.compile(r"(?:to (?:be|have)|dead|missing|lost|drowned|killed|trapped|alive)\b")
_TIMES = re.compile(r"(?:once|twice|thrice|(?:\w+|a few|a couple of) times)(?: before .*)?", re.DOTALL)
_CLAIMS = re.compile(r"(?:ha[sd] |have )?claim(?:s|ed|ing)?$", re.IGNORECASE)
_LIVES = re.compile(
    r"(?:(?:the|their|his|her|its|at least|more than|\d[\d,]*|\w+) ){0,4}(?:lives|life|victims?)\b", re.IGNORECASE
)
_THREATENS = re.compile(r"threaten(?:s|ed|ing)?$", re.IGNORECASE)
_WITH_A_WEAPON = re.compile(r"(?:an?|the|his|her|their|him|them|[A-Z]|\w+ \w+)\b(?! that\b)[^,;]* with an? ")
_DENIES = re.compile(r"(?:had |has |have )?den(?:y|ies|ied|ying)$", re.IGNORECASE)
_WITHHELD = re.compile(  # what somebody is not given; not "denied her brother's guilt"
    r"(?:him|them|us|me)\s[^,;]+|(?:(?!(?:in|of|over|on|for|by|with|to|about|from|that)\s)[^,;\s]+\s){0,4}(?:bail|parole|asylum|visas?|entry|access|refuge|citizenship|permission|"
    r"a (?:\w+ )?(?:goal|visa|hearing|retrial|vote|place|chance|permit|licen[cs]e|win|penalty|hat-trick))"
    r"(?:\s(?:to|on|for|in|after|until|because|over|by)\s.*)?",
    re.DOTALL,
)
_RECALLS = re.compile(r"recall(?:s|ed|ing)?$", re.IGNORECASE)
_AFTER = re.compile(r"\s+(?:\w+ )?(?:after|when|over|amid)\b")
_SORRY = re.compile(r"apologi[sz]", re.IGNORECASE)
_AS_PLANNED = re.compile(
    r"(?:\w+ )?(?:plan|schedule|rites?|traditions?|customs?|size|age|need|taste|script|type|ability|height|weight|colou?r)",
    re.IGNORECASE,
)
_WAS_ON_A_DAY = re.compile(
    r"\s(?:is|are|was|were|ha[sd] been|have been)\s"
    r"(?:(?:(?:late |early )?on )?\w+day|(?:last|this) (?:night|week|month|year|\w+day)|tonight)\s"
)
WHOLE = 6  # words between a source and its cue that can belong to the cue


def unsaid(masked: str, sentence: Span, frame: Frame) -> bool:
    """Whether a sentence tells a frame's statement as one that was not made, or leaves open whether it was."""
    source, cue = frame.source, frame.cue[0]
    shown = masked[cue.start : frame.cue[-1].end]
    if _HEARSAY.match(shown) and not any(c.doc != "weak" for t in tokens(shown) for c in cues().get(fold(t.text), ())):
        return True  # "the minister reportedly knew of it"
    if source is None:
        return False
    if (not frame.ruled or frame.why.split(";")[0].endswith("noun phrase")) and _acted(masked, frame):
        return True
    told = masked[frame.content[0].start : frame.content[-1].end].strip()
    if _nothing_said(masked, frame, shown, told):
        return True
    if frame.content[-1].end <= source.start and _A_CLAIM.fullmatch(told):
        return True  # "…, a claim the party rejects": what it is stands before
    at_claims = _AT_CLAIMS.match(told) or _AT_CLAIMS.search(f"{shown.casefold()} ")
    if cue.end <= frame.content[0].start and at_claims and _BRUSHES_OFF.match(masked, cue.start):
        return True  # "hit back at claims that …", "faced claims | he had lied"
    if shown.casefold() == "asked" and masked.startswith(" by ", frame.cue[-1].end) and source.start > cue.start:
        return True  # "Asked by Reuters if he would go, Holt said …"
    if frame.content[-1].end <= cue.start and _IN_SPITE.search(masked[frame.content[-1].end : cue.start]):
        return True  # "the bill passed, despite critics' claims"
    if frame.content[-1].end <= source.start and _SOMETHING.search(told):
        return True  # "…, something its director denied"
    if (
        frame.content[0].start < cue.start
        and _REJECTS.search(shown)
        and _A_CLAIM_OF_IT.search(masked[max(sentence.start, cue.start - 90) : cue.start])
    ):
        return True  # "the plant was unsafe, the union said, an allegation | denied by the company"
    if shown == "confirmed" and frame.content[-1].end <= cue.start and _THE_NEWS.fullmatch(masked, source.start, source.end):
        return True  # "His agent, Lou Marks, | confirmed the news"
    if told.startswith("to ") and _WAS_ON_A_DAY.fullmatch(masked, source.end, cue.start):
        return True  # "ministers were last night | urged to resign"
    if _PAPERS_SEEN.fullmatch(masked, source.start, source.end):
        return True  # "…, emails | seen by the Ledger show"
    if shown.endswith("told") and masked.startswith(" off ", frame.cue[-1].end):
        return True  # "told off critics who say …"
    if _THIS_AT.match(masked, source.start) or (shown == "claims" and _NO_VOICE.fullmatch(masked[source.start : source.end])):
        return True  # "the minister said this at a summit"; "online claims that …"
    if frame.addressee is not None and cue.start < frame.addressee.start and _WHO_SAY.match(told) and not _ASKED.match(shown):
        return True  # "wrote to clients | who said they were misled"
    if _DECLINES.search(shown) and _TO_COMMENT.match(told):
        return True
    if len(frame.content) > 1 and _FIRST_REPORTED.fullmatch(masked[frame.content[0].end : source.start].rstrip()):
        return True  # "the talks, first reported by Bloomberg, are at an early stage"
    if frame.content[-1].end <= source.start and _AS_ALLEGED.search(masked[frame.content[-1].end : source.start]):
        viral = _VIRAL.search(masked, source.start, source.end)
        if viral and _ALLEGES.search(shown) and _DENIED.search(told):
            return True  # "the video does not show a riot, as the post claims": the post says it does
    before, between = masked[sentence.start : source.start], masked[source.end : cue.start] if source.end <= cue.start else ""
    none = before.casefold().endswith(("no ", "neither ")) and masked[source.start].islower()
    if _NOBODY.match(masked, source.start) or none or _CONTRARY.search(before):
        return True
    of_a_claim = masked[frame.cue[-1].end : frame.content[0].start]
    if frame.cue[-1].end <= frame.content[0].start and _TO_CLAIMS.fullmatch(of_a_claim) and not refuses(masked, frame):
        return True  # "she responded to claims that …"
    if any(MASK in masked[s.start : s.end] for s in frame.content):
        return False  # words between quotation marks are somebody's: here, whom the sentence names
    if _CONDITION.search(before) and "," not in between and not _RELATIVE.search(masked, source.start, cue.start):
        return True
    if fold(masked[source.start : source.end]) == "who" and _WONDERS.search(before):
        return True
    led = (before or f"{masked[source.start : source.end].split(None, 1)[0]} ").casefold()  # "Did Ada Holt": read as the source
    question = masked[sentence.start : sentence.end].rstrip().endswith("?")
    if cue.start > source.start and (_TURNED.search(led) or (question and _ASKS.search(led))):
        return True
    if len(between.split()) > WHOLE or "," in between or MASK in between:
        between = ""
    whole = (between + shown).casefold()
    said = [t.start for t in tokens(whole) if any(c.form == "ing" for c in cues().get(t.text, ()))]
    if _NEVER_CAME.search(f"{whole} ") or _IS_ACCUSED.search(whole):
        return True
    return any(_ACCUSED.search(whole[:at]) for at in said)


_NO_WORDS = re.compile(
    r"everything|nothing|something|all|the (?:whole )?truth|lies|an? (?:lie|joke|story)|about (?:it|this|that)"
)


def _nothing_said(masked: str, frame: Frame, shown: str, told: str) -> bool:
    """Whether a verb of saying is none here: "a man believed dead", "recalled 3,000 cars", "buried according to custom"."""
    assert frame.source is not None
    between = masked[frame.cue[-1].end : frame.content[0].start]
    follows = frame.cue[-1].end <= frame.content[0].start
    if follows and frame.source.end + 2 >= frame.cue[0].start and _THOUGHT.match(shown) and _OF_FATE.match(told):
        return not between.strip()
    if follows and _NO_WORDS.fullmatch(told) and shown.casefold().split()[-1] in ("told", "tell", "tells"):
        return True  # "told the police everything"
    if follows and len(frame.content) == 1 and told.endswith((" a", " an", " the")):
        return True  # a piece of a phrase that the model read
    if follows and (_TIMES.fullmatch(told) or (_SORRY.match(shown) and _AFTER.match(between))):
        return True  # "warned ministers three times", "apologised after a report revealed that …"
    if follows and _CLAIMS.match(shown) and _LIVES.match(told):
        return True  # "the storm claimed the lives of ten people"
    if follows and _THREATENS.match(shown) and _WITH_A_WEAPON.match(told):
        return True
    if follows and _DENIES.match(shown) and MASK not in told and _WITHHELD.fullmatch(told):
        return not any(is_verbish(t.text) for t in tokens(told))  # "denied him bail"
    if _RECALLS.match(shown):
        return MASK not in told and not any(is_verbish(t.text) for t in tokens(told))
    according = shown.casefold() == "according to" and masked[frame.source.start].isalpha()
    return according and _AS_PLANNED.fullmatch(masked[frame.source.start : frame.source.end]) is not None


def _acted(masked: str, frame: Frame) -> bool:
    """Whether a frame that the model alone reads tells of an act, with a bare noun phrase for what it was done to."""
    verbs = [fold(t.text) for s in frame.cue for t in tokens(masked, s.start, s.end)]
    if ACTS.isdisjoint(verbs) or any(MASK in masked[s.start : s.end] for s in frame.content):
        return False
    words = [t.text for s in frame.content for t in tokens(masked, s.start, s.end)]
    if frame.ruled and not all(w[:1].isupper() for w in words):
        return False  # "confirmed a second case", but "confirmed Judge Alan Burke"
    return not any(is_verbish(w) or fold(w) in cues() for w in words)


def subject_only(masked: str, frame: Frame, others: Sequence[Frame], sentence: Span) -> Frame:
    """A frame in the subject of a clause, without that clause's own verb: "a post claiming the school will close | is fake"."""
    source, cue, first = frame.source, frame.cue[0], frame.content[0]
    if source is None or source.end > cue.start or first.start < cue.end or len(frame.content) > 1:
        return frame
    starts = {sentence.start, *(f.content[0].start for f in others if f is not frame)}
    led = masked[source.end : cue.start].split() or masked[source.start : source.end].split()[-1:]
    begun = fold(masked[cue.start : cue.end]).split()[0]
    ing = source.end + 1 >= cue.start and any(c.form == "ing" for c in cues().get(begun, ()))
    claimed = masked[source.end - 1 : cue.start].strip() in _OWNS and _CLAIMED.fullmatch(masked, cue.start, cue.end) is not None
    whose = ing or claimed or led in (["who"], ["that"])
    if source.start not in starts or "," in masked[source.start : cue.start] or not whose:
        return frame
    words = list(tokens(masked, first.start, first.end))
    low = [fold(w.text) for w in words]
    groups = [n for n, w in enumerate(low) if w in AUXILIARIES and (n == 0 or low[n - 1] not in AUXILIARIES | {"not"})]
    if len(groups) < 2 or groups[0] == 0 or low[groups[-1]] not in _FINITE:
        return frame
    between = masked[words[groups[0]].end : words[groups[-1]].start]
    if "," in between or _OTHER_CLAUSE.search(between) or "that" in between.split() or low[groups[-1] - 1] in PRONOUNS:
        return frame
    end = words[groups[-1] - 1].end
    return frame._replace(content=(Span(first.start, end),)) if end > first.start else frame


_OWNS = frozenset(("'s", "’s", "'", "’"))
_CLAIMED = re.compile(r"(?:claim|allegation|assertion|suggestion|accusation|complaint|insistence|contention)s?", re.IGNORECASE)
_FINITE = frozenset(("is", "was", "are", "were", "has", "have", "will"))


def refuses(masked: str, frame: Frame) -> bool:
    """Whether a frame's source says that its content is not so: whoever denies a statement has not passed it on."""
    return not REFUSES.isdisjoint(fold(t.text) for s in frame.cue for t in tokens(masked, s.start, s.end))


def refused(masked: str, frame: Frame, others: Sequence[Frame]) -> bool:
    """Whether a frame tells what another's source denies was said: "she denied that he had said the bridge was shut".

    Not what another clause says ("denied it but said …", "denied he lied when he said …"), what "what" presupposes, nor words
    between quotation marks, which would be taken for the denier's.
    """
    source = frame.source
    if source is None or any(MASK in masked[s.start : s.end] for s in frame.content):
        return False
    if _WHAT.search(masked, max(0, source.start - 8), source.start):
        return False
    return any(
        f.cue[-1].end <= source.start < frame.cue[0].start
        and refuses(masked, f)
        and f.holds(frame.cue[0])
        and not _OTHER_CLAUSE.search(masked, f.cue[-1].end, frame.cue[0].start)
        and not _NOT.search(masked[max(0, f.cue[0].start - 24) : f.cue[0].start])
        for f in others
        if f is not frame
    )


_A_DEED = re.compile(r"(?:to|an?|the|on|\d[\d.,]*|[a-z]+(?= (?:cases?|deaths?|infections?)\b)) ?")


def deed(masked: str, frame: Frame, others: Sequence[Frame]) -> bool:
    """Whether a frame is what another's source tells that somebody did: "the clubs have agreed a fee, their agent said",
    "Uganda has confirmed nine cases, the ministry said"."""
    source, cue = frame.source, masked[frame.cue[0].start : frame.cue[-1].end].casefold().split()[-1]
    if source is None or frame.content[0].start < frame.cue[0].start or cue not in ("agreed", "confirmed"):
        return False
    land = names.known_country(masked[source.start : source.end].strip())
    told = any(f is not frame and f.holds(frame.cue[0]) and f.source is not None for f in others)
    words = [t.text for s in frame.content for t in tokens(masked, s.start, s.end)]
    bare = words[:1] == ["to"] or not any(is_verbish(w) for w in words)  # not "agreed the design was flawed"
    return told and bare and (cue == "agreed" or land) and _A_DEED.match(masked, frame.content[0].start) is not None
