import { expect, test } from 'vitest'
import { niceTicks, timeTicks } from '../../demo/chart/axis.ts'
import { StepPath } from '../../demo/chart/step-path.ts'

function stepPath(points: readonly { readonly x: number; readonly y: number }[], until: number): string {
  const path = new StepPath()
  for (const { x, y } of points) path.add(x, y)
  return path.until(until)
}

test('a chart line keeps its level until the next point and its last level until the end', () => {
  const points = [
    { x: 0, y: 100 },
    { x: 40, y: 70 },
  ]
  expect(stepPath(points, 90)).toBe('M0 100H0V100H40V70H90')
})

test('of points that are too close together, the chart draws only the extremes and the last', () => {
  const points = [
    { x: 10, y: 50 },
    { x: 10.1, y: 5 },
    { x: 10.2, y: 90 },
    { x: 10.3, y: 60 },
  ]
  expect(stepPath(points, 20)).toBe('M10 50H10V5V90V60H20')
})

test('the chart draws 10,000 points on 600 pixels with a few hundred points', () => {
  const points = Array.from({ length: 10_000 }, (_, index) => ({ x: index * 0.06, y: index % 97 }))
  const commands = stepPath(points, 600).match(/[A-Z]/g) ?? []
  expect(commands.length).toBeLessThan(1700)
})

test('the chart draws no line without points', () => {
  expect(stepPath([], 90)).toBe('')
})

test('a chart line has the position of its first point', () => {
  const path = new StepPath()
  expect(path.start).toBeUndefined()
  path.add(7.5, 3)
  path.add(9, 3)
  expect(path.start).toBe(7.5)
})

test('the levels of the chart are round numbers that cover the range', () => {
  expect(niceTicks(0, 830, 4)).toEqual([0, 250, 500, 750, 1000])
  expect(niceTicks(-120, 900, 5)).toEqual([-250, 0, 250, 500, 750, 1000])
})

test('the time axis has marks for years, months or times of day, depending on the range', () => {
  const decade = timeTicks(new Date(2016, 10, 21).getTime(), new Date(2026, 10, 21).getTime(), 6)
  expect(decade.map(({ label }) => label)).toEqual(['2017', '2019', '2021', '2023', '2025'])
  const year = timeTicks(new Date(2025, 10, 21).getTime(), new Date(2026, 10, 21).getTime(), 6)
  expect(year.map(({ label }) => label)).toEqual(['Dec', 'Feb', 'Apr', 'Jun', 'Aug', 'Oct'])
  const afternoon = timeTicks(new Date(2026, 2, 5, 12).getTime(), new Date(2026, 2, 5, 16).getTime(), 2)
  expect(afternoon.map(({ label }) => label)).toEqual(['13:00', '15:00'])
})
