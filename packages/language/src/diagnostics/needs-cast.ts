// # needs-cast
//
// What it does: reports a signed value where an unsigned one is expected, the other way round, and a wide unsigned
// value where a narrow one is.
//
// Why: C converts silently, and `-1 < 1u` is false. Literals and other constants fit either side.
//
// Example:
//
//     var n: int
//     var size: ulong
//     thread t { size = n }
//
// Use instead: say which is meant: `size = ulong(n)`.
import type { BinaryExpression } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { isAddress, showType } from '../types.ts';
import { COMPARISONS } from './bad-operand.ts';
import { misfitRule } from './misfit.ts';

const rule = misfitRule('needs-cast', 'cast');

export const needsCast: Rule = {
    ...rule,
    visit: {
        ...rule.visit,
        BinaryExpression: judge,
    },
};

const MIXING = new Set([...COMPARISONS, '==', '!=', '+', '-', '*', '/', '%', '&', '|', '^']);

function* judge(node: BinaryExpression, { typing }: Context): Iterable<Finding> {
    const [left, right] = [typing.typeOf(node.left), typing.typeOf(node.right)];
    if (!MIXING.has(node.operator)) return;
    // `a + n` is another place in memory.
    const isStep = node.operator === '+' || node.operator === '-';
    if (isStep && [left, right].some(isAddress)) return;
    if (left.kind === 'int' && right.kind === 'unsigned' && typing.constant(node.left) === undefined) {
        yield finding(node.left, showType(right));
    } else if (left.kind === 'unsigned' && right.kind === 'int' && typing.constant(node.right) === undefined) {
        yield finding(node.right, showType(left));
    } else if (left.kind === 'unsigned' && right.kind === 'int' && typing.constant(node.right)! < 0) {
        yield finding(node.right, showType(left));
    } else if (left.kind === 'int' && right.kind === 'unsigned' && typing.constant(node.left)! < 0) {
        yield finding(node.left, showType(right));
    }

    function finding(operand: BinaryExpression['left'], type: string): Finding {
        return {
            place: placeOf(operand),
            message: `\`${node.operator}\` mixes a signed and an unsigned value.`,
            hint: `Write \`${type}(${textOf(operand)})\`, or \`int(…)\` on the other side.`,
        };
    }
}
