/** Where a browser reaches this collector, as it asked for the document. */
export type PublicPlace = { readonly host: string; readonly protocol: 'http' | 'https' }

/**
 * What Segment's browser client asks for before it sends anything. `apiHost` and `protocol` aim its events here, so that
 * a page needs only its CDN address changed. Metrics are off: they would go to Segment.
 * Source: facts, event-api 3.3 and 1.6.
 */
export function segmentSettingsOf(writeKey: string, place: PublicPlace): object {
  const allowAll = { __default: { enabled: true, integrations: {} } }
  return {
    integrations: {
      'Segment.io': {
        apiKey: writeKey,
        apiHost: `${place.host}/v1`,
        protocol: place.protocol,
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: { track: allowAll, identify: allowAll, group: allowAll },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  }
}

type SourceFacts = { readonly id: string; readonly name: string; readonly writeKey: string }

/** What RudderStack's browser client asks for before it sends anything. Source: facts, event-api 3.5. */
export function rudderSourceConfigOf(source: SourceFacts): object {
  return {
    source: {
      id: source.id,
      name: source.name,
      writeKey: source.writeKey,
      enabled: true,
      workspaceId: 'signal',
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      destinations: [],
    },
  }
}
