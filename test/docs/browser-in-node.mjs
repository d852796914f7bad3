// @ts-check
// What the code of a page finds around it in Node: an IndexedDB and, if the page shows HTML, a document with that in it.
import 'fake-indexeddb/auto'

const html = process.env.PAGE_HTML
if (html) {
  const { Window } = await import('happy-dom')
  const window = new Window()
  window.document.write(html)
  Object.assign(globalThis, { window, document: window.document })
}
