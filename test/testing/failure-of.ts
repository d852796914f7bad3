import { ScenarioFailed } from 'rewindable/testing'

/** What a scenario says when it does not hold. */
export function failureOf(run: () => void): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ScenarioFailed && error.name === 'ScenarioFailed') return `\n${error.message}\n`
    throw error
  }
  throw new Error('The scenario holds')
}
