// The one entry of this package: programs in the formats of other people's tools.
export { toPromela } from './promela.ts';
