// Node has no IndexedDB; the suites that run in a real browser too get this stand-in here.
import 'fake-indexeddb/auto'
