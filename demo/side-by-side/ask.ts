import type { Answer, Wish } from './messages.ts'

const patience = 15_000

/**
 * Sends a request to the bank in a frame.
 *
 * @throws an `Error` for the user if the bank does not answer
 */
export function ask(frame: HTMLIFrameElement, wish: Wish): Promise<Answer> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve, reject) => {
    const { title, contentWindow } = frame
    const giveUp = setTimeout(() => reject(new Error(`${title} does not answer. Load the page again.`)), patience)
    port1.onmessage = ({ data }: MessageEvent<Answer>) => {
      clearTimeout(giveUp)
      port1.close()
      resolve(data)
    }
    // Only to this origin, even if the frame has navigated elsewhere.
    contentWindow?.postMessage(wish, location.origin, [port2])
  })
}
