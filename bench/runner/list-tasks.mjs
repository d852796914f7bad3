// @ts-check
import { shown } from './own-task.mjs'

/**
 * @param {import('./tasks.mjs').Sizes} sizes
 * @returns {import('./tasks.mjs').Task[][]}
 */
export function listTasks({ entities }) {
  return entities.map((size) => [
    {
      id: `shown-${size}`,
      title: `(12) append to list shown, ${shown(size)} accounts`,
      work: 'appendShown',
      size,
      isKept: true,
      times: 15,
      unit: 'ms',
      isLong: true,
    },
  ])
}
