/** Text that sets `globalThis.ran` if any code treats it as markup, as a script or as a URL. */
export const attacks: readonly string[] = [
  '<img src=x onerror="globalThis.ran=1">',
  '<script>globalThis.ran=2</script>',
  '<svg onload=globalThis.ran=3>',
  'javascript:globalThis.ran=4',
  '"><img src=x onerror=globalThis.ran=5>',
  `' onfocus='globalThis.ran=6' autofocus='`,
  '</option></select><img src=x onerror=globalThis.ran=7>',
  '</title></style><script>globalThis.ran=8</script>',
  '<a href="javascript:globalThis.ran=9">Ada</a>',
  '{{constructor.constructor("globalThis.ran=10")()}}',
  '<iframe srcdoc="<script>parent.ran=12</script>">',
  ']]><math href="javascript:globalThis.ran=13">',
]

/** Returns the log of a bank in which every string is an attack. */
export function attackingFile(): string {
  const lines: string[] = []
  const versions = new Map<string, number>()
  const record = (streamId: string, recordedAt: number, type: string, data: object): void => {
    const streamVersion = (versions.get(streamId) ?? 0) + 1
    versions.set(streamId, streamVersion)
    const position = lines.length + 1
    const attack = attacks[position % attacks.length] ?? ''
    const place = { streamId, streamVersion, globalPosition: position, recordedAt, commandId: `${position} ${attack}` }
    const metadata = { [attack]: attack, __html: attack, innerHTML: attack }
    lines.push(JSON.stringify({ id: `${position} ${attack}`, ...place, type, data, metadata }))
  }
  for (const [index, attack] of attacks.entries()) {
    const account = `account:${attack}`
    record(account, index, 'AccountOpened', { owner: attack, balance: 10_000, title: attack })
    record(account, index, 'MoneyDeposited', { amount: 1, note: attack, [attack]: attack })
    record(account, index, 'MoneyWithdrawn', { amount: 2, note: attack })
  }
  const [first = '', ...others] = attacks
  for (const other of others) {
    record(`account:${first}`, 1_000, 'TransferSent', { amount: 3, to: other, note: other, transferId: other })
    record(`account:${other}`, 1_000, 'TransferReceived', { amount: 3, from: first, note: other })
  }
  record(`account:${first}`, 2_000, 'TransferSent', { amount: 4, to: `unknown ${first}`, note: first })
  record(`account:${first}`, 2_000, 'TransferReturned', { amount: 4, from: `unknown ${first}`, note: first })
  // The latest time that a Date supports.
  record(`account:${first}`, 8.64e15, 'MoneyDeposited', { amount: 5, note: first })
  return `${lines.join('\n')}\n`
}

/** Lines with events that the bank must reject. */
export const foreignLines: readonly string[] = attacks.flatMap((attack) => {
  const event = { id: attack, streamId: attack, streamVersion: 1, globalPosition: 1, recordedAt: 1 }
  return [
    { ...event, type: attack, data: { owner: attack }, metadata: {} },
    { ...event, type: 'AccountOpened', data: { owner: attack, balance: 1 }, metadata: {} },
    {
      ...event,
      streamId: `account:${attack}`,
      type: 'AccountOpened',
      data: { owner: [attack], balance: 1 },
      metadata: {},
    },
    {
      ...event,
      streamId: `account:${attack}`,
      type: 'AccountOpened',
      data: { owner: 'Ada', balance: attack },
      metadata: {},
    },
    { ...event, streamId: `account:${attack}`, type: 'AccountOpened', data: attack, metadata: { attack } },
  ].map((line) => JSON.stringify(line))
})
