/** Settles as `promise` does, if that happens before the next task runs. Rejects if the promise is still pending then. */
export function beforeNextTask<Result>(promise: Promise<Result> | undefined): Promise<Result> {
  const nextTask = new Promise<never>((_, reject) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      reject(new Error('Expected a promise that settles before the next task, found a pending one'))
    }
    port2.postMessage(undefined)
  })
  if (!promise) throw new Error('Expected a promise, found none')
  return Promise.race([promise, nextTask])
}
