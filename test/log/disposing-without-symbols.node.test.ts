import { describe } from 'vitest'
import { testDisposing } from './disposing-cases.ts'

describe('in an environment without Symbol.dispose,', () => testDisposing(withoutDisposal()))

/** The global `Symbol` of a browser that has no `using`. */
function withoutDisposal(): typeof Symbol {
  const { dispose: _dispose, asyncDispose: _asyncDispose, ...others } = Object.getOwnPropertyDescriptors(Symbol)
  const original = Symbol
  const made = (description?: string): symbol => original(description)
  return Object.defineProperties(made, { ...others, prototype: {} }) as unknown as typeof Symbol
}
