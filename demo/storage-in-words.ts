import type { StorageStatus } from 'rewindable'

/** Describes how safe the bank is in this browser: one fact per sentence, the most urgent first. */
export function storageInWords(status: StorageStatus): string[] {
  const { connection, history, persistence, privateMode } = status
  return [
    ...(connection === 'open' ? [] : [connectionInWords[connection]]),
    ...(history === 'evicted'
      ? ['This browser held a bank before and evicted it. If you have a file, import it.']
      : []),
    ...(privateMode === 'likely' ? ['This looks like a private window: all of it is gone when you close it.'] : []),
    persistenceInWords[persistence],
    ...(persistence === 'persisted' ? [] : [sevenDays]),
    ...usageInWords(status),
  ]
}

// Safari may evict data after days without a visit, and does not report the eviction.
const sevenDays =
  'Safari deletes it after seven days of use without a visit here, unless the site is on the home screen. Export a file to be safe.'

const persistenceInWords: Readonly<Record<StorageStatus['persistence'], string>> = {
  persisted: 'This browser keeps the bank until you delete it.',
  'best effort': 'This browser keeps the bank as long as it has room.',
  'not kept': 'The bank is gone when you close this page.',
  unknown: 'This browser does not say how long it keeps the bank.',
}

const connectionInWords: Readonly<Record<Exclude<StorageStatus['connection'], 'open'>, string>> = {
  opening: 'The database is being opened.',
  blocked: 'Another tab stands in the way: close the other tabs of this page.',
  broken: 'The database does not answer. Reload the page if this stays.',
  lost: 'The bank was deleted while this page was open.',
  closed: 'The database is closed.',
}

function usageInWords({ usage, quota }: StorageStatus): string[] {
  if (usage === undefined) return []
  const room = quota === undefined ? '' : `, of ${formatBytes(quota)} it may use`
  return [`This site uses ${formatBytes(usage)}${room}.`]
}

function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']
  const unit = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const format = {
    style: 'unit',
    unit: units[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  }
  return new Intl.NumberFormat('en-GB', format as Intl.NumberFormatOptions).format(bytes / 1000 ** unit)
}
