/** What a promise settles with before the next task runs. Throws when it is still pending then. */
export function atOnce<Result>(promise: Promise<Result> | undefined): Promise<Result> {
  const nextTask = new Promise<never>((_, reject) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      reject(new Error('Expected a promise that settles at once, found one that is pending'))
    }
    port2.postMessage(undefined)
  })
  if (!promise) throw new Error('Expected a promise, found none')
  return Promise.race([promise, nextTask])
}
