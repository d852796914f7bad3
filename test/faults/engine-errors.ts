/** An error with a name and message that a browser engine uses. */
export type EngineError = { readonly name: string; readonly message: string }

export const lostConnection: EngineError = {
  name: 'UnknownError',
  message: 'Connection to Indexed Database server lost. Refresh the page to try again',
}
export const internalError: EngineError = { name: 'UnknownError', message: 'Internal error.' }
export const closing: EngineError = { name: 'InvalidStateError', message: 'The database connection is closing.' }
export const newerVersion: EngineError = { name: 'VersionError', message: 'The requested version is less.' }
export const quota: EngineError = { name: 'QuotaExceededError', message: 'Encountered full disk.' }

export function raise({ name, message }: EngineError): never {
  throw new DOMException(message, name)
}

/** Sets the error that a request or transaction reports. */
export function sayError(of: IDBTransaction | IDBRequest, { name, message }: EngineError): void {
  const error = new DOMException(message, name)
  Object.defineProperty(of, 'error', { get: () => error, set: () => {}, configurable: true })
}
