"""The chains of a claim, from whoever said it first to the reports: as rows for a table, and as a drawing.

The drawing is a layered graph (Sugiyama, Tagawa & Toda 1981, with barycentres for the order): one column a hop, the
reports last. Lines are solid where the report names the hop, dashed where it only implies it, dotted where a copy was
found that the report does not admit. A line is drawn through the voices on which the claim rests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup, escape

from sayso.tell.doubts import countable, without
from sayso.tell.lookup import Lookup, count
from sayso.types import Attribution, Claim, Hop

MOST_REPORTS = 18  # reports drawn one by one; beyond, those reached by the same last hops are drawn as one
MOST_NODES = 48  # beyond, a drawing says nothing any more, and the table has to do

_WIDE, _NARROW, _ROOM = 192, 140, 566  # a column's width, so that four hops still fit beside their reports on a desk
_ROW, _TOP, _LEFT, _RIGHT = 42, 52, 10, 230
_CHARACTER = 7.6  # px that a character of a name takes at 13 px
_CALLED = 31  # characters of a report's name


@dataclass(frozen=True)
class Step:
    """One hop of a chain: its entity, its name, and whether the report only implies it."""

    entity: str | None
    name: str
    role: str
    implied: bool
    voice: str | None = None  # who stands for all with whom this hop counts as one voice; else its entity


@dataclass(frozen=True)
class Chain:
    """How a claim reached one report, by one member."""

    member: str
    document: str
    steps: tuple[Step, ...]


@dataclass
class Node:
    """A hop, a report or several reports alike in the drawing."""

    key: str
    label: str
    column: int = 0
    y: float = 0.0
    reports: tuple[str, ...] = ()
    cut: bool = False
    unnamed: bool = False
    others: tuple[str, ...] = ()  # who counts as one voice with this hop, by name
    letter: str = ""
    outlet: str | None = None  # of a report: its outlet's entity


@dataclass
class Graph:
    """The chains of a claim run together. Edges: solid, dashed or dotted."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], str] = field(default_factory=dict)
    copies: list[tuple[str, str]] = field(default_factory=list)
    through: dict[str, set[int]] = field(default_factory=dict)  # key of a node: the chains that run through it
    along: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    circular: set[tuple[str, str]] = field(default_factory=set)  # edges along which a circle runs
    of_report: dict[str, set[int]] = field(default_factory=dict)  # document: the chains that reach it
    bends: dict[tuple[str, str], list[tuple[int, float]]] = field(default_factory=dict)  # columns an edge passes, and how high
    falls: list[tuple[str, set[int]]] = field(default_factory=list)  # for each switch its hop's node, and the chains that fall


@dataclass(frozen=True)
class Switch:
    """A hop that can be left out, and what is left then: reports, and the claim counted anew."""

    number: int
    name: str
    reports: int
    claim: Claim


def chains(lookup: Lookup, claim: Claim) -> list[Chain]:
    """The chains of a claim's members, by report; several members of one report with the same chain are one."""
    found: dict[tuple[str, tuple[Step, ...]], Chain] = {}
    members = [lookup.attributions[m] for m in claim.members if m in lookup.attributions]
    one = {voice: several[0] for several in claim.together for voice in several}
    for member in sorted(members, key=lambda a: (len(lookup.letters[a.document]), lookup.letters[a.document])):
        steps = tuple(_step(lookup, member, hop, one) for hop in member.chain)
        found.setdefault((member.document, steps), Chain(member.id, member.document, steps))
    return list(found.values())


def arrows(lookup: Lookup, chain: Chain, shown: Callable[[str], str] = str) -> str:
    """A chain in one line, each name as `shown`: "Ruiz → Okafor ⇢ A"; the broken arrow where the hop is only implied."""
    parts = []
    for step in chain.steps:
        parts += [shown(step.name), "⇢" if step.implied else "→"]
    if not chain.steps:
        parts = ["nobody named", "⇢"]
    return " ".join([*parts, lookup.letters[chain.document]])


def routes(lookup: Lookup, claim: Claim, shown: Callable[[str], str] = str) -> list[str]:
    """The chains of a claim in one line each, reports with the same hops together: "Ruiz → Okafor ⇢ A, C"."""
    found: dict[tuple[str, ...], list[str]] = {}
    for chain in chains(lookup, claim):
        *way, letter = arrows(lookup, chain, shown).rsplit(" ", 1)
        found.setdefault(tuple(way), []).append(letter)
    return [" ".join([*way, ", ".join(dict.fromkeys(letters))]) for way, letters in found.items()]


