// The entry for tests of other packages: spin as a second opinion.
export { judgedBySpin } from './judged-by-spin.ts';
export { runSpin, spinOrNote } from './spin.ts';
export { trapped } from './trapped.ts';
