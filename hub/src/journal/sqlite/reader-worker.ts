import { serveCalls } from '../../platform/worker-call.ts'
import { openReader, type ReaderMethods } from './reader.ts'

await serveCalls<ReaderMethods>((dataDir) => openReader(String(dataDir)))