def _step(lookup: Lookup, member: Attribution, hop: Hop, one: dict[str, str]) -> Step:
    if hop.entity:
        name = lookup.name(hop.entity)
    elif hop.start is not None and hop.end is not None:
        name = lookup.reports[member.document].text[hop.start : hop.end]
    else:
        name = "unnamed"
    return Step(hop.entity, name, hop.role, hop.start is None, one.get(hop.entity, hop.entity) if hop.entity else None)


# -- the graph --------------------------------------------------------------------------------------


def graph(lookup: Lookup, claim: Claim) -> Graph:
    """The chains of a claim as one graph, laid out; without nodes where it has no members or too many to draw.

    Voices that count as one are one node, called by the one that stands for all.
    """
    rows = chains(lookup, claim)
    made = Graph()
    others = {several[0]: tuple(lookup.name(v) for v in several[1:]) for several in claim.together}
    group = _groups(lookup, rows)
    for number, chain in enumerate(rows):
        keys = [_key(step, number) for step in chain.steps]
        for key, step in zip(keys, chain.steps, strict=True):
            whole = others.get(step.voice or "", ())
            made.nodes.setdefault(key, Node(key, lookup.name(step.voice) if whole else step.name, others=whole))
            made.nodes[key].cut = step.voice in claim.rests_on
            made.nodes[key].unnamed = step.voice is None or step.voice in claim.unnamed
        report = group[chain.document]
        _add_report(lookup, claim, made, report, chain.document)
        made.of_report.setdefault(chain.document, set()).add(number)
        path = [*dict.fromkeys(keys), report]
        for key in path:
            made.through.setdefault(key, set()).add(number)
        implied = {key for key, step in zip(keys, chain.steps, strict=True) if step.implied}
        for edge in pairwise(path):
            made.along.setdefault(edge, set()).add(number)
            if made.edges.get(edge) != "solid":
                made.edges[edge] = "dashed" if edge[0] in implied else "solid"
    made.circular = {edge for edge in made.edges if _in_one(claim.circles, *(_who(made.nodes[key]) for key in edge))}
    _add_copies(lookup, rows, made, group)
    if len(made.nodes) > MOST_NODES:
        return Graph()
    _columns(made)
    _heights(made)
    return made


def _who(node: Node) -> str | None:
    """The entity that a node stands for: a hop's, or a report's outlet."""
    return node.outlet if node.reports else node.key[2:] if node.key.startswith("e ") else None


def _in_one(circles: Iterable[tuple[str, ...]], a: str | None, b: str | None) -> bool:
    return any(a in circle and b in circle for circle in circles)


def _key(step: Step, number: int) -> str:
    """Hops of one voice are one node; an unknown one stands alone."""
    return f"e {step.voice}" if step.voice else f"u {number} {step.name}"


def _groups(lookup: Lookup, rows: list[Chain]) -> dict[str, str]:
    """The node of each report: its own, or one shared with those that the same last hops lead to."""
    documents = list(dict.fromkeys(chain.document for chain in rows))
    if len(documents) <= MOST_REPORTS:
        return {d: f"d {d}" for d in documents}
    last: dict[str, set[str]] = defaultdict(set)
    for number, chain in enumerate(rows):
        last[chain.document].add(_key(chain.steps[-1], number) if chain.steps and chain.steps[-1].entity else "")
    names = {d: "g " + "|".join(sorted(keys)) for d, keys in last.items()}
    return {d: names[d] for d in documents}


def _add_report(lookup: Lookup, claim: Claim, made: Graph, key: str, document: str) -> None:
    node = made.nodes.setdefault(key, Node(key, lookup.label(document), letter=lookup.letters[document]))
    if document not in node.reports:
        node.reports = (*node.reports, document)
    if len(node.reports) > 1:
        node.letter = ""
        node.label = f"{count(len(node.reports), 'report')}: " + ", ".join(lookup.letters[d] for d in node.reports)
    node.outlet = lookup.reports[document].outlet if len(node.reports) == 1 else None
    node.cut = node.cut or lookup.reports[document].outlet in claim.rests_on


