import { silence } from './engine-error.ts'

// Browsers take a longer time for none at all.
const longest = 2 ** 31 - 1

/** Calls back once after a silence of so many milliseconds. @returns `heard`: it was not silent; `stop`: no matter any more */
export function afterSilence(milliseconds: number, callback: () => void): { heard: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout>
  const stop = (): void => clearTimeout(timer)
  const heard = (): void => {
    stop()
    timer = setTimeout(callback, Math.min(milliseconds, longest))
  }
  heard()
  return { heard, stop }
}

/** Waits for an answer no longer than so many milliseconds, and rejects with a TimeoutError then. */
export function answered<Answer>(answer: Promise<Answer>, milliseconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { stop } = afterSilence(milliseconds, () => reject(silence(milliseconds)))
    answer.then(resolve, reject).finally(stop)
  })
}
