/**
 * Whether a value is an object literal, an object without a prototype, or an ordinary array, and no instance of a class.
 *
 * The length of the prototype chain tells. An object from an iframe inherits from the `Object` of that page, and is plain too.
 */
export function isPlain(value: object): boolean {
  let ancestor: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) ancestor = Object.getPrototypeOf(ancestor)
  return ancestor === null || Object.getPrototypeOf(ancestor) === null
}

/**
 * Whether an array has an item at every index, and no other keys.
 *
 * Keys that are indexes come first, in order. As many keys as items, with the last index last, leave no hole and nothing else.
 */
export function hasOnlyItems(list: readonly unknown[]): boolean {
  const keys = Object.keys(list)
  return keys.length === list.length && (keys.length === 0 || keys.at(-1) === `${keys.length - 1}`)
}
