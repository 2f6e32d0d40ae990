// The one entry of this package: a typed script and a question in, a program and the way back to the text out.
export type { Compilation, CompileOptions } from './compile.ts';
export { compile, stepsAt } from './compile.ts';
export { canInterfere } from './interference.ts';
export type { Frame, Origin, Place, SourceMap } from './source-map.ts';
