/** A function that runs in the page. It can use its argument and the globals of the page, but no variables of the test. */
export type InPage<Argument, Result> = (argument: Argument) => Result | Promise<Result>

/** A page with its own main thread. */
export interface Tab {
  evaluate<Argument, Result>(inPage: InPage<Argument, Result>, argument: Argument): Promise<Result>
  evaluate<Result>(inPage: InPage<void, Result>): Promise<Result>
  reload(): Promise<void>
  close(): Promise<void>
  /** Crashes the process of the tab. Rejects if the engine has no command to crash a tab. */
  crash(): Promise<void>
}

/** A running browser with its own profile. It shares no storage with other browsers. */
export interface RunningBrowser {
  /** The folder of the profile. */
  readonly folder: string
  /** Ends the browser and removes its profile. */
  close(): Promise<void>
}

export interface Profile extends RunningBrowser {
  readonly version: string
  openTab(url: string): Promise<Tab>
  /** Adds a function `window[name]` to all later tabs. The function calls the listener in this process and returns the result. */
  expose<Message>(name: string, listener: (message: Message) => unknown): Promise<void>
}

/** The storage behind IndexedDB. */
export type Backend = 'LevelDB' | 'SQLite' | 'memory'

export interface Engine {
  readonly name: string
  /** The storage that pages of `show` use, and the storage that tabs of `open` use. */
  readonly backend: { readonly shown: Backend; readonly tabs: Backend }
  /** Whether `Tab.crash` works. */
  readonly canCrash: boolean
  /** Opens a browser whose tabs the test can control. */
  open(): Promise<Profile>
  /** Opens a browser on a page that the test cannot control. */
  show(url: string): Promise<RunningBrowser>
}
