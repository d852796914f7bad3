/** Styles of the banner, the controls and the slider. */
export const elementStyle = `
:host {
  display: block;
  color-scheme: light dark;
  --rt-ground: var(--rewindable-ground, light-dark(#fbfcfc, #171b1e));
  --rt-well: var(--rewindable-well, light-dark(#eff3f4, #22282c));
  --rt-line: var(--rewindable-line, light-dark(#d7dfe1, #38424a));
  --rt-edge: light-dark(#7b898e, #7f8d94);
  --rt-ink: var(--rewindable-ink, light-dark(#182428, #e8eef0));
  --rt-soft: var(--rewindable-soft, light-dark(#4a5a60, #a9b8be));
  --rt-live: var(--rewindable-accent, light-dark(#0a6165, #63cdc9));
  --rt-past: var(--rewindable-past, light-dark(#8a4b00, #f0b35a));
  --rt-forked: light-dark(#6a3fb5, #c3a5ff);
  --rt-added: light-dark(#0b6b3a, #6fdc9f);
  --rt-removed: light-dark(#a3262b, #ff9d97);
  --rt-accent: var(--rt-live);
  --rt-on-accent: light-dark(#fff, #10171a);
  --rt-tint: color-mix(in oklab, var(--rt-accent) 14%, var(--rt-ground));
  --rt-mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace;
  position: relative;
  color: var(--rt-ink);
  font: 13px / 1.45 var(--rewindable-font, system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif);
  font-variant-numeric: tabular-nums;
  text-align: start;
}
:host([hidden]) { display: none }
:host([theme="light"]) { color-scheme: light }
:host([theme="dark"]) { color-scheme: dark }
:host([data-viewing="past"]) { --rt-accent: var(--rt-past) }
:host([data-forked]) { --rt-accent: var(--rt-forked) }
/* A docked frame covers the end of the page, so the element reserves the same height there. */
:host([dock="bottom"]) { height: var(--room, 0) }
:host([dock="bottom"]) .frame { position: fixed; inset: auto 0 0; z-index: 10; height: auto; max-height: 100dvh; box-shadow: 0 -4px 18px #0002 }
:host([dock="float"]) {
  position: fixed; right: 16px; bottom: 16px; z-index: 10;
  width: min(820px, 100vw - 32px); max-width: 100vw; max-height: 100dvh; min-width: 300px; min-height: 150px;
  border: 1px solid var(--rt-edge); border-radius: 10px; box-shadow: 0 10px 40px #0004;
  overflow: hidden; resize: both;
}
:host([dock="float"][open]) { height: min(540px, 100dvh - 32px) }
*, ::before, ::after { box-sizing: border-box }
[hidden] { display: none !important }
.frame { container-type: inline-size; display: flex; flex-direction: column; height: 100%; border-top: 1px solid var(--rt-line); background: var(--rt-ground); overflow-wrap: anywhere }
h2, h3, p, ul, ol, dl, dd, pre { margin: 0; padding: 0 }
h2 { font-size: 13px; font-weight: 650 }
h3 { margin: 10px 0 3px; font-size: 12px; font-weight: 600; color: var(--rt-soft) }
ul, ol { list-style: none }
.hint { color: var(--rt-soft) }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
button, select, input, textarea { font: inherit; color: inherit; margin: 0 }
button, select {
  min-height: 28px; padding: 2px 9px; border: 1px solid var(--rt-line); border-radius: 6px;
  background: var(--rt-ground); cursor: pointer;
}
button:hover, select:hover { background: var(--rt-well) }
button:disabled, [aria-disabled="true"] { color: var(--rt-soft); cursor: default }
[aria-disabled="true"] svg { opacity: .4 }
.icon { display: inline-grid; place-items: center; width: 28px; padding: 0; border-color: transparent; background: none }
.icon svg { width: 18px; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
[aria-pressed="true"], [aria-expanded="true"].icon { background: var(--rt-tint); border-color: var(--rt-accent) }
.link { min-height: 24px; padding: 0 2px; border: 0; background: none; color: var(--rt-live); text-align: start; text-decoration: underline; text-underline-offset: 2px }
:focus-visible { outline: 2px solid var(--rt-accent); outline-offset: 1px }
input:not([type="range"], [type="checkbox"], [type="file"]), textarea {
  min-height: 28px; min-width: 0; padding: 2px 8px; border: 1px solid var(--rt-edge); border-radius: 6px; background: var(--rt-ground);
}
::placeholder { color: var(--rt-soft); opacity: 1 }

.banner { display: flex; align-items: center; gap: 2px 10px; min-height: 32px; padding: 2px 12px; border-bottom: 1px solid var(--rt-line) }
.banner[data-viewing="past"] { background: var(--rt-accent); color: var(--rt-on-accent); border-color: transparent }
:host([data-forked]) .banner { background: var(--rt-accent); color: var(--rt-on-accent); border-color: transparent }
:host([data-forked]) .banner .place { color: inherit }
.banner[data-viewing="error"] { background: var(--rt-removed); color: light-dark(#fff, #10171a) }
.when, .behind, .news { white-space: nowrap }
.banner[data-viewing="error"] .behind { white-space: normal }
.dot { display: inline-block; width: 8px; height: 8px; margin-right: 7px; border-radius: 50%; background: light-dark(#128a4e, #4fd18b) }
:host([data-forked]) .dot, .banner:not([data-viewing="live"]) .dot { border-radius: 1px; background: currentcolor }
.news { padding: 0 8px; border-radius: 99px; background: var(--rt-on-accent); color: var(--rt-accent); font-weight: 650 }
.place { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.banner[data-viewing="live"] .place { color: var(--rt-soft) }
.back { border-color: transparent; background: var(--rt-on-accent); color: var(--rt-accent); font-weight: 650; white-space: nowrap }
.back:hover { background: var(--rt-on-accent); text-decoration: underline }
.banner :focus-visible { outline-color: currentcolor; outline-offset: 2px }
.carrier { min-height: 24px; padding: 0 4px; border: 0; background: none; cursor: move; touch-action: none }
:host(:not([dock="float"])) .carrier, :host(:not([dock])) .docking { display: none }

.controls { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 12px; padding: 4px 10px 0 }
.playback { display: flex; flex-wrap: wrap; gap: 2px 12px }
.group, .tools { display: flex; align-items: center; gap: 2px }
.tools { margin-inline-start: auto }
.playback select { min-height: 28px; padding: 2px 6px; border-color: transparent; background: none }
.icon[data-playing] path, .playback .icon:nth-child(3) path { fill: currentcolor }
.details { order: 1; font-weight: 600 }
.speed { max-width: 82px; text-overflow: ellipsis }

.track { position: relative; padding: 2px 10px 6px }
.canvas { position: relative; height: 40px; margin: 0 14px; cursor: pointer }
.chart { display: block; width: 100%; height: 100%; overflow: visible }
.bars { fill: color-mix(in oklab, var(--rt-soft) 38%, var(--rt-ground)) }
[data-filtered] .bars { fill: color-mix(in oklab, var(--rt-soft) 18%, var(--rt-ground)) }
.matches { fill: var(--rt-accent) }
.past { fill: var(--rt-accent); opacity: .1 }
.head { stroke: var(--rt-accent); stroke-width: 2 }
.days path { stroke: var(--rt-line); stroke-dasharray: 2 3 }
.days text { fill: var(--rt-soft); font-size: 10px }
.marks path { stroke: var(--rt-ground); stroke-width: 1; fill: var(--rt-ink) }
.marks .bookmark { fill: var(--rt-accent) }
.marks .snapshot { fill: var(--rt-edge) }
.marks .conflict { stroke: var(--rt-removed); stroke-width: 2.4; fill: none }
.marks .pin { fill: var(--rt-forked); stroke: var(--rt-forked) }
.overview { position: relative; height: 14px; margin: 0 14px 4px; background: var(--rt-well); cursor: grab; touch-action: none }
.overview svg { display: block; width: 100%; height: 100% }
.brush { position: absolute; inset-block: 0; min-width: 4px; border: solid var(--rt-accent); border-width: 0 3px; background: color-mix(in oklab, var(--rt-accent) 22%, transparent) }
.here { position: absolute; inset-block: 0; width: 1px; background: var(--rt-ink) }
input[type="range"] { appearance: none; display: block; width: 100%; height: 28px; margin: -6px 0 0; background: none; cursor: grab; touch-action: pan-y }
input[type="range"]:active { cursor: grabbing }
input[type="range"]::-webkit-slider-runnable-track { height: 4px; margin-inline: 0; border-radius: 2px; background: var(--rt-line) }
input[type="range"]::-moz-range-track { height: 4px; border-radius: 2px; background: var(--rt-line) }
input[type="range"]::-webkit-slider-thumb { appearance: none; width: 28px; height: 28px; margin-top: -12px; border: 7px solid var(--rt-ground); border-radius: 50%; background: var(--rt-accent); background-clip: border-box; box-shadow: inset 0 0 0 20px var(--rt-accent) }
input[type="range"]::-moz-range-thumb { width: 14px; height: 14px; border: 7px solid var(--rt-ground); border-radius: 50%; background: var(--rt-accent) }
input[type="range"]:focus-visible { outline: none }
input[type="range"]:focus-visible::-webkit-slider-thumb { outline: 2px solid var(--rt-accent); outline-offset: -4px }
input[type="range"]:focus-visible::-moz-range-thumb { outline: 2px solid var(--rt-accent); outline-offset: -4px }
.told { position: absolute; right: 10px; bottom: 10px; z-index: 2; max-width: calc(100% - 20px); padding: 6px 12px; border: 1px solid var(--rt-accent); border-radius: 8px; background: var(--rt-ground); box-shadow: 0 2px 10px #0003 }
.told:empty { visibility: hidden }

/* Placed above the banner, so that it does not cover the button of the banner. */
.height-bar { position: absolute; inset: -12px 0 auto; height: 13px; cursor: ns-resize; touch-action: none }
.height-bar::after { content: ""; position: absolute; left: 50%; top: 7px; width: 36px; height: 3px; margin-left: -18px; border-radius: 2px; background: currentcolor; opacity: .35 }
:host(:not([open])) :is(.panels, .height-bar), :host(:not([dock="bottom"])) .height-bar { display: none }
section > header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; min-height: 37px; padding: 4px 10px; border-bottom: 1px solid var(--rt-line) }
section > header h2 { flex: 1; min-width: 8em }
.actions { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 12px }
textarea { display: block; width: 100%; margin-top: 8px; font-family: var(--rt-mono); font-size: 12px }

@container (max-width: 640px) {
  .banner { flex-wrap: wrap; padding-block: 4px }
  .behind { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis }
  .place { flex: 1 1 100%; order: 5 }
  .back { margin-inline-start: auto; text-transform: capitalize }
  .back span, .docking { display: none }
  .controls { gap: 2px 6px }
  .playback { display: contents }
  .group { order: 4; gap: 0 }
  .group:first-child { order: 0 }
  .tools { order: 1; gap: 0; margin: 0 }
  .details { order: 2 }
  .speed { order: 3 }
  .group .icon:nth-child(4):last-child { display: none }
  .controls { justify-content: space-between }
  .icon { width: 32px; min-height: 32px }
  .playback select { padding: 2px 0 }
}
@media (forced-colors: active) {
  .banner[data-viewing="past"] { border-block: 3px solid Highlight }
  .bars, .marks path { fill: CanvasText }
  .matches { fill: Highlight }
  .head { stroke: Highlight }
  .past { display: none }
  .brush { border-color: Highlight }
  input[type="range"] { appearance: auto }
  [aria-pressed="true"], .row[aria-selected="true"], [role="treeitem"][aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px }
}
@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; animation: none !important; scroll-behavior: auto !important }
}
@media (pointer: coarse) {
  button, select, .link, .tabs button { min-height: 36px }
  .icon { width: 36px; min-height: 36px }
}
`
