import type { Profile, Shown } from './engine.ts'

/** Shows a page in the one tab of a profile. */
export async function shownInTab(profile: Profile, url: string): Promise<Shown> {
  try {
    await profile.openTab(url)
  } catch (error) {
    await profile.close()
    throw error
  }
  return profile
}
