// @ts-check
/** Shows the progress in one line of the terminal. @param {string} message */
export function showProgress(message) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${message}`)
  else if (process.env.REWINDABLE_BENCH_LOG && message) console.error(`${process.uptime().toFixed(0)} s: ${message}`)
}
