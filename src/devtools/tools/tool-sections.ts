import { setAttributes } from '../make-element.ts'
import { readSettings, saveSettings } from '../saved-settings.ts'
import { adoptStyles } from '../styles/adopt-styles.ts'
import { toolStyle } from '../styles/tool-style.ts'
import type { UiContext, UiPart } from '../ui-context.ts'
import { bookmarksTool } from './bookmarks-tool.ts'
import { logTool } from './log-tool.ts'
import { shortcutsHelp } from './shortcuts-help.ts'
import type { ToolName } from './tools.ts'
import { whatIfTool } from './what-if-tool.ts'

/** Creates the sections of all tools when the first of them is opened. */
export function toolSections(ui: UiContext, host: HTMLElement, toggleBookmark: () => void): Record<ToolName, UiPart> {
  if (host.shadowRoot) adoptStyles(host.shadowRoot, toolStyle)
  const help = shortcutsHelp(
    () => host.getAttribute('shortcuts') !== 'off',
    (isOn) => {
      setAttributes(host, { shortcuts: isOn ? undefined : 'off' })
      saveSettings({ ...readSettings(), areShortcutsOn: isOn })
    },
  )
  return {
    Bookmarks: bookmarksTool(ui, toggleBookmark),
    'What if': whatIfTool(ui),
    'Export, import, storage': logTool(ui),
    'Keyboard shortcuts': help,
  }
}
