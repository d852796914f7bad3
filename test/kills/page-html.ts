/** Returns the HTML of the page at a path, or undefined if no page has this path. */
export function htmlOf(path: string): string | undefined {
  const body = bodies[path]
  return body && `<!doctype html><meta charset="utf-8"><title>Kills</title><link rel="icon" href="data:,">${body}`
}

// A browser without a driver opens one URL, so frames replace tabs. Each frame opens the store itself, like a tab.
const framed = (durability: string): string =>
  [1, 2].map((tab) => `<iframe src="/writer?durability=${durability}&tab=${tab}"></iframe>`).join('')

const bodies: Record<string, string> = {
  '/writers/default': framed('default'),
  '/writers/strict': framed('strict'),
  '/writer': '<script type="module" src="/writer.js"></script>',
  '/reader': '<script type="module" src="/reader.js"></script>',
  '/recovery': '<script type="module" src="/recovery.js"></script>',
}