def _add_copies(lookup: Lookup, rows: list[Chain], made: Graph, group: dict[str, str]) -> None:
    """Dotted lines for copies that were found; a hop that a report admits to copying gets a solid one."""
    for document in dict.fromkeys(chain.document for chain in rows):
        for derivation in lookup.derivations_of.get(document, ()):
            origin, here = group.get(derivation.to), group[document]
            if origin and origin != here and (origin, here) not in made.copies:
                made.copies.append((origin, here))
            elif (hop := f"e {derivation.to}") in made.nodes and (hop, here) not in made.edges:
                made.edges[(hop, here)] = "solid" if derivation.kind in ("cites", "republishes") else "dotted"


def _columns(made: Graph) -> None:
    """The longest way from a first voice; edges that close a circle are left out of the count; reports come last."""
    after: dict[str, list[str]] = defaultdict(list)
    for a, b in made.edges:
        after[a].append(b)
    done: list[str] = []
    state: dict[str, int] = {}
    for start in made.nodes:  # depth first without recursion: chains come from texts, and texts can be hostile
        stack = [(start, iter(after[start]))] if start not in state else []
        state.setdefault(start, 1)
        while stack:
            key, rest = stack[-1]
            follower = next(rest, None)
            if follower is None:
                state[key] = 2
                done.append(key)
                stack.pop()
            elif follower not in state:
                state[follower] = 1
                stack.append((follower, iter(after[follower])))
    place = {key: n for n, key in enumerate(reversed(done))}
    for key in reversed(done):
        for follower in after[key]:
            if place[follower] > place[key]:
                made.nodes[follower].column = max(made.nodes[follower].column, made.nodes[key].column + 1)
    last = max((node.column + (not node.reports) for node in made.nodes.values()), default=0)
    for node in made.nodes.values():
        if node.reports:
            node.column = last


def _heights(made: Graph) -> None:
    """Reports in order of their first voice; every hop at the middle of those it leads to, none on top of another."""
    voices = [key for key, node in made.nodes.items() if not node.reports]
    rank = {key: n for n, key in enumerate(voices)}
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for a, b in made.edges:
        before[b].append(a)
        after[a].append(b)
    reports = [node for node in made.nodes.values() if node.reports]
    reports.sort(key=lambda n: (sum(rank.get(k, 0) for k in before[n.key]) / max(1, len(before[n.key])), n.letter, n.label))
    for row, node in enumerate(reports):
        node.y = row * _ROW
    for column in range(max((n.column for n in reports), default=0) - 1, -1, -1):
        slots = [_Slot(0.0, rank[k], made.nodes[k], None) for k in voices if made.nodes[k].column == column]
        for slot in slots:
            if slot.node:
                heights = [_height_after(made, (slot.node.key, k), column) for k in after[slot.node.key]]
                slot.y = sum(heights) / len(heights) if heights else 0.0
        for n, edge in enumerate(made.edges):
            if made.nodes[edge[0]].column < column < made.nodes[edge[1]].column:
                slots.append(_Slot(_height_after(made, edge, column), len(rank) + n, None, edge))
        _settle(slots)
        for slot in slots:
            if slot.node:
                slot.node.y = slot.y
            elif slot.edge:
                made.bends.setdefault(slot.edge, []).insert(0, (column, slot.y))
    everything = [n.y for n in made.nodes.values()] + [y for bends in made.bends.values() for _, y in bends]
    top = min(everything, default=0.0)
    for node in made.nodes.values():
        node.y += _TOP - top
    made.bends = {edge: [(column, y + _TOP - top) for column, y in bends] for edge, bends in made.bends.items()}


@dataclass
class _Slot:
    """A place in a column: a hop's, or one that an edge passes through on its way to a later column."""

    y: float
    rank: int
    node: Node | None
    edge: tuple[str, str] | None


def _height_after(made: Graph, edge: tuple[str, str], column: int) -> float:
    """How high an edge stands in the next column: at its bend there, or at its end."""
    bends = made.bends.get(edge)
    return bends[0][1] if bends and bends[0][0] > column else made.nodes[edge[1]].y


