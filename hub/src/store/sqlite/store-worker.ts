import { serveCalls } from '../../platform/worker-call.ts'
import { openStoreDatabase, type StoreMethods } from './store-database.ts'

await serveCalls<StoreMethods>((dataDir) => openStoreDatabase(String(dataDir)))
