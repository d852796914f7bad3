/**
 * Makes `using` call a method of a class. Some supported browsers lack `Symbol.dispose`. In these browsers, compiled code looks for
 * `Symbol.for('Symbol.dispose')`.
 */
export function disposeWith<Name extends string>(prototype: { readonly [Key in Name]: () => void }, name: Name): void {
  define(prototype, Symbol.dispose ?? Symbol.for('Symbol.dispose'), name)
}

/** Makes `await using` call a method of a class, as {@link disposeWith} does for `using`. */
export function disposeAsyncWith<Name extends string>(
  prototype: { readonly [Key in Name]: () => Promise<void> },
  name: Name,
): void {
  define(prototype, Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose'), name)
}

function define<Name extends string>(prototype: { readonly [Key in Name]: unknown }, key: symbol, name: Name): void {
  // Looks up the method at each call, so that a subclass can override the method.
  const value = function (this: { readonly [Key in Name]: () => unknown }): unknown {
    return this[name]()
  }
  Object.defineProperty(prototype, key, { value, configurable: true, writable: true })
}
