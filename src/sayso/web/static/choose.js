// The right speaker by selecting words: what is selected in the text becomes a choice of the form, and is chosen.
import { place } from "./offsets.js";

const article = document.querySelector("[data-document]");
const panel = document.querySelector("[data-content]");
const part = document.querySelector("[data-speaker]");
if (article && panel && part) {
  const select = part.querySelector("select");
  const [content] = JSON.parse(panel.dataset.content);
  const said = document.createElement("p");
  said.className = "chosen";
  said.setAttribute("role", "status");
  said.textContent = "Or select in the text the words that name who said it.";
  select.closest("label").after(said);
  let option = null;
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!part.open || !selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const text = article.querySelector(".text");
    if (!text?.contains(range.startContainer)) return;
    const found = place(range);
    if (!found || found.words.length > 200) return;
    if (!option) {
      option = document.createElement("option");
      select.append(option);
    }
    option.textContent = found.words;
    option.value = JSON.stringify([content, { document: article.dataset.document, ...found }]);
    select.value = option.value;
    said.textContent = "Selected: ";
    const words = document.createElement("span");
    words.className = "found";
    words.textContent = found.words;
    said.append(words);
  });
}
