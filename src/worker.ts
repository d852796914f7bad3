export { hostProjections } from './worker/host-projections.ts'
export { FailedInWorker, RemoteProjection } from './worker/remote-projection.ts'
