import hubPackage from '../../package.json' with { type: 'json' }

/** Version of this program, from its package file. */
export const version: string = hubPackage.version
