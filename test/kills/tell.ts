import type { Statement } from './testimony.ts'

/** Resolves when the witness has heard it. */
export async function tell(statement: Statement): Promise<void> {
  await fetch('/statements', { method: 'POST', body: JSON.stringify(statement) })
}

/** What a page fails with is told, so that nobody waits for it. */
export function tellOf(work: Promise<unknown>): void {
  work.catch((error: unknown) => tell({ kind: 'trouble', text: String(error) }))
}
