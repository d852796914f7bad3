import { ScenarioFailed } from 'rewindable/testing'

/** Returns the failure message of a scenario. */
export function failureOf(run: () => void): string {
  try {
    run()
  } catch (error) {
    if (error instanceof ScenarioFailed && error.name === 'ScenarioFailed') return `\n${error.message}\n`
    throw error
  }
  throw new Error('Expected the scenario to fail, but it passed')
}
