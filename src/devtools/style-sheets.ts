import { frameStyle } from './frame-style.ts'
import { panelStyle } from './panel-style.ts'

let sheets: CSSStyleSheet[] | undefined

/** Constructed, not written into the page: a policy that forbids inline styles allows them, and all elements share them. */
export function styleSheets(): CSSStyleSheet[] {
  sheets ??= [frameStyle, panelStyle].map((text) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return sheet
  })
  return sheets
}
