// The functions of the language itself, in the order in which they are offered.
import type { Builtin } from '../builtin.ts';
import { accesses } from './access.ts';
import { contexts } from './context.ts';
import { fences } from './fence.ts';
import { lists } from './list.ts';
import { machine } from './machine.ts';
import { properties } from './property.ts';
import { rcu } from './rcu.ts';
import { rmws } from './rmw.ts';
import { signalBuiltins } from './signal.ts';

export const builtins: readonly Builtin[] = [
    ...accesses,
    ...rmws,
    ...fences,
    ...contexts,
    ...rcu,
    ...signalBuiltins,
    ...machine,
    ...lists,
    ...properties,
];
