import type { RecordedEvent } from 'rewindable'

/** Describes an event in words. Imported events may lack any property, so the text omits missing parts. */
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
