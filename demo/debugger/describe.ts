import type { RecordedEvent } from 'rewindable'

/** What an event did, in words. What is in a log may have come from a file: whatever is missing is left out. */
export function describe({ type, data }: RecordedEvent): string {
  const { id = '', title = '' } = Object(data)
  switch (type) {
    case 'TaskAdded':
      return `“${title}” added`
    case 'TaskCompleted':
      return `${id} completed`
    case 'TaskReopened':
      return `${id} reopened`
    case 'TaskRemoved':
      return `${id} removed`
    case 'RemovalUndone':
      return `Removal of ${id} undone`
    case 'CompletedCleared':
      return 'Completed tasks cleared'
    default:
      return type
  }
}
