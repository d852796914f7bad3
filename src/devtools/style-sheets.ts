const sheets = new Map<string, CSSStyleSheet>()

/** Constructed, not written into the page: a policy that forbids inline styles allows them, and all elements share them. */
export function adopt(root: ShadowRoot, text: string): void {
  const sheet = sheets.get(text) ?? new CSSStyleSheet()
  if (!sheets.has(text)) sheet.replaceSync(text)
  sheets.set(text, sheet)
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet)
}
