import { readRawLog } from './raw-log.ts'
import { reportFailure, sendReport } from './send-report.ts'

// This page reads the database before the library opens it. The next page uses the library.
reportFailure(
  readRawLog('killed')
    .then((raw) => sendReport({ kind: 'raw', raw }))
    .then(() => location.replace('/recovery')),
)
