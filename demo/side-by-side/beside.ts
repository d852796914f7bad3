import { answersOf, type OneSide } from './answers.ts'
import { isWish } from './messages.ts'

/** Whether this page is a frame of another page of the same site. */
export function isBeside(): boolean {
  return window.parent !== window && new URLSearchParams(location.search).has('beside')
}

/** Answers requests of the surrounding page, and ignores all other requests. */
export function answerBeside(side: OneSide): void {
  const answer = answersOf(side)
  addEventListener('message', async ({ data, origin, source, ports: [port] }) => {
    if (origin !== location.origin || source !== window.parent || !port || !isWish(data)) return
    port.postMessage(await answer(data))
  })
}
