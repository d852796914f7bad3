import { make, setAttributes } from './make-element.ts'

const minHeight = 120
const step = 24

/** Returns a bar that resizes the panels by pointer and arrow keys. */
export function heightBar(host: HTMLElement, height: () => number, onChange: (height: number) => void): HTMLElement {
  const bar = make('div', {
    class: 'height-bar',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'horizontal',
    'aria-label': 'Height of the panels',
    'aria-valuemin': String(minHeight),
  })
  const maxHeight = (): number => Math.max(minHeight, Math.round(innerHeight * 0.75))
  const set = (wanted: number): void => {
    const next = Math.round(Math.min(maxHeight(), Math.max(minHeight, wanted)))
    host.style.setProperty('--panels-height', `${next}px`)
    setAttributes(bar, { 'aria-valuenow': String(next), 'aria-valuemax': String(maxHeight()) })
    onChange(next)
  }
  let grip: { readonly y: number; readonly height: number } | undefined
  bar.addEventListener('pointerdown', (event) => {
    grip = { y: event.clientY, height: height() }
    bar.setPointerCapture(event.pointerId)
    event.preventDefault()
    bar.focus()
  })
  bar.addEventListener('pointermove', ({ clientY }) => grip && set(grip.height + grip.y - clientY))
  for (const type of ['pointerup', 'pointercancel'] as const) {
    bar.addEventListener(type, () => {
      grip = undefined
    })
  }
  bar.addEventListener('keydown', (event) => {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    set(height() + by)
  })
  set(height())
  return bar
}

/** Returns a handle that moves the floating element by pointer and arrow keys. */
export function moveHandle(host: HTMLElement): HTMLButtonElement {
  const handle = make(
    'button',
    { type: 'button', class: 'carrier', 'aria-label': 'Move the window: drag, or use the arrow keys', title: 'Move' },
    '⠿',
  )
  const by = (x: number, y: number): void => {
    const { left, top, width, height } = host.getBoundingClientRect()
    const within = (place: number, maxHeight: number): number => Math.max(0, Math.min(place, Math.max(0, maxHeight)))
    host.style.left = `${within(left + x, innerWidth - width)}px`
    host.style.top = `${within(top + y, innerHeight - height)}px`
    host.style.right = host.style.bottom = 'auto'
  }
  let isHeld = false
  handle.addEventListener('pointerdown', (event) => {
    isHeld = true
    handle.setPointerCapture(event.pointerId)
  })
  handle.addEventListener('pointermove', ({ movementX, movementY }) => isHeld && by(movementX, movementY))
  for (const type of ['pointerup', 'pointercancel'] as const) {
    handle.addEventListener(type, () => {
      isHeld = false
    })
  }
  handle.addEventListener('keydown', (event) => {
    const direction = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key]
    if (!direction) return
    event.preventDefault()
    event.stopPropagation()
    by((direction[0] ?? 0) * step, (direction[1] ?? 0) * step)
  })
  return handle
}
