import { addToDigest, emptyDigest, eventsOf, type History, type LogDigest, type Sighting } from './history.ts'

/**
 * Lists the violations in a history. The list is empty if one correct log explains the history. Uses only the documented
 * guarantees of the library.
 */
export function violations(history: History): string[] {
  return [...numbering(history), ...recording(history), ...realTime(history), ...following(history)]
}

/** Checks that positions and the versions of each stream have no gaps. */
function* numbering({ log }: History): Generator<string> {
  const versions = new Map<string, number>()
  for (const [index, { id, position, streamId, version }] of log.entries()) {
    const expected = (versions.get(streamId) ?? 0) + 1
    versions.set(streamId, version)
    if (position !== index + 1) yield `${id} is stored at position ${position}, expected ${index + 1}`
    if (version !== expected) yield `${id} is stored as version ${version} of ${streamId}, expected ${expected}`
  }
}

/** Checks that acknowledged appends are stored once, whole and at the expected version. Checks that failed appends are not stored. */
function* recording({ operations, log }: History): Generator<string> {
  const stored = new Map<string, Sighting[]>()
  for (const event of log) stored.set(event.id, [...(stored.get(event.id) ?? []), event])
  const winners = new Map<string, string>()
  for (const { id, parts, outcome } of operations) {
    const events = eventsOf({ id, parts })
    const found = events.flatMap((event) => stored.get(event.id) ?? [])
    for (const event of events) stored.delete(event.id)
    const positions = found.map(({ position }) => position)
    const isWhole = events.every(
      ({ id, streamId }, index) =>
        found[index]?.id === id &&
        found[index].streamId === streamId &&
        positions[index] === (positions[0] ?? 0) + index,
    )
    if (outcome.kind === 'ok' && found.length === 0) yield `${id} was acknowledged, but is lost`
    if (outcome.kind === 'failed' && found.length > 0) yield `${id} failed (${outcome.code}), but is stored`
    if (found.length > events.length) yield `${id} is stored more than once, at ${positions}`
    else if (found.length > 0 && !isWhole) yield `${id} is not stored whole, but at ${positions}`
    else if (found.length > 0 && outcome.kind === 'ok' && inWords(...outcome.events) !== inWords(...found))
      yield `${id} was acknowledged as ${inWords(...outcome.events)}, but is stored as ${inWords(...found)}`

    for (const { streamId, expectedVersion } of parts) {
      if (expectedVersion === 'any') continue
      const version = found.find((event) => event.streamId === streamId)?.version ?? expectedVersion + 1
      if (version !== expectedVersion + 1)
        yield `${id} expected version ${expectedVersion} of ${streamId}, but was stored as version ${version}`
      if (outcome.kind !== 'ok') continue
      const rival = winners.get(`${expectedVersion} ${streamId}`)
      if (rival) yield `${rival} and ${id} were both acknowledged at version ${expectedVersion} of ${streamId}`
      winners.set(`${expectedVersion} ${streamId}`, id)
    }
  }
  for (const id of stored.keys()) yield `${id} is stored, but no writer appended it`
}

/** Compares each append with all appends that were acknowledged before it began: their positions and versions must not be higher. */
function* realTime({ operations, log }: History): Generator<string> {
  const places = new Map(log.map(({ id, position }) => [id, position]))
  const acknowledged = operations.flatMap(({ outcome }) => (outcome.kind === 'ok' ? [outcome] : []))
  acknowledged.sort((one, other) => other.settledAt - one.settledAt)
  const versions = new Map<string, number>()
  let end = 0
  for (const { id, invokedAt, parts, outcome } of operations.toSorted(
    (one, other) => one.invokedAt - other.invokedAt,
  )) {
    while ((acknowledged.at(-1)?.settledAt ?? invokedAt) < invokedAt) {
      for (const { streamId, version, position } of acknowledged.pop()?.events ?? []) {
        end = Math.max(end, position)
        versions.set(streamId, Math.max(version, versions.get(streamId) ?? 0))
      }
    }
    const place = places.get(`${id}.1`) ?? end + 1
    if (place <= end) yield `${id} began after position ${end} was acknowledged, but is stored at ${place}`
    if (outcome.kind !== 'failed' || outcome.found === undefined) continue
    const { streamId, version } = outcome.found
    const known = versions.get(streamId) ?? 0
    const refusal = `${id} was rejected at version ${version} of ${streamId}`
    if (version < known) yield `${refusal}, but began after version ${known} was acknowledged`
    if (parts.some((part) => part.streamId === streamId && part.expectedVersion === version))
      yield `${refusal}, although it expected that version`
  }
}

/** Checks that each follower sees every event once and in order, and shows states after whole appends only. */
function* following({ operations, log, followers }: History): Generator<string> {
  const digests: LogDigest[] = [emptyDigest]
  for (const event of log) digests.push(addToDigest(digests.at(-1) ?? emptyDigest, event))
  const places = new Map(log.map(({ id, position }) => [id, position]))
  const halfWay = new Set(
    operations.flatMap((operation) =>
      eventsOf(operation)
        .slice(0, -1)
        .map(({ id }) => places.get(id)),
    ),
  )
  for (const { name, fromPosition, seen, shown, isPresent } of followers) {
    const strange = seen.findIndex((event, index) => inWords(event) !== inWords(log[fromPosition - 1 + index]))
    if (strange >= 0)
      yield `${name} saw ${inWords(seen[strange])}, but the log holds ${inWords(log[fromPosition - 1 + strange])}`
    for (const [index, { position, digest }] of shown.entries()) {
      const before = shown[index - 1]?.position ?? 0
      if (position <= before) yield `${name} showed position ${position} after position ${before}`
      if (halfWay.has(position)) yield `${name} showed part of an append, at position ${position}`
      if (JSON.stringify(digest) !== JSON.stringify(digests[position]))
        yield `${name} showed a state at position ${position} that the log does not lead to`
    }
    if (!isPresent) continue
    const ends = [fromPosition - 1 + seen.length, shown.at(-1)?.position ?? 0]
    if (ends.some((end) => end !== log.length))
      yield `${name} saw events up to ${ends[0]} and showed position ${ends[1]}, of ${log.length} in the log`
  }
}

function inWords(...events: readonly (Sighting | undefined)[]): string {
  const words = events.map(
    (event) => event && `${event.id} (${event.position}, version ${event.version} of ${event.streamId})`,
  )
  return words.map((one) => one ?? 'nothing').join(', ')
}
