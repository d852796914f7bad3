/** Calls `work` between any two tasks. @returns a function that stops the calls */
export function runBetweenTasks(work: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    work()
    port2.postMessage(undefined)
  }
  port2.postMessage(undefined)
  return () => port1.close()
}
