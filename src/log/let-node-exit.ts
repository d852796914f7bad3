/** Node keeps a process alive for an open channel or a timer; a store that nobody closed should not hang a script. */
export function letNodeExit<Handle extends object | number>(handle: Handle): Handle {
  if (typeof handle === 'object' && 'unref' in handle && typeof handle.unref === 'function') handle.unref()
  return handle
}
