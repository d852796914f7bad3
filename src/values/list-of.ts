/** Returns one item, several items or no item as an array. */
export function listOf<Item>(items: Item | readonly Item[] | void): readonly Item[] {
  if (items === undefined) return []
  return isList(items) ? items : [items]
}

// `Array.isArray` does not narrow a readonly array.
function isList<Item>(items: Item | readonly Item[]): items is readonly Item[] {
  return Array.isArray(items)
}
