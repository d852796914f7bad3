/** Lets Node exit while a channel or timer is open, so that a script ends even if it does not close its store. */
export function letNodeExit<Handle extends object | number>(handle: Handle): Handle {
  if (typeof handle === 'object' && 'unref' in handle && typeof handle.unref === 'function') handle.unref()
  return handle
}
