/** What the page with both sides asks of the bank in one of them. Amounts are in cents. */
export type Wish =
  | { readonly wish: 'prepare'; readonly owner: string; readonly balance: number }
  | { readonly wish: 'see'; readonly accountId: string; readonly balance: number }
  | { readonly wish: 'withdraw'; readonly accountId: string; readonly amount: number }

/** What the bank on that side says to it. */
export type Answer =
  | { readonly kind: 'done'; readonly accountId: string }
  /** In words; `decidedAgain`: the other side was faster, and what was decided on was no longer so. */
  | { readonly kind: 'refused'; readonly words: string; readonly decidedAgain: boolean }

const wishes = ['prepare', 'see', 'withdraw']

export function isWish(data: unknown): data is Wish {
  return typeof data === 'object' && data !== null && 'wish' in data && wishes.includes(String(data.wish))
}
