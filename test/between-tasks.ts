/** Does something whenever another task may run. @returns stops it */
export function betweenTasks(work: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    work()
    port2.postMessage(undefined)
  }
  port2.postMessage(undefined)
  return () => port1.close()
}
