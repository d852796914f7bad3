import { readRawLog } from './raw-log.ts'
import { tell, tellOf } from './tell.ts'

// First the database as the kill left it; what the library makes of it is for the page after this one.
tellOf(
  readRawLog('killed')
    .then((raw) => tell({ kind: 'raw', raw }))
    .then(() => location.replace('/afterwards')),
)
