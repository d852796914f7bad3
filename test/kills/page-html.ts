/** The HTML of the page at this path, if there is one. */
export function htmlOf(path: string): string | undefined {
  const body = bodies[path]
  return body && `<!doctype html><meta charset="utf-8"><title>Kills</title><link rel="icon" href="data:,">${body}`
}

// Frames and not tabs: a browser without a driver is given one address. Each has the store open for itself, as a tab has.
const framed = (durability: string): string =>
  [1, 2].map((tab) => `<iframe src="/writer?durability=${durability}&tab=${tab}"></iframe>`).join('')

const bodies: Record<string, string> = {
  '/writers/default': framed('default'),
  '/writers/strict': framed('strict'),
  '/writer': '<script type="module" src="/writer.js"></script>',
  '/reader': '<script type="module" src="/reader.js"></script>',
  '/afterwards': '<script type="module" src="/afterwards.js"></script>',
}
