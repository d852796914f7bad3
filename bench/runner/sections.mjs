// @ts-check
import { contenders, variants } from './contenders.mjs'
import { listContenders } from './list-contenders.mjs'
import { listTasks } from './list-tasks.mjs'
import { ownColumn } from './own-column.mjs'
import { ownTasks } from './own-tasks.mjs'
import { storedContenders } from './stored-contenders.mjs'
import { storedTasks } from './stored-tasks.mjs'
import { taskGroups } from './tasks.mjs'

/**
 * @typedef {object} Section a table of the results
 * @property {string} id
 * @property {string} title
 * @property {readonly import('./contenders.mjs').Contender[]} columns
 * @property {readonly import('./contenders.mjs').Contender[]} variants contenders without a separate column
 * @property {import('./tasks.mjs').Task[][]} groups
 */

/**
 * @param {import('./tasks.mjs').Sizes} sizes
 * @returns {Section[]}
 */
export function sections(sizes) {
  const own = ownTasks(sizes)
  return [
    { id: 'logs', title: 'All contenders', columns: contenders, variants, groups: taskGroups(sizes) },
    { id: 'lists', title: 'A list of accounts', columns: listContenders, variants: [], groups: listTasks(sizes) },
    { id: 'stored', title: 'Stored rows', columns: storedContenders, variants: [], groups: storedTasks(sizes) },
    { id: 'own', title: 'Rewindable at scale', columns: [ownColumn(own)], variants: [], groups: own },
  ]
}

/** @param {import('./tasks.mjs').Sizes} sizes */
export function taskNames(sizes) {
  return sections(sizes).flatMap(({ groups }) => groups.flat().map(({ id, title }) => `${id.padEnd(28)}${title}`))
}

/**
 * Whether one of the names selects a task: its number, its id, or the beginning of its id. No names select all tasks.
 *
 * @param {Pick<import('./tasks.mjs').Task, 'id' | 'title' | 'work'>} task
 * @param {readonly string[]} names
 */
export function isNamed({ id, title, work }, names) {
  return (
    names.length === 0 ||
    names.some((name) => name === work || name === id || id.startsWith(`${name}-`) || title.startsWith(`(${name})`))
  )
}
