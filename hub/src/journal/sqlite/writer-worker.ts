import { serveCalls } from '../../platform/worker-call.ts'
import { openWriter, type WriterMethods } from './writer.ts'

await serveCalls<WriterMethods>((dataDir) => openWriter(String(dataDir)))
