import { pino } from 'pino'
import { Registry } from 'prom-client'
import { createTelemetry, type Telemetry } from './events.ts'

/** Telemetry that goes nowhere, for tests of parts that must be given one. */
export function createSilentTelemetry(): Telemetry {
  return createTelemetry({ log: pino({ level: 'silent' }), registry: new Registry() })
}
