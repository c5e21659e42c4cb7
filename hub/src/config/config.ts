import { Type, type Static, type TSchema } from 'typebox'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const mebibyte = 1024 * 1024

const Port = (fallback: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: fallback, description })

const OnOff = (description: string) =>
  Type.Union([Type.Literal('on'), Type.Literal('off')], { description })

/**
 * Every setting of the hub, with its default, bounds and meaning. `docs/configuration.md` is made of this. A setting
 * `batchAgeMsMax` is `SIGNAL_BATCH_AGE_MS_MAX` in the environment and `--batch-age-ms-max` on the command line.
 * Settings with `secret: true` are kept out of logs, and can be set by the environment only.
 */
export const ConfigSchema = Type.Object(
  {
    dataDir: Type.String({
      minLength: 1,
      default: 'data',
      description: 'Folder of everything durable: events, settings, the key that seals secrets.',
    }),
    collectPort: Port(8080, 'Port of the collector, where events come in. 0 takes a free one.'),
    collectHost: Type.String({
      default: '0.0.0.0',
      description: 'Address the collector listens on.',
    }),
    adminPort: Port(8084, 'Port of the admin API and the console. 0 takes a free one.'),
    adminHost: Type.String({
      default: '127.0.0.1',
      description:
        'Address the admin API and the console listen on. Keep it on loopback, or behind a proxy with TLS.',
    }),
    adminHosts: Type.String({
      default: '',
      pattern: '^([\\w.-]+(,[\\w.-]+)*)?$',
      description:
        'Names the admin API and the console are reached by besides `localhost` and addresses, with commas between: `signal.example.com`. Others are refused, against DNS rebinding.',
    }),
    publicCollectUrl: Type.Optional(
      Type.String({
        pattern: '^https?://[^/]+$',
        description:
          'Address browsers reach the collector by, as in `https://data.example.com`. Without it, the local one.',
      }),
    ),
    practiceOrg: Type.Optional(
      OnOff(
        'Starts the practice org, a local stand-in for Salesforce, beside the hub and sends there. Default `on`; `off` when `NODE_ENV` is `production`.',
      ),
    ),
    practiceOrgPort: Port(8090, 'Port of the practice org. 0 takes a free one.'),
    salesforceDialUrl: Type.Optional(
      Type.String({
        pattern: '^http://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d+)?$',
        description:
          'Loopback address that is dialled in place of every Salesforce host, for a practice org that runs elsewhere on this machine. Shown as a banner in the console.',
      }),
    ),
    adminToken: Type.Optional(
      Type.String({
        minLength: 32,
        maxLength: 200,
        secret: true,
        description:
          'A first admin token, at least 32 characters. Without it, one is made at the first start.',
      }),
    ),
    writeKey: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 200,
        secret: true,
        description: "The first source's write key. Without it, one is made at the first start.",
      }),
    ),
    encryptionKey: Type.Optional(
      Type.String({
        minLength: 43,
        maxLength: 64,
        secret: true,
        description:
          'Key that seals secrets in the store: 32 bytes, as hex or base64. Without it, a key file (mode 0600) is made in the data folder at the first start.',
      }),
    ),
    batchAgeMsMax: Type.Integer({
      minimum: 10,
      maximum: minuteMs,
      default: 200,
      description: 'Longest a batch waits for more records before it is sent, ms.',
    }),
    retryAgeMsMax: Type.Integer({
      minimum: 60 * minuteMs,
      maximum: 30 * dayMs,
      default: 7 * dayMs,
      description: 'How long a batch is tried again while Salesforce fails, ms.',
    }),
    journalAgeMsMax: Type.Integer({
      minimum: 60 * minuteMs,
      maximum: 365 * dayMs,
      default: 7 * dayMs,
      description: 'How long delivered events are kept for Live Events and replay, ms.',
    }),
    journalBytesMax: Type.Integer({
      minimum: 64 * mebibyte,
      default: 20 * 1024 * mebibyte,
      description:
        'Size past which the oldest delivered events are dropped, bytes. Undelivered events are never dropped: intake stops first.',
    }),
    requestsPerSecondMax: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      default: 10_000,
      description: 'Requests a second one write key may send before it is answered 429.',
    }),
    trustedProxies: Type.String({
      default: '',
      pattern: '^([0-9a-fA-F.:/]+(,[0-9a-fA-F.:/]+)*)?$',
      description:
        'Addresses or networks of the proxies in front of the collector whose `X-Forwarded-*` lines are believed, with commas between: `10.0.0.0/8,127.0.0.1`.',
    }),
    drainMsMax: Type.Integer({
      minimum: 0,
      maximum: 10 * minuteMs,
      default: 10_000,
      description: 'Longest wait at a stop for requests on the way, ms.',
    }),
    logLevel: Type.Union(
      [
        Type.Literal('error'),
        Type.Literal('warn'),
        Type.Literal('info'),
        Type.Literal('debug'),
        Type.Literal('silent'),
      ],
      { default: 'warn', description: 'Least weighty log lines that are written.' },
    ),
    logFile: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'File that log lines go to, one JSON object a line. Without it, standard error.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** The hub's settings, checked and complete but for what is optional. Read once, frozen, passed down. */
export type Config = Readonly<Static<typeof ConfigSchema>>

/** All settings with their schemas, in the order of the document. */
export const settings = Object.entries(ConfigSchema.properties).map(
  ([name, schema]: [string, TSchema]) => ({ name, schema }),
)

/** `batchAgeMsMax` → `SIGNAL_BATCH_AGE_MS_MAX`. */
export function environmentNameOf(name: string): string {
  return `SIGNAL_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** `batchAgeMsMax` → `--batch-age-ms-max`. */
export function flagNameOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Whether a setting must not stand on a command line, where other users of the machine can read it. */
export function isSecretSetting(schema: TSchema): boolean {
  return Reflect.get(schema, 'secret') === true
}
