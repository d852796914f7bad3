import { hasOnlyItems } from '../values/plain-objects.ts'
import { copyKindOf } from './copy-kinds.ts'

type Replace = (part: unknown) => unknown

/** Replaces the parts of an object in place. */
export function replaceParts(whole: object, resultOf: Replace): void {
  switch (copyKindOf(whole)) {
    case 'array':
      if (hasOnlyItems(whole as unknown[])) return replaceItems(whole as unknown[], resultOf)
      return replaceNamed(whole as { [key: string]: unknown }, resultOf)
    case 'object':
      return replaceNamed(whole as { [key: string]: unknown }, resultOf)
    case 'map':
      return replaceEntries(whole as Map<unknown, unknown>, resultOf)
    case 'set':
      return replaceMembers(whole as Set<unknown>, resultOf)
    case 'view':
      // A view always has the right buffer. The call notes that several views share it.
      resultOf((whole as ArrayBufferView).buffer)
  }
}

function replaceItems(list: unknown[], resultOf: Replace): void {
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index]
    if (typeof item === 'object') list[index] = resultOf(item)
  }
}

function replaceNamed(whole: { [key: string]: unknown }, resultOf: Replace): void {
  for (const key of Object.keys(whole)) {
    const part = whole[key]
    const result = resultOf(part)
    if (result !== part) whole[key] = result
  }
}

function replaceEntries(whole: Map<unknown, unknown>, resultOf: Replace): void {
  const entries: [key: unknown, part: unknown][] = []
  let hasNewKey = false
  for (const [key, part] of whole) {
    const newKey = resultOf(key)
    hasNewKey ||= newKey !== key
    const result = resultOf(part)
    entries.push([newKey, result])
    if (result !== part) whole.set(key, result)
  }
  if (!hasNewKey) return
  whole.clear()
  for (const [key, part] of entries) whole.set(key, part)
}

function replaceMembers(whole: Set<unknown>, resultOf: Replace): void {
  const members = [...whole]
  const results = members.map(resultOf)
  if (results.every((result, index) => Object.is(result, members[index]))) return
  whole.clear()
  for (const result of results) whole.add(result)
}
