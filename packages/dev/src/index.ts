// The one entry of this package: helpers for the tests of the others.
export { annotate, readFixture } from './markers.ts';
