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
import { onlyComputes } from '../flow.ts';
import type { Fn } from '../generated/ast.ts';
import { isCall } from '../generated/ast.ts';
import { lockQuestion } from '../locks/question.ts';
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

function* judge(condition: AstNode | undefined, where: string): Generator<Finding> {
    if (condition === undefined) return;
    for (const node of AstUtils.streamAst(condition)) {
        if (node.$type === 'Alloc' || node.$type === 'InterruptibleWait') {
            yield { place: placeOf(node), message: `\`${textOf(node)}\` has no place in ${where}.` };
        }
        if (!isCall(node)) continue;
        const callee = calleeOf(node);
        if (callee === undefined || callee.kind === 'bits' || (callee.kind === 'builtin' && isQuestion(callee.builtin)))
            continue;
        if (callee.kind === 'function' && isFormula(callee.fn)) continue;
        if (callee.kind === 'lock' && lockQuestion(callee.operation) !== undefined) continue;
        yield { place: placeOf(node), message: `\`${textOf(node.callee)}\` has no place in ${where}.` };
    }
}

const formulas = new WeakMap<Fn, boolean>();

/** Whether the function only computes a value: what it asks for is then looked at all at once. */
function isFormula(fn: Fn): boolean {
    // Which filesystem's function a hook is, is found out on the way.
    if (fn.hook) return false;
    const known = formulas.get(fn);
    if (known !== undefined) return known;
    // A function that calls itself is none.
    formulas.set(fn, false);
    const found = onlyComputes(fn.body) && judge(fn.body, 'a formula').next().done === true;
    formulas.set(fn, found);
    return found;
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
        case 'machine':
            return semantics.operation !== 'data_load' && semantics.operation !== 'data_store';
        default:
            return false;
    }
}
