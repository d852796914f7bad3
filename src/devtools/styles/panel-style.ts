/** Styles of the panels below the slider. */
export const panelStyle = `
.panels { display: grid; grid-template: auto minmax(0, 1fr) / minmax(220px, 5fr) minmax(200px, 4fr) minmax(220px, 5fr); height: var(--panels-height, 300px); border-top: 1px solid var(--rt-line) }
:host([dock="float"]) .panels { flex: 1; height: auto; min-height: 160px }
.panels > section { display: flex; flex-direction: column; min-width: 0; min-height: 0; border-inline-start: 1px solid var(--rt-line) }
.panels > section:nth-of-type(1) { border: 0 }
.tabs { display: none }
.search { display: flex; align-items: center; gap: 4px; padding: 4px 6px; border-bottom: 1px solid var(--rt-line) }
.search input { flex: 1 }
.found { white-space: nowrap; font-size: 12px }
.panels > .search { grid-column: 1 }
.events { grid-column: 1; grid-row: 2 }
.detail { grid-column: 2; grid-row: 1 / 3 }
.state { grid-column: 3; grid-row: 1 / 3 }
.none { padding: 12px }
.scrolled, .rows { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain }
.scrolled { padding: 6px 10px 12px }
.rows { position: relative }
.rows:focus-visible, .scrolled:focus-visible, .tree:focus-visible { outline-offset: -2px }
.space { position: relative; overflow: hidden }
.row { position: absolute; inset: 0 0 auto; display: flex; align-items: center; gap: 8px; height: 28px; padding: 0 10px; border-inline-start: 3px solid transparent; white-space: nowrap; cursor: pointer }
.row > * { overflow: hidden; text-overflow: ellipsis }
.row:hover { background: var(--rt-well) }
.row[aria-selected="true"] { background: var(--rt-tint); border-color: var(--rt-accent) }
.row .number { flex: none; min-width: 3.2em; color: var(--rt-soft); font-size: 12px; text-align: end }
.row .what { flex: 3 1 9em; font-weight: 550 }
.row .stream { flex: 2 1 5em; color: var(--rt-soft); font-size: 12px }
.row .time { flex: none; color: var(--rt-soft); font-size: 12px }
.row[data-later] .what { color: var(--rt-soft); font-weight: 400; font-style: italic }

.detail dl { display: grid; grid-template-columns: auto minmax(0, 1fr); align-items: baseline; gap: 1px 12px }
.detail dd .link { margin-inline-start: -2px }
.detail dt { color: var(--rt-soft) }
pre, .tree, .changes, .path { font-family: var(--rt-mono); font-size: 12px }
pre { padding: 6px 8px; border-radius: 6px; background: var(--rt-well); white-space: pre-wrap; overflow: auto; max-height: 16em }
.causes li::before { content: "↑ "; color: var(--rt-soft) }

.changes { display: grid; gap: 2px; padding: 6px 8px; border-radius: 6px; background: var(--rt-tint) }
.changes + .hint { margin-top: 4px }
.changes .link { color: inherit; font-weight: 650 }
del { color: var(--rt-removed) }
ins { color: var(--rt-added); text-decoration: none }
.tree { margin-top: 8px }
[role="treeitem"] { position: relative; min-height: 24px; padding: 2px 6px 2px calc((var(--level) - 1) * 14px + 18px); border-radius: 4px; cursor: default }
[role="treeitem"]:hover { background: var(--rt-well) }
[role="treeitem"][aria-selected="true"] { box-shadow: inset 0 0 0 1px var(--rt-edge) }
[role="treeitem"][aria-expanded]::before { content: "▸"; position: absolute; margin-inline-start: -14px; color: var(--rt-soft) }
[role="treeitem"][aria-expanded="true"]::before { content: "▾" }
.label::after { content: ":"; color: var(--rt-soft) }
.label:empty::after { content: none }
.label { color: var(--rt-soft) }
.before:empty { display: none }
.before { color: var(--rt-removed); text-decoration: line-through }
[data-change="changed"] .before::after { content: " →"; display: inline-block; padding-inline-start: 4px; text-decoration: none }
[role="treeitem"]:is([data-change="changed"], [data-change="added"], [data-change="removed"]) { background: var(--rt-tint) }
[data-change="changed"] .value, [data-change="added"] .value { color: var(--rt-added); font-weight: 650 }
[data-change="removed"] .label { text-decoration: line-through }
[data-change="within"] > .label::after { content: " •"; color: var(--rt-accent) }
.chosen-value { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 6px; padding: 4px 10px; border-top: 1px solid var(--rt-line) }
.chosen-value .path { flex: 1 1 10em; min-width: 0 }
.chosen-value button { padding-inline: 6px }

@container (max-width: 700px) {
  .tabs { display: flex; grid-column: 1; gap: 4px; padding: 4px 6px; border-bottom: 1px solid var(--rt-line) }
  .tabs button { flex: 1 }
  .panels { grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr) }
  .panels > .search { grid-row: 2 }
  .panels > section { grid-column: 1; grid-row: 3; border: 0 }
  .panels > :is(.detail, .state) { grid-row: 2 / 4 }
  .chosen-value .path { flex-basis: 100% }
  .panels:not([data-panel="events"]) > :is(.events, .search), .panels:not([data-panel="detail"]) > .detail, .panels:not([data-panel="state"]) > .state { display: none }
}
`
