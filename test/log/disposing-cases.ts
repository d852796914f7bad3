import { expect, onTestFinished, test, vi } from 'vitest'

/** Declares the tests of `using` with the `Symbol` of an environment. Browsers load a module only once, so they pass their own `Symbol`. */
export function testDisposing(symbols: typeof Symbol): void {
  async function loaded() {
    vi.stubGlobal('Symbol', symbols)
    vi.resetModules()
    onTestFinished(() => void vi.unstubAllGlobals())
    const { defineProjection, LiveProjection, openMemoryEventStore } = await import('rewindable')
    const { startReactor } = await import('rewindable/model')
    const { Timeline } = await import('rewindable/time-travel')
    const { RemoteProjection } = await import('rewindable/worker')
    const definition = defineProjection({ name: 'none', initialState: () => 0, when: {} })
    // The symbols that compilers use.
    const dispose: symbol = symbols.dispose ?? Symbol.for('Symbol.dispose')
    const asyncDispose: symbol = symbols.asyncDispose ?? Symbol.for('Symbol.asyncDispose')
    const end = (resource: object, symbol: symbol): unknown =>
      Reflect.apply(Reflect.get(resource, symbol), resource, [])
    const store = await openMemoryEventStore()
    return { definition, LiveProjection, startReactor, Timeline, RemoteProjection, dispose, asyncDispose, end, store }
  }

  test('disposing of a live projection stops it', async () => {
    const { LiveProjection, store, definition, end, dispose } = await loaded()
    const live = new LiveProjection(store, definition)
    end(live, dispose)
    expect(live.status).toBe('stopped')
  })

  test('disposing of a remote projection stops it', async () => {
    const { RemoteProjection, definition, end, dispose } = await loaded()
    const remote = new RemoteProjection({ postMessage: () => {} }, definition)
    end(remote, dispose)
    expect(remote.status).toBe('stopped')
  })

  test('disposing of a timeline stops it', async () => {
    const { Timeline, store, definition, end, dispose } = await loaded()
    const timeline = new Timeline(store, definition)
    const seek = timeline.seek(0)
    end(timeline, dispose)
    expect(await seek).toBe(false)
  })

  test('disposing of a store closes it', async () => {
    const { store, end, asyncDispose } = await loaded()
    await end(store, asyncDispose)
    await expect(store.lastPosition()).rejects.toMatchObject({ code: 'StoreClosed' })
  })

  test('disposing of a reactor stops it', async () => {
    const { startReactor, store, end, asyncDispose } = await loaded()
    const reactor = startReactor(store, { name: 'none', when: {} })
    await end(reactor, asyncDispose)
    expect(reactor.status).toBe('stopped')
  })
}
