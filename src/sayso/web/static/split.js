// Two documents scroll together: between two passages that both have, one moves as far as the other, in proportion.

const panes = [document.getElementById("l"), document.getElementById("r")];
const numbers = [...new Set([...panes[0].querySelectorAll("[data-pair]")].map((link) => link.dataset.pair))];
const top = (pane, id) => {
  const mark = document.getElementById(id);
  return mark ? mark.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop : null;
};

/** Where each pair stands in both panes, in an order in which both go down (what crosses is left out), with both ends. */
function stations() {
  const found = numbers.map((n) => [top(panes[0], `l${n}`), top(panes[1], `r${n}`)]).filter(([a, b]) => a !== null && b !== null);
  found.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  // The longest run in which the right side goes down too (patience sorting), so that one crossed passage costs only itself.
  const best = [];
  const back = [];
  found.forEach(([, b], at) => {
    let low = 0, high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (found[best[middle]][1] < b) low = middle + 1;
      else high = middle;
    }
    back[at] = low ? best[low - 1] : -1;
    best[low] = at;
  });
  const kept = [];
  for (let at = best.at(-1) ?? -1; at >= 0; at = back[at]) kept.unshift(found[at]);
  return [[0, 0], ...kept, [panes[0].scrollHeight, panes[1].scrollHeight]];
}

/** The height in the other pane that goes with `y` in the one numbered `side`. */
function across(points, side, y) {
  for (let n = 1; n < points.length; n++) {
    const [a, b] = [points[n - 1], points[n]];
    if (y <= b[side] || n === points.length - 1) {
      const share = b[side] > a[side] ? (y - a[side]) / (b[side] - a[side]) : 0;
      return a[1 - side] + Math.min(1, Math.max(0, share)) * (b[1 - side] - a[1 - side]);
    }
  }
  return y;
}

let leads = 0;
let until = 0;
for (const side of [0, 1]) {
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    panes[side].addEventListener(kind, () => { leads = side; until = 0; }, { passive: true });
  }
  panes[side].addEventListener("scroll", () => {
    if (side !== leads && performance.now() < until) return; // the other one moved this one
    leads = side;
    until = performance.now() + 150;
    const eye = panes[side].clientHeight / 3; // where a reader looks: passages meet there, not at the edge
    panes[1 - side].scrollTop = across(stations(), side, panes[side].scrollTop + eye) - eye;
  }, { passive: true });
}

/** A number leads to the same passage on the other side, without moving the page. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-pair], .pairs-list a[href^='#l']");
  if (!link) return;
  event.preventDefault();
  const id = link.getAttribute("href").slice(1);
  const number = id.slice(1);
  const side = id[0] === "l" ? 0 : 1;
  const points = [top(panes[0], `l${number}`), top(panes[1], `r${number}`)];
  leads = -1;
  until = performance.now() + 400;
  panes.forEach((pane, n) => { pane.scrollTop = points[n] - pane.clientHeight / 3; });
  document.querySelectorAll(".pair.now").forEach((e) => e.classList.remove("now"));
  const pair = [...document.querySelectorAll(`[data-pair="${number}"]`)];
  pair.forEach((e) => e.classList.add("now"));
  pair.find((e) => panes[side].contains(e))?.focus({ preventScroll: true });
  setTimeout(() => { leads = side; }, 400);
});
