import { aDay, type homes } from './a-day.ts'
import { polluted, pollution } from './pollution.ts'

/** Which pollution, by its place in the list, and where the day takes place; none: a clean day. */
export type Order = { readonly index?: number; readonly home: keyof typeof homes }

globalThis.addEventListener('message', async ({ data: { index, home }, ports }: MessageEvent<Order>) => {
  const wanted = pollution[index ?? -1]
  const outcome = await (wanted ? polluted(wanted, () => aDay(home)) : aDay(home)).catch(String)
  ports[0]?.postMessage(outcome)
})
