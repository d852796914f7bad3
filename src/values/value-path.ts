/** Formats the path of a nested value, such as `data.items[2].when`. */
export function pathOf(keys: readonly (string | number)[]): string {
  return keys.reduce<string>(step, '')
}

function step(path: string, key: string | number): string {
  if (path === '') return `${key}`
  if (typeof key === 'number') return `${path}[${key}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}
