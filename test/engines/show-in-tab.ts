import type { Profile, RunningBrowser } from './engine.ts'

/** Opens a URL in a new tab of the profile. Closes the profile if that fails. */
export async function showInTab(profile: Profile, url: string): Promise<RunningBrowser> {
  try {
    await profile.openTab(url)
  } catch (error) {
    await profile.close()
    throw error
  }
  return profile
}
