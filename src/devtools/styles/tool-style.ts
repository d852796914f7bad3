/** Styles of the tool sections between the slider and the panels. */
export const toolStyle = `
.tool { max-height: min(46vh, 330px); padding: 10px 12px; border-top: 1px solid var(--rt-line); background: var(--rt-well); overflow: auto }
.tool > header { padding: 0; border: 0 }
.tool > h2 { margin-bottom: 4px }
.tool ul { display: grid; gap: 4px }
.tool .actions { margin: 4px 0 6px }
.keys { columns: 300px; margin-top: 8px }
.keys div { display: flex; gap: 10px; padding: 1px 0; break-inside: avoid }
.keys dt { flex: none; width: 84px }
kbd { padding: 0 5px; border: 1px solid var(--rt-edge); border-radius: 4px; background: var(--rt-ground); font: inherit; font-size: 12px; white-space: nowrap }
.check { display: inline-flex; align-items: center; gap: 6px; min-height: 24px }
.bookmarks li { display: flex; align-items: center; gap: 8px; max-width: 560px }
.bookmarks input { flex: 1 }
.bookmarks .link { min-width: 6.5em }
.file { position: relative; display: inline-flex; align-items: center; min-height: 28px; padding: 2px 9px; border: 1px solid var(--rt-line); border-radius: 6px; background: var(--rt-ground); overflow: hidden }
.file input { position: absolute; inset: 0; width: 100%; opacity: 0; font-size: 0; cursor: pointer }
.file:has(:disabled) { color: var(--rt-soft) }
.file:focus-within { outline: 2px solid var(--rt-accent); outline-offset: 1px }
summary { width: fit-content; min-height: 24px; cursor: pointer }
form { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 6px 10px; max-width: 760px; margin-top: 8px }
form label { display: grid; gap: 2px }
form .wide { grid-column: 1 / -1 }
`
