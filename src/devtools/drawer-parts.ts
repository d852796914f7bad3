import { bookmarksDrawer } from './bookmarks-drawer.ts'
import { drawerStyle } from './drawer-style.ts'
import type { DrawerName } from './drawers.ts'
import { forkDrawer } from './fork-drawer.ts'
import { helpDrawer } from './help-drawer.ts'
import { keepLooks, readLooks } from './kept.ts'
import { logDrawer } from './log-drawer.ts'
import { assign } from './make-element.ts'
import type { Part, Stage } from './part.ts'
import { adopt } from './style-sheets.ts'

/** The drawers of an element, built when the first of them is opened. */
export function drawerParts(stage: Stage, host: HTMLElement, toggleBookmark: () => void): Record<DrawerName, Part> {
  if (host.shadowRoot) adopt(host.shadowRoot, drawerStyle)
  const help = helpDrawer(
    () => host.getAttribute('shortcuts') !== 'off',
    (isOn) => {
      assign(host, { shortcuts: isOn ? undefined : 'off' })
      keepLooks({ ...readLooks(), areShortcutsOn: isOn })
    },
  )
  return {
    Bookmarks: bookmarksDrawer(stage, toggleBookmark),
    'What if': forkDrawer(stage),
    'Export, import, storage': logDrawer(stage),
    'Keyboard shortcuts': help,
  }
}
