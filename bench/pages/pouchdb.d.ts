/** Types of the PouchDB functions that are used. The package has no types. */
declare module 'pouchdb-browser' {
  type Stored<Document> = Document & { readonly _id: string }

  export default class PouchDB<Document extends object> {
    constructor(name: string)
    put(document: Stored<Document>): Promise<unknown>
    bulkDocs(documents: Stored<Document>[]): Promise<{ readonly error?: unknown }[]>
    allDocs(options: {
      readonly startkey: string
      readonly endkey: string
      readonly include_docs: true
      readonly descending?: boolean
      readonly limit?: number
    }): Promise<{ readonly rows: { readonly doc: Stored<Document> }[] }>
    changes(options: {
      readonly since: number
      readonly limit: number
      readonly include_docs: true
    }): Promise<{ readonly results: { readonly doc: Stored<Document> }[] }>
    changes(options: { readonly since: 'now'; readonly live: true }): {
      on(event: 'change', listener: () => void): unknown
    }
    close(): Promise<void>
    destroy(): Promise<void>
  }
}
