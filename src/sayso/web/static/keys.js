// Single keys: j and k walk, o opens, u goes up, / searches, ? shows them. They can be switched off (WCAG 2.1.4).

const dialog = document.getElementById("keys");
const hint = document.querySelector(".keys-hint");
const toggle = dialog.querySelector("[data-keys-on]");
const OFF = "sayso-keys-off";

let off = false;
try {
  off = localStorage.getItem(OFF) === "1";
} catch {
  // no storage: the keys are on
}
toggle.checked = !off;
toggle.addEventListener("change", () => {
  off = !toggle.checked;
  try {
    localStorage.setItem(OFF, off ? "1" : "0");
  } catch {
    // holds for this page
  }
});
hint.hidden = false;
hint.querySelector("[data-keys]").addEventListener("click", () => dialog.showModal());

/** What j and k walk through: the first link of every item that can be seen; in a document, the notes beside it. */
function stops() {
  const items = [...document.querySelectorAll("[data-item], .row aside .note")];
  return items.filter((item) => item.checkVisibility()).map((item) => item.querySelector("a[href]")).filter(Boolean);
}

function walk(step) {
  const all = stops();
  if (!all.length) return;
  const item = document.activeElement?.closest("[data-item], .row aside .note");
  const at = all.findIndex((stop) => stop === document.activeElement || item?.contains(stop));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  all[next].focus({ preventScroll: true, focusVisible: true });
  all[next].scrollIntoView({ block: "nearest" });
}

const ACTIONS = {
  j: () => walk(1),
  k: () => walk(-1),
  o: () => document.activeElement?.matches("a[href], summary") && document.activeElement.click(),
  u: () => location.pathname !== "/" && location.assign(document.querySelector("[data-up]")?.href ?? "/"),
  "/": () => document.getElementById("find").focus(),
  "?": () => dialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "Escape" && typing) event.target.blur();
  if (off || typing || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
