// @ts-check
// Provides a browser environment in Node: an IndexedDB and, if the docs page has HTML blocks, a document with that HTML.
import 'fake-indexeddb/auto'

const html = process.env.PAGE_HTML
if (html) {
  const { Window } = await import('happy-dom')
  const window = new Window()
  window.document.write(html)
  Object.assign(globalThis, { window, document: window.document })
}
