/** What the query APIs share, so that their limits hold for all of them together. */
import type { Switches } from '../control/switches.ts'
import type { Lake } from '../lake/lake.ts'
import type { Setup } from '../org/setup.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { createKeptQueries } from './kept-queries.ts'
import { createProfile } from './profile.ts'
import { createQueryBatches } from './query-batches.ts'
import { createQueryRunner } from './query-runner.ts'

export function createQueryParts(needs: {
  readonly lake: Lake
  readonly setup: Setup
  readonly clock: Clock
  readonly random: Random
  readonly switches: () => Switches
  readonly signal: AbortSignal
}) {
  const { clock, random, switches } = needs
  const queryRunner = createQueryRunner(needs)
  return {
    queryRunner,
    queryBatches: createQueryBatches(clock, random, () => switches().queryBatchRowsMax),
    keptQueries: createKeptQueries({ runner: queryRunner, clock, random }),
    profile: createProfile({ ...needs, queryRunner }),
  }
}
