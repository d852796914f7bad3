import { formatMoney } from '../money.ts'
import type { Answer, Wish } from './messages.ts'

/** One of the two banks. */
export type Side = { readonly name: string; ask(wish: Wish): Promise<Answer> }

/** One sentence of the report. */
export type Sentence = { readonly kind: 'plain' | 'paid' | 'refused'; readonly words: string }

const owner = 'Joint account'
const balance = 100_00
const amount = 80_00

/** Withdraws from the same account on both sides at the same moment, and reports the outcomes. */
export async function makeConflict(sides: readonly [Side, Side]): Promise<Sentence[]> {
  const prepared = await sides[0].ask({ wish: 'prepare', owner, balance })
  if (prepared.kind === 'refused') return [refusal(sides[0], prepared)]
  const { accountId } = prepared
  for (const side of sides) {
    const seen = await side.ask({ wish: 'see', accountId, balance })
    if (seen.kind === 'refused') return [refusal(side, seen)]
  }
  const wish: Wish = { wish: 'withdraw', accountId, amount }
  const answers = await Promise.all(sides.map(async (side) => ({ side, answer: await side.ask(wish) })))
  const asked = `Both sides saw ${formatMoney(balance)} in the account and decided to pay ${formatMoney(amount)} of it at the same moment.`
  return [{ kind: 'plain', words: asked }, ...answers.map(({ side, answer }) => outcome(side, answer)), moral(answers)]
}

function outcome(side: Side, answer: Answer): Sentence {
  if (answer.kind === 'refused') return refusal(side, answer)
  return { kind: 'paid', words: `${side.name} was paid: ${formatMoney(amount)}.` }
}

function refusal({ name }: Side, { words }: Extract<Answer, { kind: 'refused' }>): Sentence {
  return { kind: 'refused', words: `${name} was refused: ${words}` }
}

function moral(answers: readonly { readonly answer: Answer }[]): Sentence {
  const decidedAgain = answers.some(({ answer }) => answer.kind === 'refused' && answer.decidedAgain)
  const words = decidedAgain
    ? 'Each append expected the account at the version it had read, and only one of them could find it there. ' +
      'The other met a conflict, read what was new, decided again, and saw that the money was gone. Nothing was paid twice.'
    : 'One was over before the other began, so the second knew already. Try once more.'
  return { kind: 'plain', words }
}
