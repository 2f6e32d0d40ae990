// The entry for tests of other packages: the reference search, and programs to try things on.
export { dump } from './dump.ts';
export {
    and,
    bound,
    ended,
    eq,
    fail,
    iff,
    load,
    mem,
    not,
    num,
    old,
    op,
    operand,
    quantify,
    reg,
    restsAt,
    self,
    set,
    store,
    when,
    write,
} from './expr.ts';
export { disagreementsOnFacts } from './facts.ts';
export type { Knobs } from './generate.ts';
export { generate } from './generate.ts';
export { isObliged, isTrueIn } from './interpret.ts';
export { referencePass } from './pass.ts';
export { random } from './random.ts';
export type { ReferenceResult } from './reference.ts';
export { nameOf, referenceCheck } from './reference.ts';
export { SMALL_PROGRAMS } from './small-programs.ts';
