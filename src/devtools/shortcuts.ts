/** The name of an action that a shortcut triggers. */
export type Action = (typeof shortcuts)[number]['action']

/**
 * All shortcuts in the order of the help. `keys` are values of `KeyboardEvent.key`, with the prefix `Shift+` if Shift
 * matters.
 */
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
  // As in native sliders, Page Up increases the value.
  { action: 'pageLater', keys: ['PageUp'], shown: 'Page Up', words: 'later by a tenth of the slider' },
  { action: 'pageEarlier', keys: ['PageDown'], shown: 'Page Down', words: 'earlier by a tenth of the slider' },
  { action: 'first', keys: ['Home'], shown: 'Home', words: 'before the first event' },
  { action: 'last', keys: ['End'], shown: 'End', words: 'the end of the log, live' },
  { action: 'live', keys: ['l', 'L'], shown: 'L', words: 'return to live' },
  { action: 'bookmark', keys: ['m', 'M'], shown: 'M', words: 'add or remove a bookmark of this moment' },
  { action: 'earlierBookmark', keys: ['['], shown: '[', words: 'the bookmark or mark before' },
  { action: 'laterBookmark', keys: [']'], shown: ']', words: 'the next bookmark or mark' },
  { action: 'search', keys: ['/'], shown: '/', words: 'search and filter' },
  { action: 'nextMatch', keys: ['n'], shown: 'N', words: 'the next match' },
  { action: 'previousMatch', keys: ['N', 'Shift+N'], shown: 'Shift N', words: 'the match before' },
  { action: 'pin', keys: ['a', 'A'], shown: 'A', words: 'pin this moment for comparison, or unpin it' },
  { action: 'zoomIn', keys: ['+', '='], shown: '+', words: 'zoom in' },
  { action: 'zoomOut', keys: ['-'], shown: '−', words: 'zoom out' },
  { action: 'fit', keys: ['0'], shown: '0', words: 'the whole log' },
  { action: 'help', keys: ['?'], shown: '?', words: 'this list' },
  { action: 'close', keys: ['Escape'], shown: 'Esc', words: 'close what is open' },
] as const

/** The keys that scroll a pane. Arrows with Shift do not scroll. */
const scrolling = [' ', 'Shift+ ', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']

/**
 * Returns the action of a key, or `undefined` if there is none or the focused element needs the key.
 *
 * @param target the focused element
 */
export function actionOf(event: KeyboardEvent, target: EventTarget | undefined): Action | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const isTyped = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && isText(target))
  if (isTyped && event.key !== 'Escape') return undefined
  if (target instanceof HTMLSelectElement && event.key !== 'Escape') return undefined
  // Space activates buttons, summaries and checkboxes.
  const isPressed =
    target instanceof HTMLInputElement
      ? !isSlider(target)
      : target instanceof Element && target.matches('button, summary')
  if (event.key === ' ' && isPressed) return undefined
  const names = event.shiftKey ? [`Shift+${event.key}`, event.key] : [event.key]
  // In a pane, these keys scroll. Lists and trees have handled their own keys before this point.
  const isInPane = target instanceof Element && target.closest('.scrolled, .tool')
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
