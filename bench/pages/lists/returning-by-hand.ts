import type { ListContender } from '../account-list.ts'
import { changed, groupedAccounts, groupedReading } from '../grouped-accounts.ts'
import { openHandFoldedList } from '../hand-folded-list.ts'

export default {
  open: (name, bank) => openHandFoldedList(name, bank, groupedAccounts, groupedReading, changed),
} satisfies ListContender
