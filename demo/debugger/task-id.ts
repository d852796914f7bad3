/** Returns a unique task id that is readable in the log: `water-the-plants-1f3a`. */
export function taskId(title: string, unique: string = crypto.randomUUID().slice(0, 4)): string {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return [...words.slice(0, 6), unique].join('-')
}
