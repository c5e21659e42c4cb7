/** What a person needs next, as the terminal shows it. Every address and key in it is real. */
export type Welcome = {
  readonly version: string
  readonly tookMs: number
  readonly consoleUrl: string
  readonly signInCode: string
  readonly collectUrl: string
  readonly writeKey: string
  /** The token itself, or what a shell makes the token of where terminal output is kept by others. */
  readonly adminToken: string
  readonly practiceOrgUrl: string | null
  /** Integrations that are there already. */
  readonly integrationCount: number
}

const msPerSecond = 1_000

export function welcomeOf(welcome: Welcome): string {
  const { version, tookMs, practiceOrgUrl } = welcome
  const seconds = (tookMs / msPerSecond).toFixed(1)
  return [
    '',
    `  Signal ${version} is ready (${seconds} s). Ctrl-C stops it.`,
    '',
    ...addressesOf(welcome),
    '',
    ...installOf(welcome),
    '',
    ...sendOf(welcome),
    '',
    practiceOrgUrl === null
      ? '  3. See it in Live Events, in the console.'
      : '  3. See it in Live Events, in the console. Its row lands in the practice org a moment later:',
    ...(practiceOrgUrl === null ? [] : ['', ...landedOf(practiceOrgUrl)]),
    '',
    '',
  ].join('\n')
}

function addressesOf({ consoleUrl, signInCode, collectUrl, writeKey, practiceOrgUrl }: Welcome) {
  const practice =
    practiceOrgUrl === null
      ? []
      : [
          `  Practice org   ${practiceOrgUrl}   stands in for Salesforce: open it for Data Explorer and more`,
          `  Demo shop      ${practiceOrgUrl}/shop/`,
        ]
  return [
    `  Console        ${consoleUrl}/sign-in#${signInCode}`,
    '                 (this link signs you in once)',
    `  Collector      ${collectUrl}   write key ${writeKey}`,
    ...practice,
  ]
}

/** The install call of the integration page, with a real token in it. */
function installOf(welcome: Welcome): readonly string[] {
  const { consoleUrl, adminToken, practiceOrgUrl, integrationCount } = welcome
  if (integrationCount > 0) return [`  1. Installed already: ${integrationCount} integration(s).`]
  const isPractice = practiceOrgUrl !== null
  return [
    '  1. Install the Salesforce CDP integration:',
    '',
    `curl -X POST ${consoleUrl}/v1/admin/integration-catalog/salesforce_cdp/install \\`,
    `  -H "Authorization: Bearer ${adminToken}" \\`,
    '  -H "Content-Type: application/json" \\',
    "  -d '{",
    '    "name": "Salesforce CDP",',
    '    "variant": "default",',
    '    "config": {',
    `      "client_id": "${isPractice ? '3MVG9...' : 'YOUR_CONSUMER_KEY'}",`,
    `      "client_secret": "${isPractice ? 'xxxxxxxxxxxxxxxxxxxx' : 'YOUR_CONSUMER_SECRET'}",`,
    `      "subdomain": "${isPractice ? 'your-org' : 'YOUR_SUBDOMAIN'}",`,
    `      "dataset_id": "${isPractice ? 'dataset-12345' : 'YOUR_DATASET_ID'}"`,
    '    },',
    '    "delivery_mode": "server_side"',
    "  }'",
  ]
}

function sendOf({ collectUrl, writeKey }: Welcome): readonly string[] {
  return [
    '  2. Send an event:',
    '',
    `curl -X POST ${collectUrl}/v1/track -u ${writeKey}: \\`,
    '  -H "Content-Type: application/json" \\',
    `  -d '{"userId":"user-1","event":"Signed Up","properties":{"plan":"free"}}'`,
  ]
}

function landedOf(practiceOrgUrl: string): readonly string[] {
  return [`curl ${practiceOrgUrl}/practice-org/rows/custom_event`]
}
