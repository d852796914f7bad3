import { findWebKit } from '../../scripts/find-engines.mjs'
import type { OnClose } from './all-or-nothing.ts'
import { temporaryFolder } from './left-behind.ts'
import { startVirtualDisplay } from './virtual-display.ts'

/** The programs, and the environment they run in: a folder and a display of their own. */
export interface WebKitSurroundings {
  readonly folder: string
  readonly driver: string
  readonly browser: string
  readonly env: NodeJS.ProcessEnv
}

export async function prepareWebKit(onClose: OnClose): Promise<WebKitSurroundings> {
  const found = findWebKit()
  if (found === undefined) {
    throw new Error('No WebKitGTK found. Name one in REWINDABLE_WEBKIT and REWINDABLE_WEBKIT_DRIVER.')
  }
  const { path: folder, remove } = temporaryFolder()
  onClose(remove)
  const display = await startVirtualDisplay()
  onClose(display.end)
  const folders = { HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder }
  const withoutGraphics = { LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' }
  // Its sandbox needs rights that a container does not give.
  const withoutSandbox = { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }
  const env = { ...process.env, ...folders, ...withoutGraphics, ...withoutSandbox, DISPLAY: display.name }
  return { ...found, folder, env }
}
