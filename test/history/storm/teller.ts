import type { Tell, Told } from './told.ts'

/** Passes on what is told, in order, and all that is told meanwhile at once. @param send resolves when it is noted */
export function teller(send: (told: string) => Promise<void>): Tell {
  let waiting: Told[] = []
  let next: Promise<void> | undefined
  let turn: Promise<void> = Promise.resolve()
  return (told) => {
    waiting.push(told)
    next ??= turn.then(async () => {
      const batch = waiting
      waiting = []
      next = undefined
      turn = send(JSON.stringify(batch))
      await turn
    })
    return next
  }
}
