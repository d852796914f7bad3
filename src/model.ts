export type { Locks } from './log/web-locks.ts'
export { AggregateRoot, type ApplyHandlers } from './model/aggregate-root.ts'
export { type Decider, type Decision, type DecisionContext, defineDecider } from './model/decider.ts'

export {
  type CommandResult,
  type HandleCommandOptions,
  handleCommand,
  handleCommands,
  type StreamCommand,
} from './model/handle-command.ts'
export {
  type Dispatch,
  defineProcessManager,
  type ProcessManager,
  startProcessManager,
} from './model/process-manager.ts'
export { type Reactor, startReactor } from './model/reactor.ts'
export type {
  ReactionContext,
  Reactions,
  ReactorDefinition,
  ReactorOptions,
  ReactorStatus,
} from './model/reactor-definition.ts'
export { type AggregateSnapshots, Repository, type RepositoryOptions } from './model/repository.ts'
export type { Retry } from './model/retry.ts'
