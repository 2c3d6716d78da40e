"""Two questions to a directed graph: the smallest set of vertices that parts it, and what goes round in a circle."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

V = TypeVar("V", bound=Hashable)

_ENDLESS = 1 << 40


def minimum_cut(arcs: Mapping[V, Iterable[V]], narrow: Collection[V], source: V, sink: V) -> set[V]:
    """The smallest set of `narrow` vertices without which no way leads from source to sink; the one nearest the sink.

    `arcs`: from each vertex to those that follow it. Other vertices cannot be taken away; ValueError where a way passes
    through none that can. By Menger's theorem the size is that of a largest set of ways that share no narrow vertex.

    Each narrow vertex is split into an entry and an exit joined by an arc of capacity one, and a maximum flow is sent
    through (Dinic 1970; with such capacities it takes O(arcs · √vertices), Even & Tarjan 1975). The cut is read off
    from the sink's side of the residual graph, which is the same for every maximum flow (Ford & Fulkerson 1962).
    """
    if alone := _last_of_one_way(arcs, frozenset(narrow), source, sink):
        return {alone}
    flow = _Flow(arcs, narrow)
    ends = flow.number.get(source), flow.number.get(sink)
    if ends[0] is None or ends[1] is None:
        return set()
    first, last = 2 * ends[0] + 1, 2 * ends[1]
    while flow.advance(first, last):
        pass
    near = flow.leads_to(last)
    return {v for v, n in flow.number.items() if v in flow.narrow and 2 * n + 1 in near and 2 * n not in near}


def _last_of_one_way(arcs: Mapping[V, Iterable[V]], narrow: frozenset[V], source: V, sink: V) -> V | None:
    """Where only one way leads on from the source, and it comes to the sink: its last narrow vertex. Most graphs are such."""
    last, at, seen = None, source, {source}
    while at != sink:
        after = set(arcs.get(at, ()))
        if len(after) != 1 or after <= seen:
            return None
        (at,) = after
        seen.add(at)
        last = at if at in narrow else last
    return last


class _Flow(Generic[V]):
    """Vertex n enters at 2n and leaves at 2n + 1. Arc k and its reverse k ^ 1 stand beside each other."""

    def __init__(self, arcs: Mapping[V, Iterable[V]], narrow: Collection[V]) -> None:
        self.narrow = frozenset(narrow)
        self.number: dict[V, int] = {}
        for a, bs in arcs.items():
            for v in (a, *bs):
                self.number.setdefault(v, len(self.number))
        self.out: list[list[int]] = [[] for _ in range(2 * len(self.number))]
        self.head: list[int] = []
        self.left: list[int] = []
        for v, n in self.number.items():
            self._arc(2 * n, 2 * n + 1, 1 if v in self.narrow else _ENDLESS)
        for a, bs in arcs.items():
            for b in bs:
                self._arc(2 * self.number[a] + 1, 2 * self.number[b], _ENDLESS)

    def _arc(self, a: int, b: int, capacity: int) -> None:
        for tail, head, left in ((a, b, capacity), (b, a, 0)):
            self.out[tail].append(len(self.head))
            self.head.append(head)
            self.left.append(left)

    def advance(self, first: int, last: int) -> bool:
        """Send as much as goes along shortest ways; False when there is none left."""
        level = {first: 0}
        queue = deque([first])
        while queue and last not in level:
            a = queue.popleft()
            for k in self.out[a]:
                if self.left[k] and self.head[k] not in level:
                    level[self.head[k]] = level[a] + 1
                    queue.append(self.head[k])
        if last not in level:
            return False
        tried = [0] * len(self.out)
        way: list[int] = []
        at = first
        while True:
            if at == last:
                if min(self.left[k] for k in way) > 1:
                    raise ValueError("a way from source to sink passes through no vertex that can be taken away")
                for k in way:
                    self.left[k] -= 1
                    self.left[k ^ 1] += 1
                way, at = [], first
            elif tried[at] < len(self.out[at]):
                k = self.out[at][tried[at]]
                if self.left[k] and level.get(self.head[k]) == level[at] + 1:
                    way.append(k)
                    at = self.head[k]
                else:
                    tried[at] += 1
            elif way:
                at = self.head[way.pop() ^ 1]
                tried[at] += 1
            else:
                return True

    def leads_to(self, last: int) -> set[int]:
        """From where more could still be sent to `last`."""
        seen = {last}
        queue = deque([last])
        while queue:
            for k in self.out[queue.popleft()]:
                if self.left[k ^ 1] and self.head[k] not in seen:
                    seen.add(self.head[k])
                    queue.append(self.head[k])
        return seen


def circles(arcs: Mapping[str, Collection[str]]) -> Iterator[frozenset[str]]:
    """Strongly connected components of two or more vertices, by the two passes of Kosaraju and Sharir (1981)."""
    finished: list[str] = []
    seen: set[str] = set()
    for root in sorted(arcs):
        stack = [(root, iter(sorted(arcs[root])))] if root not in seen else []
        seen.add(root)
        while stack:
            vertex, rest = stack[-1]
            child = next((c for c in rest if c not in seen), None)
            if child is None:
                finished.append(vertex)
                stack.pop()
            else:
                seen.add(child)
                stack.append((child, iter(sorted(arcs.get(child, ())))))
    back: dict[str, set[str]] = {}
    for a, bs in arcs.items():
        for b in bs:
            back.setdefault(b, set()).add(a)
    placed: set[str] = set()
    for root in reversed(finished):
        if root in placed:
            continue
        component, queue = {root}, [root]
        while queue:
            new = {a for a in back.get(queue.pop(), ()) if a not in placed and a not in component}
            component |= new
            queue.extend(new)
        placed |= component
        if len(component) > 1:
            yield frozenset(component)
