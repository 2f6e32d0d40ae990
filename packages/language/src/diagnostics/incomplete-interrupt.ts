// # incomplete-interrupt
//
// What it does: reports an interrupt with neither `when` nor `times`.
//
// Why: with `times n` it may start up to n times; with `when e` it starts while e holds. With neither it could start for
// ever, and nothing would ever end.
//
// Example:
//
//     interrupt timer on cpu0 { n += 1 }
//
// Use instead: `interrupt timer on cpu0 times 1 { … }`.
import { placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';

export const incompleteInterrupt: Rule = {
    code: 'incomplete-interrupt',
    severity: 'error',
    visit: {
        Interrupt: function* (node) {
            if (node.times !== undefined || node.when !== undefined || node.name === undefined) return;
            yield {
                place: placeOfProperty(node, 'name'),
                message: `\`${node.name}\` needs \`times n\` or \`when e\`: how often may it start?`,
            };
        },
    },
};
