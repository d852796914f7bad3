import type { ListContender } from '../account-list.ts'
import { groupedAccounts, groupedReading } from '../grouped-accounts.ts'
import { openLiveList } from '../live-list.ts'

export default {
  open: (name, bank) => openLiveList(name, bank, groupedAccounts, groupedReading),
} satisfies ListContender
