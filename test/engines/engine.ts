/** What runs in the page. Besides its argument it can use what the page has, and nothing of the test. */
export type InPage<Argument, Result> = (argument: Argument) => Result | Promise<Result>

/** A page with a thread of its own. */
export interface Tab {
  evaluate<Argument, Result>(inPage: InPage<Argument, Result>, argument: Argument): Promise<Result>
  evaluate<Result>(inPage: InPage<void, Result>): Promise<Result>
  reload(): Promise<void>
  close(): Promise<void>
  /** Ends its process at one blow; rejects where the engine cannot be told to. */
  crash(): Promise<void>
}

/** A browser with a profile of its own: what it stores, no other one sees. */
export interface Shown {
  /** Where it keeps its files. */
  readonly folder: string
  /** Ends the browser and removes whatever it stored. */
  close(): Promise<void>
}

export interface Profile extends Shown {
  readonly version: string
  openTab(url: string): Promise<Tab>
  /** Gives the tabs opened from now on a `window[name]` that calls the listener here and waits for it. */
  expose<Told>(name: string, listener: (told: Told) => unknown): Promise<void>
}

/** What an engine keeps IndexedDB in. */
export type Backend = 'LevelDB' | 'SQLite' | 'memory'

export interface Engine {
  readonly name: string
  /** Where a page that is shown has its databases, and where the tabs of a profile have theirs. */
  readonly backend: { readonly shown: Backend; readonly tabs: Backend }
  /** Whether it can be told to crash a tab. */
  readonly canCrash: boolean
  /** Opens a browser whose tabs can be told what to do. */
  open(): Promise<Profile>
  /** Opens a browser on a page that is left to itself. */
  show(url: string): Promise<Shown>
}
