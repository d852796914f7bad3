type Place = { readonly isLive: boolean; readonly position: number; readonly lastPosition: number }

/** Live, nothing is later, and in an empty log nothing is earlier either: who asks for it stays live. */
export function leadsElsewhere({ isLive, position, lastPosition }: Place, direction: number): boolean {
  return !isLive || lastPosition > (direction > 0 ? position : 0)
}
