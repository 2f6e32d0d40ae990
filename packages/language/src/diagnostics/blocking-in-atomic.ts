// # blocking-in-atomic
//
// What it does: reports, inside `atomic { }`, an operation that may have to wait and is not the first, and a `choose`.
//
// Why: the block is one step. It can wait before it begins, not in its middle; and a pick is a step by itself.
//
// Example:
//
//     atomic { x = 1; wait until ready }
//
// Use instead: the wait first, `atomic { wait until ready; x = 1 }`, or outside; the `choose` before the block.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { calleeOf } from '../expected.ts';
import type { Atomic, Fn } from '../generated/ast.ts';
import { isCall, isChooseBranch, isChooseValue, isInterruptibleWait, isLabel, isWait } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';

export const blockingInAtomic: Rule = {
    code: 'blocking-in-atomic',
    severity: 'error',
    visit: { Atomic: judge },
};

function* judge({ kind, body }: Atomic): Iterable<Finding> {
    if (body === undefined || kind === 'hardware') return;
    const first = body.statements.find(statement => !isLabel(statement));
    for (const node of AstUtils.streamAllContents(body)) {
        const reason = whyNot(node, new Set());
        if (reason === 'chooses')
            yield { place: headOf(node), message: 'There is no `choose` inside `atomic`: a pick is a step by itself.' };
        if (reason !== 'blocks' || (first !== undefined && startsWith(first, node))) continue;
        yield {
            place: headOf(node),
            message: `\`${wordsOf(node)}\` may have to wait, so it can only be the first of the block.`,
        };
    }
}

type Reason = 'blocks' | 'chooses';

function whyNot(node: AstNode, seen: Set<Fn>): Reason | undefined {
    if (isWait(node) || isInterruptibleWait(node)) return 'blocks';
    if (isChooseValue(node) || isChooseBranch(node)) return 'chooses';
    if (!isCall(node)) return undefined;
    const callee = calleeOf(node);
    switch (callee?.kind) {
        case 'builtin':
            return callee.builtin.sleeps && callee.builtin.semantics.kind !== 'context' ? 'blocks' : undefined;
        case 'lock':
            return callee.operation.steps.some(step => step.guard !== undefined) ? 'blocks' : undefined;
        case 'function':
            return reasonIn(callee.fn, seen);
        default:
            return undefined;
    }
}

const reasons = new WeakMap<Fn, { readonly reason: Reason | undefined }>();

function reasonIn(fn: Fn, seen: Set<Fn>): Reason | undefined {
    const known = reasons.get(fn);
    if (known !== undefined || seen.has(fn)) return known?.reason;
    seen.add(fn);
    const found = AstUtils.streamAllContents(fn)
        .map(node => whyNot(node, seen))
        .nonNullable()
        .toArray();
    const reason = found.find(each => each === 'chooses') ?? found[0];
    reasons.set(fn, { reason });
    return reason;
}

/** Whether nothing of the statement comes before the operation; what surrounds it has no step of its own. */
function startsWith(statement: AstNode, operation: AstNode): boolean {
    for (let node = operation; ; node = node.$container) {
        if (node === statement) return true;
        if (
            node.$container === undefined ||
            !['ExpressionStatement', 'Let', 'Group', 'UnaryExpression', 'Assignment'].includes(node.$container.$type)
        )
            return false;
    }
}

function headOf(node: AstNode): Finding['place'] {
    const place = placeOf(node);
    return isChooseBranch(node) ? { ...place, end: place.start + 'choose'.length } : place;
}

function wordsOf(node: AstNode): string {
    return isCall(node) ? textOf(node.callee) : textOf(node).split(/\s+/).slice(0, 2).join(' ');
}
