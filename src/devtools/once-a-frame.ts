/** Does something with the next frame, once, however often it is asked to until then. */
export function onceAFrame(work: () => void): () => void {
  let isScheduled = false
  return () => {
    if (isScheduled) return
    isScheduled = true
    requestAnimationFrame(() => {
      isScheduled = false
      work()
    })
  }
}
