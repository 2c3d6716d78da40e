"""The dossier as Markdown (CommonMark): claims, on whom they rest, how they are worded, their chains, what differs."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.tell import signs
from sayso.tell.chains import routes
from sayso.tell.judgements import line
from sayso.tell.lanes import human, span_of_dates
from sayso.tell.lookup import Lookup, count, is_dispute, kind_name, marks, verb
from sayso.tell.notes import dated, sentence, shortened
from sayso.tell.plain import markdown_text as words
from sayso.types import Attribution, Claim, Conflict, Dossier, Story


def markdown(dossier: Dossier) -> str:
    """The dossier as one Markdown text, the sources' words escaped and in quotation lines; the full texts are left out."""
    look = Lookup(dossier)
    blocks: list[str] = []
    if len(look.stories) != 1:
        blocks.append("# Dossier")
    for story in look.stories:
        blocks += _story(look, story)
    blocks += _documents(look)
    blocks += _judgements(look)
    blocks += _failures(look)
    blocks.append(f"Made by sayso {words(dossier.made_by.sayso)}.")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _story(look: Lookup, story: Story) -> Iterator[str]:
    yield f"{'#' if len(look.stories) == 1 else '##'} {words(look.title(story))}"
    days = span_of_dates(look, story)
    outlets = {look.reports[d].outlet for d in story.documents if d in look.reports} - {None}
    facts = [days or "days of publication not known", count(len(story.documents), "report")]
    facts += [count(len(outlets), "outlet") + " named", count(len(look.voices(story)), "voice") + " in this pile"]
    yield " · ".join(facts)
    claims = look.claims_of.get(story.id, [])
    if not claims:
        yield "No claim was found."
    for claim in claims:
        yield from _claim(look, claim)
    conflicts = look.conflicts_of_story.get(story.id, [])
    if conflicts:
        yield "### Where accounts differ"
    for conflict in sorted(conflicts, key=lambda x: not is_dispute(x)):
        yield _conflict(look, conflict)
    copies, citing = look.copies_and_citing(story)
    if copies or citing:
        yield "### Who took words from whom"
    lines = [
        f"- {look.letters[x.source]} {verb(x)} {look.letters.get(x.to) or words(look.name(x.to))}"
        + (f", {x.share:.0%} of {look.letters[x.source]}’s text" if x.share else "")
        + (f" ({words(dated(x.why))})" if x.why else "")
        for x in copies
    ]
    lines += [
        f"- {look.letters[document]} cites {', '.join(words(look.name(x.to)) for x in cited)}" for document, cited in citing
    ]
    yield "\n".join(lines)


def _claim(look: Lookup, claim: Claim) -> Iterator[str]:
    reports = look.documents_of(claim)
    sign = signs.funnel(len(reports), claim.independent).replace("|", "\\|")
    yield f"### {sign} {words(look.gist(claim))}"
    reading = signs.reading(len(reports), claim.independent, [words(name) for name in look.rests_on(claim)])
    yield " · ".join([reading[:1].upper() + reading[1:], *marks(claim, look.disputed(claim))])
    yield f"Why: {words(dated(claim.why))}" if claim.why else ""
    said: dict[str, list[str]] = {}
    members = [look.attributions[m] for m in claim.members if m in look.attributions]
    members.sort(key=lambda a: (len(look.letters[a.document]), look.letters[a.document], a.content[:1]))
    for member in members:
        text = look.reports[member.document].text
        wording = " ⋯ ".join(words(text[s.start : s.end]) for s in look.variant(claim, member.id))
        said.setdefault(wording, []).append(f"**{look.letters[member.document]}** {_speaker(look, member)}")
    yield "\n".join(f"- {', '.join(dict.fromkeys(who))}:\n  > {wording}" for wording, who in said.items())
    yield "\n".join(f"- {route}" for route in routes(look, claim, words))


def _speaker(look: Lookup, member: Attribution) -> str:
    """How the report names the speaker, and who that is where the words do not say."""
    named, who = words(look.speaker(member)), words(look.who_is(member))
    return (named or "nobody named") + (f" (that is {who})" if named and who else "")


def _conflict(look: Lookup, conflict: Conflict) -> str:
    lines = [f"- **{kind_name(conflict)}**: {words(sentence(conflict.note))}"]
    members = [look.attributions[m] for m in conflict.members if m in look.attributions]
    for member in sorted(members, key=lambda a: (len(look.letters[a.document]), look.letters[a.document], a.content[:1])):
        text = look.reports[member.document].text
        own = [s for s in conflict.spans if s.document == member.document]
        inside = [s for s in own if any(s.start < c.end and c.start < s.end for c in member.content)] or own
        said = [text[s.start : s.end] for s in inside or member.content]
        who = f"  - {look.letters[member.document]}, {_speaker(look, member)}"
        same = said == [look.speaker(member)]  # what differs is the speaker
        lines.append(who if same else who + ": " + " ⋯ ".join(words(shortened(piece)) for piece in said))
    return "\n".join(lines)


def _documents(look: Lookup) -> Iterator[str]:
    if not look.letters:
        return
    yield "## Documents"
    rows = []
    for document, letter in look.letters.items():
        report = look.reports[document]
        outlet = look.name(report.outlet) if report.outlet else "outlet not known"
        when = human(report.published) if report.published else "date not known"
        title = words(report.title or "") or "untitled"
        rows.append(f"- **{letter}** {title} · {words(outlet)} · {words(when)} · {words(report.source)}")
    yield "\n".join(rows)


def _judgements(look: Lookup) -> Iterator[str]:
    if look.dossier.judgements:
        yield "## What the reader decided"
        yield "\n".join(f"- {words(line(ruling, look))}" for ruling in look.dossier.judgements)


def _failures(look: Lookup) -> Iterator[str]:
    yield "## Could not be read"
    failures = look.dossier.failures
    aside = [r for r in look.dossier.judgements if r.judgement.kind == "ignore" and r.judgement.about[0].words]
    if not failures and any(r.state == "holds" for r in aside):
        yield "What could not be read was set aside by judgement: see above."
    elif not failures:
        yield "Every input could be read."
    else:
        yield "\n".join(f"- {words(f.source)}: {words(f.error)} ({words(f.stage)})" for f in failures)
