// @ts-check
/**
 * The only column of the tasks that measure only the library.
 *
 * @param {import('./tasks.mjs').Task[][]} groups
 * @returns {import('./contenders.mjs').Contender}
 */
export function ownColumn(groups) {
  return {
    name: 'own',
    title: 'Rewindable',
    packages: [],
    works: groups.flat().map(({ work }) => work),
    how: 'only the public API',
  }
}
