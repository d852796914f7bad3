import { polluted, pollution } from './pollution.ts'
import { type homes, useEveryFunction } from './use-every-function.ts'

/** The index of the pollution, or undefined for none, and the kind of store. */
export type Order = { readonly index?: number; readonly home: keyof typeof homes }

globalThis.addEventListener('message', async ({ data: { index, home }, ports }: MessageEvent<Order>) => {
  const wanted = pollution[index ?? -1]
  const outcome = await (wanted ? polluted(wanted, () => useEveryFunction(home)) : useEveryFunction(home)).catch(String)
  ports[0]?.postMessage(outcome)
})