def _settle(slots: list[_Slot]) -> None:
    """Slots in order of their height, none on top of another, and together back at the middle of where they wished to be."""
    slots.sort(key=lambda s: (s.y, s.rank))
    wish = sum(s.y for s in slots)
    for a, b in pairwise(slots):
        apart = _ROW if a.node and b.node else 30 if b.node else 14 if a.node else 10  # a hop's name stands above it
        b.y = max(b.y, a.y + apart)
    shift = (wish - sum(s.y for s in slots)) / len(slots) if slots else 0.0
    for slot in slots:
        slot.y += shift


# -- the drawing ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawing:
    """The chains as SVG, empty where there is nothing to draw or too much; the switches of its hops.

    `hops`: how many hops there are, where they are too many to be left out one by one.
    """

    svg: Markup
    switches: tuple[Switch, ...] = ()
    hops: int = 0


def drawing(lookup: Lookup, claim: Claim, words: str) -> Drawing:
    """The drawing of a claim's chains, with `words` as its text alternative."""
    made = graph(lookup, claim)
    if not made.nodes:
        return Drawing(Markup(""))
    hops = [key for key, node in made.nodes.items() if not node.reports]
    several = len(hops) > 1 and len(set().union(*made.of_report.values())) > 1
    small = countable(claim, len(hops))
    switches = _switches(lookup, claim, made, hops) if several and small else ()
    pitch = max(_NARROW, min(_WIDE, _ROOM // max(1, *(node.column for node in made.nodes.values()))))
    at = {key: (float(_LEFT + node.column * pitch), node.y) for key, node in made.nodes.items()}
    width = max(x for x, _ in at.values()) + _RIGHT
    height = max(y for _, y in at.values()) + 26
    out = [
        Markup('<svg class="chains" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}"><title>{2}</title>').format(
            width, _n(height), words
        )
    ]
    out.append(_cut(made, at, height, len(claim.rests_on)))
    for edge, style in made.edges.items():
        bends = [(_LEFT + column * pitch, y) for column, y in made.bends.get(edge, ())]
        style += " circular" * (edge in made.circular)
        out.append(_edge([at[edge[0]], *bends, at[edge[1]]], style, _falls(made, made.along.get(edge, set()))))
    for depth, (origin, taker) in enumerate(made.copies):
        either = Markup("").join(_falls(made, made.through.get(key, set())) for key in (origin, taker))
        out.append(_arc(at[origin], at[taker], depth, either))
    for key, node in made.nodes.items():
        falls = _falls(made, made.through.get(key, set()))
        out.append(_node(lookup, node, at[key], int(pitch / _CHARACTER), falls, _cut_anew(node, switches)))
    out.append(Markup("</svg>"))
    return Drawing(Markup("").join(out), switches, len(hops) if several and not small else 0)


def _switches(lookup: Lookup, claim: Claim, made: Graph, hops: list[str]) -> tuple[Switch, ...]:
    """A switch for every hop that is somebody the dossier knows, with the claim counted anew without it."""
    known = [key for key in hops if key.startswith("e ")]
    found = []
    for key, left in zip(known, without(lookup, claim, [key[2:] for key in known]), strict=True):
        # What hangs on a fallen chain without passing through the hop (a copy, an outlet's own source) falls with it
        # where no voice is left at all.
        gone = set(made.through[key]) if left.independent else set().union(*made.of_report.values())
        reports = sum(not reached <= gone for reached in made.of_report.values())
        name = ", ".join((made.nodes[key].label, *made.nodes[key].others))
        found.append(Switch(len(made.falls), name, reports, left))
        made.falls.append((key, gone))
    return tuple(found)


def _falls(made: Graph, numbers: set[int]) -> Markup:
    """Classes that say which switches leave nothing of this: all its chains run through the hop."""
    gone = [f"x{n}" for n, (_, fallen) in enumerate(made.falls) if numbers and numbers <= fallen]
    return Markup(" ".join(["", *gone]))


def _cut_anew(node: Node, switches: tuple[Switch, ...]) -> Markup:
    """Classes that say in which states of the switches the claim rests on this node: "k" while all hops count."""
    entity = _who(node)
    states = [f"k{s.number}" for s in switches if entity and entity in s.claim.rests_on]
    return Markup(" ".join(["k"] * node.cut + states))


def _node(lookup: Lookup, node: Node, place: tuple[float, float], most: int, falls: Markup, rests: Markup) -> Markup:
    """A hop with its name above, in at most `most` characters, or a report with its name beside it."""
    x, y = place
    shape = "report" if node.reports else "hop"
    title = Markup("<title>{}</title>").format(", ".join((node.label, *node.others)))
    dot = Markup('<circle class="{}" cx="{}" cy="{}" r="4"/>').format(shape, x, _n(y))
    if node.unnamed:
        dot += Markup('<circle class="ring" cx="{}" cy="{}" r="8"/>').format(x, _n(y))
    if rests:
        dot += Markup('<circle class="cut {}" cx="{}" cy="{}" r="5"/>').format(rests, x, _n(y))
    if node.reports:
        letter = Markup('<tspan class="letter">{}</tspan> ').format(node.letter) if node.letter else ""
        ours = len(node.reports) > 1 or lookup.called(node.reports[0]).kind == "path"
        label = Markup('<text x="{}" y="{}"{}>{}{}</text>').format(
            x + 11, _n(y + 4), Markup(' class="ours"') if ours else "", letter, _short(node.label, _CALLED)
        )
    else:
        more = Markup('<tspan class="ours"> +{}</tspan>').format(len(node.others)) if node.others else Markup("")
        room = most - len(f" +{len(node.others)}") if node.others else most
        label = Markup('<text x="{}" y="{}">{}{}</text>').format(x + 7, _n(y - 8), _short(node.label, room), more)
    return Markup('<g class="n{}">{}{}{}</g>').format(falls, title, dot, label)


def _edge(points: list[tuple[float, float]], style: str, falls: Markup) -> Markup:
    """A smooth line through points, level at each of them."""
    path = f"M{_n(points[0][0] + 6)} {_n(points[0][1])}"
    for n, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        last = n == len(points) - 2
        bend = max(30.0, abs(x2 - x1) / 2)
        path += f"C{_n(x1 + bend)} {_n(y1)} {_n(x2 - bend)} {_n(y2)} {_n(x2 - 6 * last)} {_n(y2)}"
    return Markup('<path class="{}{}" d="{}"/>').format(style, falls, path)


def _arc(origin: tuple[float, float], taker: tuple[float, float], depth: int, falls: Markup) -> Markup:
    """From the report that was copied to the one that copied it, left of the column."""
    (x, y1), (_, y2) = origin, taker
    reach = 22 + 7 * (depth % 5)
    line = Markup('<path class="dotted{}" d="M{} {}C{} {} {} {} {} {}"/>')
    tip = Markup('<path class="tip{5}" d="M{0} {1}L{2} {3}L{0} {4}"/>').format(
        x - 12, _n(y2 - 3.5), x - 7, _n(y2), _n(y2 + 3.5), falls
    )
    return line.format(falls, x - 5, _n(y1), x - reach, _n(y1), x - reach, _n(y2), x - 8, _n(y2)) + tip


def _cut(made: Graph, at: dict[str, tuple[float, float]], height: float, voices: int) -> Markup:
    """The line through the voices that all chains run through, and the reports of one of them; its legend counts the voices."""
    points = sorted((at[k] for k, node in made.nodes.items() if node.cut), key=lambda p: (p[1], p[0]))
    if not points:
        return Markup("")
    path = [f"M{points[0][0]} 22V{_n(points[0][1])}"]
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = _n((y1 + y2) / 2)
        path.append(f"C{x1} {middle} {x2} {middle} {x2} {_n(y2)}" if x1 != x2 else f"V{_n(y2)}")
    path.append(f"V{_n(height - 4)}")
    legend = "doubt here, and nothing is left" if voices == 1 else f"doubt these {voices}, and nothing is left"
    x = max(0, points[0][0] - 4)
    return Markup('<path class="cutline" d="{}"/><text class="legend" x="{}" y="14">{}</text>').format("".join(path), x, legend)


def _short(label: str, most: int) -> Markup:
    """A name in the room there is; the sign that it was cut is ours."""
    if len(label) <= most:
        return escape(label)
    return escape(label[: most - 1].rstrip()) + Markup('<tspan class="ours">…</tspan>')


def _n(value: float) -> str:
    """A coordinate with at most one decimal: the same on every machine, and short."""
    return f"{value:.1f}".removesuffix(".0")
