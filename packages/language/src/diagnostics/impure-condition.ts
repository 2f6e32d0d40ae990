// # impure-condition
//
// What it does: reports a call with steps of its own in the condition of a `wait until`, and in a property.
//
// Why: the condition is evaluated whole, in the step in which it holds; there is no place in it for another step.
//
// Example:
//
//     wait until mutex_trylock(l)
//
// Use instead: a loop, or a condition over variables.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { calleeOf } from '../expected.ts';
import { isCall } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';

export const impureCondition: Rule = {
    code: 'impure-condition',
    severity: 'error',
    visit: {
        Wait: ({ condition }) => judge(condition, 'the condition of a wait'),
        InterruptibleWait: ({ condition }) => judge(condition, 'the condition of a wait'),
        Invariant: ({ holds }) => judge(holds, 'a property'),
        Final: ({ holds }) => judge(holds, 'a property'),
        Exists: ({ holds }) => judge(holds, 'a property'),
        Interrupt: ({ when }) => judge(when, 'the condition of an interrupt'),
    },
};

function* judge(condition: AstNode | undefined, where: string): Iterable<Finding> {
    if (condition === undefined) return;
    for (const node of AstUtils.streamAst(condition)) {
        if (node.$type === 'Alloc' || node.$type === 'InterruptibleWait') {
            yield { place: placeOf(node), message: `\`${textOf(node)}\` has no place in ${where}.` };
        }
        if (!isCall(node)) continue;
        const callee = calleeOf(node);
        if (callee === undefined || callee.kind === 'bits' || (callee.kind === 'builtin' && isQuestion(callee.builtin)))
            continue;
        if (callee.kind === 'lock' && callee.operation.effect === 'none' && !callee.operation.sleeps) continue;
        yield { place: placeOf(node), message: `\`${textOf(node.callee)}\` has no place in ${where}.` };
    }
}

function isQuestion({
    semantics,
}: Extract<NonNullable<ReturnType<typeof calleeOf>>, { kind: 'builtin' }>['builtin']): boolean {
    switch (semantics.kind) {
        case 'load':
        case 'data-race':
        case 'property':
            return true;
        case 'signal':
            return semantics.operation !== 'send';
        case 'list':
            return !['push', 'pop', 'remove'].includes(semantics.operation);
        case 'context':
            return ['in_atomic', 'irqs_disabled', 'faulthandler_disabled'].includes(semantics.operation);
        default:
            return false;
    }
}
