declare global {
  interface Performance {
    /** Only in Chromium. Exact if it was started with `--enable-precise-memory-info`. */
    readonly memory?: { readonly usedJSHeapSize: number }
  }
}

/** Returns the bytes in use, including garbage that is not collected yet. */
export function heapSize(): number {
  // Each access returns a new, constant object.
  const { memory } = performance
  if (!memory) throw new Error('This browser does not report the size of its heap')
  return memory.usedJSHeapSize
}
