/** A leaf of a sorted tree: entries in the order of their keys. */
export type Leaf<Value> = {
  readonly keys: readonly string[]
  readonly values: readonly Value[]
  readonly children?: undefined
  readonly size: number
}

/** A node above the leaves. All leaves have the same depth. */
type Branch<Value> = {
  /** The lowest key of each child. */
  readonly keys: readonly string[]
  readonly children: readonly SortedTree<Value>[]
  /** The number of entries in all leaves. */
  readonly size: number
}

/**
 * A persistent map with text keys, in the order of their UTF-16 code units, as IndexedDB sorts texts. It is a B+ tree: no node ever
 * changes, and a changed tree shares all other nodes with the tree before.
 */
export type SortedTree<Value> = Leaf<Value> | Branch<Value>

/** Entries to write into a tree, in the order of their keys, each key once. `undefined` deletes an entry. */
export type TreeChanges<Value> = { readonly keys: readonly string[]; readonly values: readonly (Value | undefined)[] }

const mostItems = 64
// Leaves room for new items, and avoids a merge after the next deletion.
const usualItems = 48
const fewestItems = 24

export const emptyTree: Leaf<never> = { keys: [], values: [], size: 0 }

/** Returns a tree with changed entries. Returns the same tree if every value is already there. */
export function changedTree<Value>(root: SortedTree<Value>, changes: TreeChanges<Value>): SortedTree<Value> {
  let nodes = changedNodes(root, changes, 0, changes.keys.length)
  while (nodes.length > 1) nodes = branchesOf(nodes)
  let [top = emptyTree] = nodes
  while (top.children?.length === 1) [top = emptyTree] = top.children
  return top
}

/** Returns changes in the order of their keys. */
export function sortedChanges<Value>(values: ReadonlyMap<string, Value | undefined>): TreeChanges<Value> {
  const keys = [...values.keys()].sort()
  return { keys, values: keys.map((key) => values.get(key)) }
}

/** Returns a tree with other values for the same keys. */
export function mappedTree<Value>(
  root: SortedTree<Value>,
  next: (key: string, value: Value) => Value,
): SortedTree<Value> {
  if (root.children) {
    const children = root.children.map((child) => mappedTree(child, next))
    return children.every((child, index) => child === root.children[index]) ? root : { ...root, children }
  }
  const { keys, values } = root
  const mapped = keys.map((key, index) => next(key, values[index] as Value))
  return mapped.every((value, index) => value === values[index]) ? root : { ...root, values: mapped }
}

/** Returns the value of a key; `undefined`: there is none. */
export function valueIn<Value>(root: SortedTree<Value>, key: string): Value | undefined {
  let node = root
  while (node.children) node = childFor(node, key)
  const index = firstFrom(node.keys, key)
  return node.keys[index] === key ? node.values[index] : undefined
}

/** Returns the index of the first key at or after a key. */
export function firstFrom(keys: readonly string[], key: string, low = 0, high: number = keys.length): number {
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] as string) < key) low = middle + 1
    else high = middle
  }
  return low
}

/** Returns the index of the child that can hold a key. */
export function placeOf<Value>({ keys }: Branch<Value>, key: string): number {
  const index = firstFrom(keys, key)
  return keys[index] === key ? index : Math.max(0, index - 1)
}

function childFor<Value>(node: Branch<Value>, key: string): SortedTree<Value> {
  // A branch has at least one child, and one key for each child.
  return node.children[placeOf(node, key)] as SortedTree<Value>
}

/** Applies a range of changes to a node. Returns nodes of the same height: the node itself if nothing changed, none if it became empty. */
function changedNodes<Value>(
  node: SortedTree<Value>,
  changes: TreeChanges<Value>,
  from: number,
  to: number,
): readonly SortedTree<Value>[] {
  if (!node.children) return changedLeaves(node, changes, from, to)
  const { keys, children } = node
  const next: SortedTree<Value>[] = []
  let done = 0
  let isChanged = false
  for (let begin = from; begin < to; ) {
    const place = placeOf(node, changes.keys[begin] as string)
    const child = children[place] as SortedTree<Value>
    const following = keys[place + 1]
    const end = following === undefined ? to : firstFrom(changes.keys, following, begin, to)
    const changed = changedNodes(child, changes, begin, end)
    isChanged ||= changed.length !== 1 || changed[0] !== child
    for (; done < place; done++) next.push(children[done] as SortedTree<Value>)
    next.push(...changed)
    done = place + 1
    begin = end
  }
  if (!isChanged) return [node]
  for (; done < children.length; done++) next.push(children[done] as SortedTree<Value>)
  return branchesOf(withoutSmallNodes(next))
}

function changedLeaves<Value>(
  leaf: Leaf<Value>,
  changes: TreeChanges<Value>,
  from: number,
  to: number,
): readonly Leaf<Value>[] {
  const keys: string[] = []
  const values: Value[] = []
  let done = 0
  let isChanged = false
  const copyUntil = (end: number): void => {
    for (; done < end; done++) {
      keys.push(leaf.keys[done] as string)
      values.push(leaf.values[done] as Value)
    }
  }
  for (let index = from; index < to; index++) {
    const key = changes.keys[index] as string
    const value = changes.values[index]
    copyUntil(firstFrom(leaf.keys, key, done))
    const isThere = leaf.keys[done] === key
    isChanged ||= isThere ? !Object.is(leaf.values[done], value) : value !== undefined
    if (isThere) done += 1
    if (value === undefined) continue
    keys.push(key)
    values.push(value)
  }
  if (!isChanged) return [leaf]
  copyUntil(leaf.keys.length)
  return leavesFrom(keys, values)
}

function leavesFrom<Value>(keys: readonly string[], values: readonly Value[]): readonly Leaf<Value>[] {
  return parts(keys.length).map(([from, to]) => ({
    keys: keys.slice(from, to),
    values: values.slice(from, to),
    size: to - from,
  }))
}

function branchesOf<Value>(nodes: readonly SortedTree<Value>[]): readonly Branch<Value>[] {
  return parts(nodes.length).map(([from, to]) => {
    const children = nodes.slice(from, to)
    const size = children.reduce((sum, child) => sum + child.size, 0)
    return { keys: children.map(({ keys }) => keys[0] as string), children, size }
  })
}

/** Divides items into parts of nearly equal size, so that each part fits into a node. */
function parts(count: number): readonly (readonly [from: number, to: number])[] {
  const nodes = count <= mostItems ? Math.min(count, 1) : Math.ceil(count / usualItems)
  return Array.from({ length: nodes }, (_, index) => [
    Math.floor((index * count) / nodes),
    Math.floor(((index + 1) * count) / nodes),
  ])
}

/** Joins nodes that became small with a neighbour. */
function withoutSmallNodes<Value>(nodes: readonly SortedTree<Value>[]): readonly SortedTree<Value>[] {
  const next: SortedTree<Value>[] = []
  for (const node of nodes) {
    const last = next.at(-1)
    if (!last || Math.min(last.keys.length, node.keys.length) >= fewestItems) next.push(node)
    else next.splice(-1, 1, ...joined(last, node))
  }
  return next
}

/** Joins neighbours of the same height. */
function joined<Value>(left: SortedTree<Value>, right: SortedTree<Value>): readonly SortedTree<Value>[] {
  if (left.children && right.children) return branchesOf([...left.children, ...right.children])
  // Nodes of the same height are all leaves or all branches.
  const [first, second] = [left as Leaf<Value>, right as Leaf<Value>]
  return leavesFrom([...first.keys, ...second.keys], [...first.values, ...second.values])
}
