// Node has no IndexedDB. Tests that also run in a real browser use this fake in Node.
import 'fake-indexeddb/auto'
