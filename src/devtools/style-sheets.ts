const sheets = new WeakMap<Document, Map<string, CSSStyleSheet>>()
const adopted = new WeakMap<ShadowRoot, Set<string>>()

/** Constructed, not written into the page: a policy that forbids inline styles allows them, and all elements share them. */
export function adopt(root: ShadowRoot, text: string): void {
  const texts = adopted.get(root) ?? new Set()
  adopted.set(root, texts.add(text))
  const sheet = sheetIn(root.ownerDocument, text)
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet)
}

/** An element that is moved to another document, such as one of a frame, loses its sheets: each document needs its own. */
export function adoptAgain(root: ShadowRoot): void {
  for (const text of adopted.get(root) ?? []) adopt(root, text)
}

function sheetIn(document: Document, text: string): CSSStyleSheet {
  const known = sheets.get(document) ?? new Map<string, CSSStyleSheet>()
  sheets.set(document, known)
  const { CSSStyleSheet } = document.defaultView ?? globalThis
  const sheet = known.get(text) ?? new CSSStyleSheet()
  if (!known.has(text)) sheet.replaceSync(text)
  known.set(text, sheet)
  return sheet
}
