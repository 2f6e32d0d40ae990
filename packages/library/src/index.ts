// The one entry of this package: the kernel, written in Faultline, as texts.
export { modules } from './generated/modules.ts';
