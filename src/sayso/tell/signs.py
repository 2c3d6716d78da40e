"""The sign of sayso, the funnel: a tick for every report that carries a claim, a dot for every voice it rests on."""

from __future__ import annotations

from markupsafe import Markup

from sayso.tell.lookup import count

MOST = 12  # ticks or dots drawn one by one; beyond, the sign is shortened and the number written out


def funnel(reports: int, voices: int, ascii_only: bool = False) -> str:
    """The funnel in characters: "|||| → ● ●"; "o" and "->" where the terminal has no others. No voice is "○"."""
    arrow, dot, none, more = ("->", "o", "-", "..") if ascii_only else ("→", "●", "○", "…")
    ticks = "|" * reports if reports <= MOST else "|" * (MOST - 2) + more + str(reports)
    if voices > MOST:
        dots = f"{dot} {dot} {more}{voices}"
    else:
        dots = " ".join(dot * voices) or none
    return f"{ticks} {arrow} {dots}"


def reading(reports: int, voices: int, names: list[str]) -> str:
    """The funnel in words: "carried by 5 reports, rests on 1 voice: Ruiz"; of very many names the first."""
    said = f"carried by {count(reports, 'report')}, "
    if not voices:
        return said + "no voice named"
    if not names:
        return said + f"rests on {count(voices, 'voice')} that nobody names"
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return said + f"rests on {count(voices, 'voice')}: " + ", ".join(names[:MOST]) + more


def drawing(reports: int, voices: int, words: str) -> Markup:
    """The funnel as SVG, with its reading as the text alternative: ticks running together into dots."""
    ticks, dots = min(reports, MOST), min(voices, MOST)
    pitch, gap, height = 5, 26, 18
    left = [1.5 + pitch * i for i in range(ticks)]
    mouth = left[-1] + 4 if left else 0
    right = [mouth + gap + 6 + 11 * i for i in range(max(dots, 1))]
    width = round(right[-1] + 6, 1)
    middle = height / 2
    out = [f'<svg class="funnel" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">']
    out.append(str(Markup("<title>{}</title>").format(words)))
    out += [f'<path class="tick" d="M{x} 2.5V{height - 2.5}"/>' for x in left]
    # Both lips run to the nearest dot: five reports that rest on one voice look like a funnel, whatever the counts.
    out.append(f'<path class="lip" d="M{mouth} 2.5L{right[0] - 5} {middle}L{mouth} {height - 2.5}"/>')
    if dots:
        out += [f'<circle class="dot" cx="{x}" cy="{middle}" r="4"/>' for x in right]
    else:
        out.append(f'<circle class="none" cx="{right[0]}" cy="{middle}" r="3.5"/>')
    out.append("</svg>")
    return Markup("".join(out))
