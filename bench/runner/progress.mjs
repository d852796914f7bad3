// @ts-check
/** Shows what is going on, in one line, to a person who watches. @param {string} message */
export function tell(message) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${message}`)
  else if (process.env.REWINDABLE_BENCH_LOG && message) console.error(message)
}
