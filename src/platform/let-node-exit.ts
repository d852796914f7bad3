/** Lets Node exit while a channel or timer is open. A script then ends even if the script does not close its store. */
export function letNodeExit<Handle extends object | number>(handle: Handle): Handle {
  if (typeof handle === 'object' && 'unref' in handle && typeof handle.unref === 'function') handle.unref()
  return handle
}
