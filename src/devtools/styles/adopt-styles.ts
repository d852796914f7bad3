const sheets = new WeakMap<Document, Map<string, CSSStyleSheet>>()
const adopted = new WeakMap<ShadowRoot, Set<string>>()

/**
 * Adopts a constructed style sheet, which all elements share. A content security policy that forbids inline styles
 * allows constructed sheets.
 */
export function adoptStyles(root: ShadowRoot, text: string): void {
  const texts = adopted.get(root) ?? new Set()
  adopted.set(root, texts.add(text))
  const sheet = sheetIn(root.ownerDocument, text)
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet)
}

/** Adopts the sheets again after the element moved to another document, because each document needs its own sheets. */
export function readoptStyles(root: ShadowRoot): void {
  for (const text of adopted.get(root) ?? []) adoptStyles(root, text)
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
