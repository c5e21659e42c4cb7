import type { Diagnosis, LiveDelivery, LiveEventDetail } from '../api/live-event.ts'

/** What mends the problems of one delivery: the one that holds it up, and those of its dead records. */
export function diagnosesOf(
  { diagnoses, records }: Pick<LiveEventDetail, 'diagnoses' | 'records'>,
  { integration_id: integrationId, reason }: LiveDelivery,
): readonly Diagnosis[] {
  const problems = new Set<string>()
  if (reason !== null) problems.add(reason)
  for (const record of records) {
    if (record.integration_id !== integrationId || record.state === 'accepted') continue
    for (const { problem } of record.attempts) if (problem !== null) problems.add(problem)
  }
  return diagnoses.filter(({ problem }) => problems.has(problem))
}

/** What belongs to no delivery that is shown, so that nothing the hub said is left out. */
export function otherDiagnosesOf(detail: LiveEventDetail): readonly Diagnosis[] {
  const told = new Set(detail.deliveries.flatMap((delivery) => diagnosesOf(detail, delivery)))
  return detail.diagnoses.filter((diagnosis) => !told.has(diagnosis))
}
