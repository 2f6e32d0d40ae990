// # wrong-lock
//
// What it does: reports an operation on a lock of another kind, or on something that is no lock.
//
// Why: `down_read` is for an rwsem, `spin_lock` for a spinlock.
//
// Example:
//
//     lock l: rwsem
//     thread t { mutex_lock(l) }
//
// Use instead: an operation of the lock's kind (the message lists them), or another kind.
import { calleeOf } from '../expected.ts';
import type { LockOperation } from '../locks/lock-kind.ts';
import { placeOf, textOf } from '../place.ts';
import { lockKindNamed } from '../prelude.ts';
import type { Rule } from '../rule.ts';
import { codeList } from '../rule.ts';
import { showOne } from '../types.ts';

export const wrongLock: Rule = {
    code: 'wrong-lock',
    severity: 'error',
    visit: {
        Call: function* (call, { typing }) {
            const callee = calleeOf(call);
            const lock = call.arguments[0]?.value;
            if (callee?.kind !== 'lock' || lock === undefined) return;
            const type = typing.typeOf(lock);
            const { operation, lockKind } = callee;
            if (type.kind === 'error' || (type.kind === 'lock' && type.declaration.name === lockKind.name)) return;
            const place = placeOf(lock);
            if (type.kind !== 'lock') {
                const what = type.kind === 'array' ? 'is an array' : `is ${showOne(type)}`;
                yield {
                    place,
                    message: `\`${operation.name}\` is for a \`${lockKind.name}\`; \`${textOf(lock)}\` ${what}.`,
                };
                return;
            }
            const operations = lockKindNamed(type.declaration.name)?.operations ?? [];
            yield {
                place,
                message: `\`${operation.name}\` is for a \`${lockKind.name}\`; \`${textOf(lock)}\` is a \`${type.declaration.name}\`.`,
                hint: `For it there are ${codeList(sameEffectFirst(operations, operation))}.`,
            };
        },
    },
};

function sameEffectFirst(operations: readonly LockOperation[], like: LockOperation): readonly string[] {
    const same = operations.filter(operation => operation.effect === like.effect);
    return [...same, ...operations.filter(operation => !same.includes(operation))].map(operation => operation.name);
}
