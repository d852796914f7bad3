import { answersOf, type OneSide } from './answers.ts'
import { isWish } from './messages.ts'

/** Whether this page is one side of another one of the same site. */
export function isBeside(): boolean {
  return window.parent !== window && new URLSearchParams(location.search).has('beside')
}

/** Does what the page around this one wishes, and nobody else. */
export function answerBeside(side: OneSide): void {
  const answer = answersOf(side)
  addEventListener('message', async ({ data, origin, source, ports: [port] }) => {
    if (origin !== location.origin || source !== window.parent || !port || !isWish(data)) return
    port.postMessage(await answer(data))
  })
}
