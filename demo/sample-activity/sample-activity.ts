import type { RecordedEvent } from 'rewindable'
import {
  accountOpened,
  accountStream,
  type BankEvent,
  moneyDeposited,
  moneyWithdrawn,
  transferReceived,
  transferSent,
} from '../../examples/bank-account.ts'
import { chanceFrom } from './chance.ts'
import { affordable, cashPaidIn, type Deed, duties, whim } from './deeds.ts'
import { type Person, samplePeople } from './people.ts'

const aDay = 24 * 60 * 60 * 1000

/**
 * Generates the events of a small bank over years: salaries, rents, groceries, a summer holiday. The same seed and the
 * same day yield the same events. No account is ever overdrawn.
 *
 * @param events the number of events, at least 8
 * @param until in milliseconds; the last event is before the preceding midnight
 */
export function* sampleActivity({
  events,
  years,
  until,
  seed,
}: {
  events: number
  years: number
  until: number
  seed: number
}): Generator<RecordedEvent<BankEvent>> {
  const chance = chanceFrom(seed)
  const people = samplePeople()
  const days = 365 * years
  const firstDay = new Date(until)
  firstDay.setHours(0, 0, 0, 0)
  firstDay.setDate(firstDay.getDate() - days)
  let position = 0

  let time = firstDay.getTime() + aDay / 3
  for (const [person, balance] of people.all) {
    person.balance = balance
    yield record(person, accountOpened(person.owner, balance))
    time += 60_000
  }
  for (let day = 0; day < days; day += 1) {
    const target = Math.round(((day + 1) * events) / days)
    const morning = firstDay.getTime() + day * aDay + 7 * 60 * 60 * 1000
    const date = new Date(morning)
    const due = duties(date, people, chance)
    const pause = (15 * 60 * 60 * 1000) / Math.max(1, target - position)
    time = Math.max(time, morning)
    while (position < target) {
      const oneLeft = target - position === 1
      const wished = due.shift() ?? whim(date, people, chance)
      const deed = oneLeft || !affordable(wished) ? cashPaidIn(people, chance) : wished
      const before = position
      yield* happen(deed)
      time += Math.round(pause * (position - before) * (0.3 + 0.7 * chance.number()))
    }
  }

  function* happen({ kind, who, to, amount, note }: Deed): Generator<RecordedEvent<BankEvent>> {
    if (kind === 'deposit') {
      who.balance += amount
      yield record(who, moneyDeposited(amount, note))
    } else if (kind === 'withdraw') {
      who.balance -= amount
      yield record(who, moneyWithdrawn(amount, note))
    } else if (to) {
      who.balance -= amount
      to.balance += amount
      yield record(who, transferSent(to.id, amount, note))
      yield record(to, transferReceived(who.id, amount, note))
    }
  }

  function record(person: Person, event: BankEvent): RecordedEvent<BankEvent> {
    person.version += 1
    position += 1
    const place = { streamId: accountStream(person.id), streamVersion: person.version, globalPosition: position }
    return { id: crypto.randomUUID(), ...place, recordedAt: time, ...event, metadata: {} }
  }
}
