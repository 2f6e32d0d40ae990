// The one entry of this package: programs in the formats of other people's tools.

export type { PromelaOptions } from './promela/options.ts';
export type { NotExpressible, PromelaExport, PromelaResult } from './promela.ts';
export { toPromela } from './promela.ts';
