import type { BankHistory } from '../bank-history.ts'
import type { Entry } from '../entries.ts'
import type { OtherWay } from '../fork-history.ts'
import { inSlices } from '../in-slices.ts'
import type { Scale } from './scale.ts'
import { type Choice, Lines, oneAccount, type Series, showsTotal } from './series.ts'

/**
 * Returns the lines of a fork from the point where it differs: the chosen line, or all lines whose final amount
 * differs.
 */
export async function linesOfOtherWay(
  { history, at }: OtherWay,
  live: BankHistory,
  choice: Choice,
  scale: Scale,
): Promise<Series[]> {
  if (!history) return []
  const isDifferent = (id: string) => history.accounts.get(id)?.balance !== live.accounts.get(id)?.balance
  const isChosen = (id: string) => (choice === 'all' ? isDifferent(id) : choice === oneAccount(id))
  const chosen = [...history.accounts.keys()].filter(isChosen)
  const isTotalShown = showsTotal(choice) && (choice === 'total' || chosen.length === 0 || history.total !== live.total)
  const lines = new Lines(isTotalShown, chosen)

  const begin = history.entries.lastUpTo(at)
  const start = begin ? scale.x(begin) : 0
  const shared = new Map<string, Entry>()
  let hasBegun = false
  const leave = () => {
    hasBegun = true
    for (const entry of shared.values()) lines.add(start, { ...entry, total: begin?.total ?? 0 }, scale)
  }
  await inSlices(history.entries, (entry) => {
    if (entry.position <= at) shared.set(entry.accountId, entry)
    else {
      if (!hasBegun) leave()
      lines.add(scale.x(entry), entry, scale)
    }
  })
  if (!hasBegun) leave()
  return lines.all
}
