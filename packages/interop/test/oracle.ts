// The entry for tests of other packages: spin, and an interpreter of TLA+, as a second opinion.
export { judgedBySpin } from './judged-by-spin.ts';
export { runSpin, spinOrNote } from './spin.ts';
export { checkTla } from './tla-check.ts';
export { readModule } from './tla-interpreter.ts';
export { trapped } from './trapped.ts';
