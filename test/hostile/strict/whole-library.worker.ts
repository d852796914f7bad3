import { runWholeLibrary } from './whole-library.ts'

globalThis.postMessage(await runWholeLibrary())
