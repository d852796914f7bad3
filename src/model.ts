export { AggregateRoot, type ApplyHandlers } from './model/aggregate-root.ts'
export { type Decider, type Decision, type DecisionContext, defineDecider } from './model/decider.ts'
export type { Locks } from './model/exclusive.ts'
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
export type { ReactionContext, Reactions } from './model/reactions.ts'
export { type Reactor, type ReactorDefinition, startReactor } from './model/reactor.ts'
export type { ReactorStatus } from './model/reactor-events.ts'
export type { ReactorOptions } from './model/reactor-options.ts'
export { type AggregateSnapshots, Repository, type RepositoryOptions } from './model/repository.ts'
export type { Retry } from './model/retry.ts'
