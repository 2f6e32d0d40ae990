// # lock-in-device
//
// What it does: reports lock operations, contexts (`preempt_disable`), RCU and other operations that sleep, in a `device`.
//
// Why: a device is hardware. It is on no CPU of the kernel, so there is nothing for it to hold, to switch off or to sleep on.
// It reads and writes memory, and may `wait until` memory tells it to go on.
//
// Example:
//
//     device nic { spin_lock(l); head = head + 1; spin_unlock(l) }
//
// Use instead: an `interrupt` or an `event` for what the driver does when the device asks; `atomic { }` for what the
// device does in one bus transaction.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { calleeOf } from '../expected.ts';
import type { Call, Device, Fn } from '../generated/ast.ts';
import { isCall, isFree, isInterruptibleWait } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';

export const lockInDevice: Rule = {
    code: 'lock-in-device',
    severity: 'error',
    visit: { Device: judge },
};

function* judge({ body }: Device): Iterable<Finding> {
    if (body === undefined) return;
    for (const node of AstUtils.streamAllContents(body)) {
        const culprit = culpritOf(node, new Set());
        if (culprit === undefined) continue;
        const through = culprit === node ? '' : `, through \`${wordsOf(node)}\``;
        yield {
            place: placeOf(node),
            message: `A device takes no locks and does not sleep: \`${wordsOf(culprit)}\` is for the kernel's own code${through}.`,
        };
    }
}

/** What a device cannot do: the node itself, or an operation that the called function comes to. */
function culpritOf(node: AstNode, seen: Set<Fn>): AstNode | undefined {
    if (isInterruptibleWait(node)) return node;
    if (isFree(node)) return node.kind === 'kfree_rcu' ? node : undefined;
    if (!isCall(node)) return undefined;
    const callee = calleeOf(node);
    if (callee?.kind !== 'function') return isForThreads(node) ? node : undefined;
    const { fn } = callee;
    if (seen.has(fn)) return undefined;
    seen.add(fn);
    for (const inner of AstUtils.streamAllContents(fn)) {
        const culprit = culpritOf(inner, seen);
        if (culprit !== undefined) return culprit;
    }
    return undefined;
}

function isForThreads(call: Call): boolean {
    const callee = calleeOf(call);
    if (callee?.kind === 'lock') return true;
    if (callee?.kind !== 'builtin') return false;
    const { semantics, sleeps } = callee.builtin;
    return sleeps || semantics.kind === 'context' || semantics.kind === 'rcu';
}

function wordsOf(node: AstNode): string {
    return isCall(node) ? textOf(node.callee) : (textOf(node).split(/\s+/)[0] ?? '');
}
