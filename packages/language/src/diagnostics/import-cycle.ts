// # import-cycle
//
// What it does: reports files that import each other in a circle, and shows the circle.
//
// Why: what a file means must not depend on what depends on it.
//
// Use instead: a third file with what both need.
import { environmentOf } from '../environment.ts';
import type { Import } from '../generated/ast.ts';
import { placeOf, uriOf } from '../place.ts';
import type { Rule } from '../rule.ts';

export const importCycle: Rule = {
    code: 'import-cycle',
    severity: 'error',
    visit: {
        Import: function* (node) {
            const outcome = environmentOf(node).outcomes.get(node);
            if (outcome?.kind !== 'cycle') return;
            const { chain } = outcome;
            const start = chain.indexOf(node);
            const circle = [...chain.slice(start), ...chain.slice(0, start)];
            const names = [...circle, node].map(fileOf);
            yield {
                place: placeOf(node),
                message:
                    circle.length === 1
                        ? `\`${names[0]}\` imports itself.`
                        : `These files import each other: ${names.map(name => `\`${name}\``).join(' → ')}.`,
                related: circle.slice(1).map(each => ({ place: placeOf(each), message: 'The circle goes on here.' })),
            };
        },
    },
};

function fileOf(node: Import): string {
    return decodeURIComponent(uriOf(node).split('/').at(-1) ?? '');
}
