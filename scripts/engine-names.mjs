// @ts-check
/** What the suites are run in. Those of one tab have a Vitest project of each name; for the others, REWINDABLE_ENGINES. */
export const engineNames = ['chromium', 'chromium-sqlite', 'firefox', 'webkit']
