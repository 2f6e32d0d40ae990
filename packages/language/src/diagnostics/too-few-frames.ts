// # too-few-frames
//
// What it does: reports a number of frames or page tables that is less than what is populated and cached in the beginning.
//
// Why: `populated` and `cached` memory is there before anything runs. That none is left for anybody else is no error: an
// allocation then returns null.
//
// Example:
//
//     machine { frames 1 }
//     mm P { vma buf = anon[2] rw populated }
//
// Use instead: `frames 2` or more.
import { allModules } from '../environment.ts';
import type { Expression, Knob, Override } from '../generated/ast.ts';
import { knobsNeeded } from '../machine-constants.ts';
import { placeOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';

export const tooFewFrames: Rule = {
    code: 'too-few-frames',
    severity: 'error',
    visit: {
        Knob: (node, context) => judge(node.name, node.value, node, context),
        Override: (node, context) => {
            const [first, name] = node.target?.segments ?? [];
            return first === 'machine' ? judge(name, node.value, node, context) : [];
        },
    },
};

function* judge(
    name: string | undefined,
    value: Expression | undefined,
    node: Knob | Override,
    { typing }: Context,
): Iterable<Finding> {
    if ((name !== 'frames' && name !== 'tables') || value === undefined) return;
    const given = typing.constant(value);
    const needed = knobsNeeded(allModules(node))[name];
    if (given === undefined || given <= 0 || given >= needed) return;
    const what = name === 'frames' ? 'Populated and cached pages take' : 'Populated pages take';
    yield { place: placeOf(value), message: `${what} ${needed} ${name} in the beginning; there are ${given}.` };
}
