import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take more than 15 seconds on two slow cores. */
const slow = [
  'storage/fault-sweep/fault-sweep',
  'hostile/long-lines.browser',
  'storage/pages',
  'stored-collection/random-tabs',
  'devtools/any-state.browser',
  'e2e/debugger-page.e2e',
  'e2e/timeline-access.e2e',
  'e2e/tabs.e2e',
  'e2e/person.e2e',
  'e2e/bank-tabs.e2e',
  'e2e/react-rows.e2e',
].map((name) => `/test/${name}.test.ts`)

/**
 * Starts the slow files first. Without results of an earlier run, Vitest starts the largest files first.
 * The fault sweep is a small file, so it would begin last. One worker would then wait a minute for the other worker.
 */
export class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSlow = ({ moduleId }: TestSpecification): boolean => slow.some((name) => moduleId.endsWith(name))
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}
