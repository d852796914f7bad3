// @ts-check
// Replaces the test runner that a docs page imports. A test runs immediately, and a failure ends the script.

/**
 * @param {string} _name
 * @param {() => unknown} run
 */
export const test = (_name, run) => run()

/** @param {boolean} condition */
test.skipIf = (condition) => (condition ? () => {} : test)
