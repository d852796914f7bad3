/** What can be done with a key, by the name under which the help lists it. */
export type Action = (typeof shortcuts)[number]['action']

/** Every shortcut, in the order of the help: keys as `KeyboardEvent.key` names them, `Shift+` in front where it matters. */
export const shortcuts = [
  { action: 'play', keys: [' ', 'k', 'K'], shown: 'Space, K', words: 'play, pause' },
  { action: 'earlier', keys: ['ArrowLeft'], shown: '←', words: 'one event earlier' },
  { action: 'later', keys: ['ArrowRight'], shown: '→', words: 'one event later' },
  { action: 'tenEarlier', keys: ['Shift+ArrowLeft'], shown: 'Shift ←', words: 'ten events earlier' },
  { action: 'tenLater', keys: ['Shift+ArrowRight'], shown: 'Shift →', words: 'ten events later' },
  { action: 'earlierInStream', keys: ['ArrowUp'], shown: '↑', words: 'earlier in the same stream' },
  { action: 'laterInStream', keys: ['ArrowDown'], shown: '↓', words: 'later in the same stream' },
  { action: 'earlierOfType', keys: ['Shift+ArrowUp'], shown: 'Shift ↑', words: 'earlier of the same type' },
  { action: 'laterOfType', keys: ['Shift+ArrowDown'], shown: 'Shift ↓', words: 'later of the same type' },
  // As sliders have it: up is more.
  { action: 'pageLater', keys: ['PageUp'], shown: 'Page Up', words: 'a tenth of what the slider spans later' },
  { action: 'pageEarlier', keys: ['PageDown'], shown: 'Page Down', words: 'a tenth of what the slider spans earlier' },
  { action: 'first', keys: ['Home'], shown: 'Home', words: 'before the first event' },
  { action: 'last', keys: ['End'], shown: 'End', words: 'the end of the log, live' },
  { action: 'live', keys: ['l', 'L'], shown: 'L', words: 'return to live' },
  { action: 'bookmark', keys: ['m', 'M'], shown: 'M', words: 'bookmark this moment, or no longer' },
  { action: 'earlierBookmark', keys: ['['], shown: '[', words: 'the bookmark or mark before' },
  { action: 'laterBookmark', keys: [']'], shown: ']', words: 'the next bookmark or mark' },
  { action: 'search', keys: ['/'], shown: '/', words: 'search and filter' },
  { action: 'nextMatch', keys: ['n'], shown: 'N', words: 'the next match' },
  { action: 'previousMatch', keys: ['N', 'Shift+N'], shown: 'Shift N', words: 'the match before' },
  { action: 'pin', keys: ['a', 'A'], shown: 'A', words: 'pin this moment to compare others with it, or no longer' },
  { action: 'zoomIn', keys: ['+', '='], shown: '+', words: 'zoom in' },
  { action: 'zoomOut', keys: ['-'], shown: '−', words: 'zoom out' },
  { action: 'fit', keys: ['0'], shown: '0', words: 'the whole log' },
  { action: 'help', keys: ['?'], shown: '?', words: 'this list' },
  { action: 'close', keys: ['Escape'], shown: 'Esc', words: 'close what is open' },
] as const

/** What moves a pane that is longer than its place. With Shift, arrows are none of them. */
const scrolling = [' ', 'Shift+ ', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']

/**
 * @param target what has the focus
 * @returns undefined: the key is none of ours, or whatever has the focus needs it itself
 */
export function actionOf(event: KeyboardEvent, target: EventTarget | undefined): Action | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const isTyped = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && isText(target))
  if (isTyped && event.key !== 'Escape') return undefined
  if (target instanceof HTMLSelectElement && event.key !== 'Escape') return undefined
  // A button is pressed by the space bar, a summary is opened, and a checkbox is ticked.
  const isPressed =
    target instanceof HTMLInputElement
      ? !isSlider(target)
      : target instanceof Element && target.matches('button, summary')
  if (event.key === ' ' && isPressed) return undefined
  const names = event.shiftKey ? [`Shift+${event.key}`, event.key] : [event.key]
  // In a pane, and on what is pressed within, they are the browser's. What has the keys of lists and trees took them before.
  const isInPane = target instanceof Element && target.closest('.scrolled, .drawer')
  if (isInPane && scrolling.includes(names[0] ?? '')) return undefined
  for (const name of names) {
    const shortcut = shortcuts.find(({ keys }) => (keys as readonly string[]).includes(name))
    if (shortcut) return shortcut.action
  }
  return undefined
}

function isText({ type }: HTMLInputElement): boolean {
  return !['range', 'checkbox', 'radio', 'file', 'button'].includes(type)
}

function isSlider({ type }: HTMLInputElement): boolean {
  return type === 'range'
}
