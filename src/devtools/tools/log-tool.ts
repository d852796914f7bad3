import { importJsonl } from '../../files/import-jsonl.ts'
import type { StorageStatus } from '../../log/storage-status.ts'
import { bytesText, count } from '../display-text.ts'
import { make, setText, textButton } from '../make-element.ts'
import type { UiContext, UiPart } from '../ui-context.ts'

/** Exports and imports the log, and shows the safety of its storage. */
export function logTool(ui: UiContext): UiPart {
  const all = textButton('Export the log', () => void ui.save())
  const part = textButton('', () => void ui.save(ui.viewer.view.position))
  const file = make('input', { type: 'file', accept: '.jsonl,application/jsonl,application/x-ndjson' })
  const label = make('label', { class: 'file' }, file, make('span', {}, 'Import a file'))
  const why = make('p', { class: 'hint' })
  const facts = make('ul')
  const keep = textButton('Ask the browser to keep it', () => void ask())
  const element = make(
    'section',
    { class: 'tool', 'aria-label': 'The log' },
    make('h2', {}, 'The log'),
    make('p', { class: 'actions' }, all, part, label),
    why,
    make('h3', {}, 'How safe it is here'),
    facts,
    keep,
  )
  let isAsked = false

  file.addEventListener('change', async (event) => {
    event.stopPropagation()
    const [chosen] = file.files ?? []
    if (!chosen) return
    try {
      const onProgress = ({ lines }: { lines: number }): void =>
        ui.showMessage(`Reading, ${count(lines, 'line')} so far.`)
      const { imported, alreadyThere } = await importJsonl(ui.viewer.store, chosen, { onProgress })
      ui.showMessage(`${count(imported, 'event')} imported, ${count(alreadyThere)} were there already.`)
    } catch (error) {
      ui.showMessage(String(error))
    }
    file.value = ''
  })

  async function ask(): Promise<void> {
    const isKept = await ui.viewer.store.requestPersistence().catch(() => false)
    ui.showMessage(isKept ? 'The browser keeps it now.' : 'The browser did not agree to keep it.')
    await showStatus()
  }

  async function showStatus(): Promise<void> {
    const status = await ui.viewer.store.storageStatus().catch(() => undefined)
    facts.replaceChildren(
      ...(status ? statusFacts(status) : ['The status of the storage is unknown.']).map((fact) => make('li', {}, fact)),
    )
    keep.hidden = status?.persistence !== 'best effort'
  }

  return {
    element,
    show() {
      if (element.hidden) {
        isAsked = false
        return
      }
      const { position, lastPosition } = ui.viewer.view
      setText(part, `Export up to event ${count(position)}`)
      part.hidden = position === 0 || position === lastPosition
      file.disabled = ui.readOnlyReason !== undefined
      setText(
        why,
        ui.readOnlyReason ?? 'A file is imported completely or not at all. It must begin with the events of this log.',
      )
      if (!isAsked) void showStatus()
      isAsked = true
    },
  }
}

function statusFacts({ persistence, usage, quota, connection, lastError, history }: StorageStatus): string[] {
  const kept = {
    persisted: 'The browser keeps it until you delete it.',
    'best effort': 'The browser may delete it when storage is short.',
    'not kept': 'It is lost when the page is closed.',
    unknown: 'The browser does not say whether it keeps it.',
  }
  const room = usage === undefined ? undefined : `This site uses ${bytesText(usage)}`
  return [
    kept[persistence],
    ...(history === 'evicted' ? ['An earlier log of this site was deleted by the browser or by hand.'] : []),
    ...(room === undefined ? [] : [quota === undefined ? `${room}.` : `${room} of ${bytesText(quota)}.`]),
    ...(connection === 'open' ? [] : [`The connection is ${connection}.`]),
    ...(lastError ? [`Last error: ${lastError.message}`] : []),
  ]
}
