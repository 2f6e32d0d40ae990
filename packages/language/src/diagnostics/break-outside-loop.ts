// # break-outside-loop
//
// What it does: reports a `break` or `continue` with no loop around it.
//
// Why: `break` leaves a `loop` or `while`; in a `match` it is not needed, an arm ends by itself.
//
// Example:
//
//     match state { idle => { break } }
//
// Use instead: `return`, or nothing.

import { targetOf } from '../flow.ts';
import type { Break, Continue } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';

export const breakOutsideLoop: Rule = {
    code: 'break-outside-loop',
    severity: 'error',
    visit: { Break: judge, Continue: judge },
};

function* judge(node: Break | Continue): Iterable<Finding> {
    if (node.label !== undefined || targetOf(node) !== undefined) return;
    const word = node.$type === 'Break' ? 'break' : 'continue';
    yield { place: placeOf(node), message: `There is no loop around this \`${word}\`.` };
}
