import type { ListContender } from '../account-list.ts'
import { accountRows, rowsReading } from '../account-rows.ts'
import { openLiveList } from '../live-list.ts'

export default {
  open: (name, bank) => openLiveList(name, bank, accountRows, rowsReading),
} satisfies ListContender
