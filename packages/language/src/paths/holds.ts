// Locks that are held: which one it is, and which may be held beside each other.
import type { Lock } from '../generated/ast.ts';
import { isAlloc } from '../generated/ast.ts';
import type { LockKind } from '../locks/lock-kind.ts';
import type { Hold } from './state.ts';
import type { LockValue } from './value.ts';
import { keyOf } from './value.ts';

/** A hold that is another one now, and still the one that was taken. */
export function changed(hold: Hold, change: Partial<Pick<Hold, 'mode' | 'lent' | 'looked'>>): Hold {
    return { ...hold, ...change, taken: takenAs(hold) };
}

/** The hold as it was taken: the same one, however it has changed since. */
export function takenAs(hold: Hold): Hold {
    return hold.taken ?? hold;
}

/** As far as the text says: `unknown` where two elements or owners may be one. */
export function isSameLock(one: LockValue, other: LockValue): 'yes' | 'no' | 'unknown' {
    // Nobody holds a lock of an object that is new.
    if (other.owner?.kind === 'symbol' && isAlloc(other.owner.node)) return 'no';
    if (one.index !== undefined && other.index !== undefined && one.index !== other.index) return 'no';
    const isIndexed = one.declaration.length !== undefined;
    if (isIndexed && (one.index === undefined || other.index === undefined)) return 'unknown';
    if (one.owner === undefined || other.owner === undefined) return 'yes';
    if (one.owner.kind === 'object' && other.owner.kind === 'object') {
        return keyOf(one.owner) === keyOf(other.owner) ? 'yes' : 'no';
    }
    const [left, right] = [one.owner, other.owner];
    return left.kind === 'symbol' && right.kind === 'symbol' && left.id === right.id ? 'yes' : 'unknown';
}

/** Whether two holds of the modes may be there at a time. */
export function sharing(kind: LockKind, lock: Lock, held: string, wanted: string): boolean {
    if (!kind.hasModes) return held === 'read' && wanted === 'read';
    const mode = lock.modes.find(({ name }) => name === wanted);
    return mode?.compatible.some(other => other.$refText === held) ?? false;
}
