// The one entry of this package: a typed script and a question in, a program and the way back to the text out.
export { compile } from './compile.ts';
export type { CallSite, CallValue, Frame, Place, SourceMap } from './source-map.ts';
export { stackAt } from './source-map.ts';
