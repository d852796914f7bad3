import type { StorageStatus } from '../log/storage-status.ts'
import { bytesInWords, count } from './in-words.ts'
import { make, say, textButton } from './make-element.ts'
import type { Part, Stage } from './part.ts'

/** The log as a whole: out to a file, in from one, and how safe it is where it is. */
export function logDrawer(stage: Stage): Part {
  const all = textButton('Export the log', () => void stage.save())
  const part = textButton('', () => void stage.save(stage.viewer.view.position))
  const file = make('input', { type: 'file', accept: '.jsonl,application/jsonl,application/x-ndjson' })
  const label = make('label', { class: 'file' }, file, make('span', {}, 'Import a file'))
  const why = make('p', { class: 'hint' })
  const facts = make('ul')
  const keep = textButton('Ask the browser to keep it', () => void ask())
  const element = make(
    'section',
    { class: 'drawer', 'aria-label': 'The log' },
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
      const onProgress = ({ lines }: { lines: number }): void => stage.tell(`Reading, ${count(lines, 'line')} so far.`)
      const { imported, alreadyThere } = await stage.viewer.store.importJsonl(chosen, { onProgress })
      stage.tell(`${count(imported, 'event')} imported, ${count(alreadyThere)} were there already.`)
    } catch (error) {
      stage.tell(String(error))
    }
    file.value = ''
  })

  async function ask(): Promise<void> {
    const isKept = await stage.viewer.store.requestPersistence().catch(() => false)
    stage.tell(isKept ? 'The browser keeps it from now on.' : 'The browser does not promise it.')
    await look()
  }

  async function look(): Promise<void> {
    const status = await stage.viewer.store.storageStatus().catch(() => undefined)
    facts.replaceChildren(...(status ? factsOf(status) : ['Nothing is known.']).map((fact) => make('li', {}, fact)))
    keep.hidden = status?.persistence !== 'best effort'
  }

  return {
    element,
    show() {
      if (element.hidden) {
        isAsked = false
        return
      }
      const { position, lastPosition } = stage.viewer.view
      say(part, `Export up to event ${count(position)}`)
      part.hidden = position === 0 || position === lastPosition
      file.disabled = stage.closedBecause !== undefined
      say(why, stage.closedBecause ?? 'A file is read all or nothing. It must begin with the events that are here.')
      if (!isAsked) void look()
      isAsked = true
    },
  }
}

function factsOf({ persistence, usage, quota, connection, lastError, history }: StorageStatus): string[] {
  const kept = {
    persisted: 'The browser keeps it until you delete it.',
    'best effort': 'The browser may delete it when room is short.',
    'not kept': 'It is gone with the page.',
    unknown: 'The browser does not say whether it keeps it.',
  }
  const room = usage === undefined ? undefined : `This site uses ${bytesInWords(usage)}`
  return [
    kept[persistence],
    ...(history === 'evicted' ? ['An earlier log of this site was deleted by the browser or by hand.'] : []),
    ...(room === undefined ? [] : [quota === undefined ? `${room}.` : `${room} of ${bytesInWords(quota)}.`]),
    ...(connection === 'open' ? [] : [`The connection is ${connection}.`]),
    ...(lastError ? [`It failed last with: ${lastError.message}`] : []),
  ]
}
