/** One thing, several, or none, as a list. */
export function listOf<Item>(items: Item | readonly Item[] | void): readonly Item[] {
  if (items === undefined) return []
  return isList(items) ? items : [items]
}

// Array.isArray alone does not tell a readonly array from an item.
function isList<Item>(items: Item | readonly Item[]): items is readonly Item[] {
  return Array.isArray(items)
}
