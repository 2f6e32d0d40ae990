// Operations that only ask how a lock is: these alone may stand where everything is looked at at once, in the condition of a
// wait and in a property.
import type { LockExpr, LockOperation } from './lock-kind.ts';

export interface LockQuestion {
    /** The cells that it reads first, by the name under which the answer knows their values. */
    readonly loads: ReadonlyMap<string, string>;
    readonly answer: LockExpr;
}

/** Absent for an operation that changes something, may fail, or may have to wait. */
export function lockQuestion({ sleeps, context, result, steps }: LockOperation): LockQuestion | undefined {
    const [only, ...others] = steps;
    if (sleeps || context.length > 0 || result === 'void' || only === undefined || others.length > 0) return undefined;
    if (only.guard !== undefined || only.misuse.length > 0 || only.drains !== 'never') return undefined;
    const loads = new Map<string, string>();
    let answer: LockExpr | undefined;
    for (const action of only.actions) {
        if (action.kind === 'load') loads.set(action.local, action.cell);
        else if (action.kind === 'result') answer = action.value;
        else return undefined;
    }
    return answer === undefined ? undefined : { loads, answer };
}
