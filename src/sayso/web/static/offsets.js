// Offsets at the browser's edge. sayso counts code points; the DOM counts UTF-16 code units, two for every character
// beyond U+FFFF. What stands in a paragraph of a document's page is its text, character for character, but for a box in
// place of each character that turns the direction of reading (class "control"): it counts as one.

/** The UTF-16 offset in `text` of the code point numbered `at`; the text's length where it has fewer. */
export function toUtf16(text, at) {
  let units = 0;
  for (let n = 0; n < at && units < text.length; n++) units += text.codePointAt(units) > 0xffff ? 2 : 1;
  return units;
}

/** How many code points of `text` lie before the UTF-16 offset `at`; one that `at` cuts in two counts as before it. */
export function toCodePoints(text, at) {
  let units = 0, n = 0;
  for (; units < at && units < text.length; n++) units += text.codePointAt(units) > 0xffff ? 2 : 1;
  return n;
}

/** The pieces of an element that stand for its text, in order: text nodes, and boxes that count as one code point. */
function* pieces(element) {
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) yield child;
    else if (child.nodeType === Node.ELEMENT_NODE) {
      if (child.classList.contains("control")) yield child;
      else yield* pieces(child);
    }
  }
}

const size = (piece) => (piece.nodeType === Node.TEXT_NODE ? toCodePoints(piece.data, piece.data.length) : 1);

/** How many code points of `element` lie before a boundary point of the DOM (Range.startContainer and startOffset). */
export function before(element, container, offset) {
  const point = document.createRange();
  point.setStart(container, offset);
  point.collapse(true);
  let n = 0;
  for (const piece of pieces(element)) {
    if (piece === container) return n + toCodePoints(piece.data, offset);
    const whole = document.createRange();
    whole.selectNode(piece);
    if (point.compareBoundaryPoints(Range.START_TO_START, whole) <= 0) return n;
    n += size(piece);
  }
  return n;
}

/** The text that an element stands for, the boxes read back as the characters that they name. */
export function words(element) {
  let text = "";
  for (const piece of pieces(element)) {
    text += piece.nodeType === Node.TEXT_NODE ? piece.data : String.fromCodePoint(parseInt(piece.textContent.slice(2), 16));
  }
  return text;
}

/**
 * The place of a selection in a document's page, white space at its ends left out: { start, end, words } in code points of
 * the document's text. Null where it is empty or does not lie within one paragraph (id "p" and the offset it begins at).
 */
export function place(range) {
  const inside = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("p[id^=p]");
  const paragraph = inside(range.startContainer);
  if (!paragraph || !/^p\d+$/.test(paragraph.id)) return null;
  let last = inside(range.endContainer) === paragraph ? [range.endContainer, range.endOffset] : null;
  // A double or triple click may put the end of the selection at the beginning of what follows the paragraph.
  if (!last) {
    const after = document.createRange();
    after.setStartAfter(paragraph);
    after.setEnd(range.endContainer, range.endOffset);
    if (after.toString().trim()) return null;
    last = [paragraph, paragraph.childNodes.length];
  }
  const all = Array.from(words(paragraph));
  let start = before(paragraph, range.startContainer, range.startOffset);
  let end = before(paragraph, ...last);
  while (start < end && !all[start].trim()) start++;
  while (start < end && !all[end - 1].trim()) end--;
  if (start === end) return null;
  const from = Number(paragraph.id.slice(1));
  return { start: from + start, end: from + end, words: all.slice(start, end).join("") };
}
