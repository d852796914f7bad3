import { findWebKit } from '../../scripts/find-engines.mjs'
import type { OnClose } from './close-on-failure.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { startVirtualDisplay, type VirtualDisplay } from './virtual-display.ts'

/** The programs of WebKit, a temporary folder, and an environment that uses this folder and a virtual display. */
export interface WebKitEnvironment {
  readonly folder: string
  readonly driver: string
  readonly browser: string
  readonly env: NodeJS.ProcessEnv
}

export async function prepareWebKit(onClose: OnClose): Promise<WebKitEnvironment> {
  const programs = webKitPrograms()
  const { path: folder, remove } = temporaryFolder()
  onClose(remove)
  const display = await startVirtualDisplay()
  onClose(display.end)
  return { ...programs, folder, env: webKitVariables(folder, display) }
}

/** Returns the paths of the browser and of its driver. Throws if they are not installed. */
export function webKitPrograms(): { readonly browser: string; readonly driver: string } {
  const found = findWebKit()
  if (found !== undefined) return found
  throw new Error('Expected WebKitGTK, found none. Set REWINDABLE_WEBKIT and REWINDABLE_WEBKIT_DRIVER to its programs.')
}

/** Returns the environment variables of a WebKit that stores all its files in the folder. */
export function webKitVariables(folder: string, display: VirtualDisplay): NodeJS.ProcessEnv {
  const folders = { HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, XDG_CONFIG_HOME: folder }
  const withoutGraphics = { LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' }
  // The sandbox of WebKit needs permissions that a container does not have.
  const withoutSandbox = { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }
  return { ...process.env, ...folders, ...withoutGraphics, ...withoutSandbox, DISPLAY: display.name }
}
