export type { LiveQuery } from './stored-collection/live-query.ts'
export { openCollection } from './stored-collection/open-collection.ts'
export type { StoredCollection } from './stored-collection/stored-collection.ts'
