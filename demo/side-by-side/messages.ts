/** A request of the surrounding page to the bank in a frame. Amounts are in cents. */
export type Wish =
  | { readonly wish: 'prepare'; readonly owner: string; readonly balance: number }
  | { readonly wish: 'see'; readonly accountId: string; readonly balance: number }
  | { readonly wish: 'withdraw'; readonly accountId: string; readonly amount: number }

/** The answer of the bank in the frame. */
export type Answer =
  | { readonly kind: 'done'; readonly accountId: string }
  /** `decidedAgain`: the other side appended first, so the command was decided again and rejected. */
  | { readonly kind: 'refused'; readonly words: string; readonly decidedAgain: boolean }

const wishes = ['prepare', 'see', 'withdraw']

export function isWish(data: unknown): data is Wish {
  return typeof data === 'object' && data !== null && 'wish' in data && wishes.includes(String(data.wish))
}
