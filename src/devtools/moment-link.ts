const mark = /(?:^#|&)at=([^&]*)/

/** Returns the event id in an address such as `https://example.org/bank#at=<event id>`. */
export function linkedEventId(address: string): string | undefined {
  const found = mark.exec(new URL(address).hash)?.[1]
  if (!found) return undefined
  try {
    return decodeURIComponent(found)
  } catch {
    return undefined
  }
}

/** Returns the address with a link to an event. The rest of its hash is kept. */
export function momentLink(address: string, eventId: string): string {
  const url = new URL(address)
  const others = url.hash.replace(mark, '').replace(/^[#&]/, '')
  url.hash = `at=${encodeURIComponent(eventId)}${others ? `&${others}` : ''}`
  return url.href
}
