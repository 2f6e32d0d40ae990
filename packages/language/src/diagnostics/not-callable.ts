// # not-callable
//
// What it does: reports a call of something that is no function.
//
// Why: functions, the constructors of `bits` and the members of lists can be called.
//
// Example:
//
//     var x = 0
//     thread t { x() }
//
// Use instead: the name of a function; a lock is taken with its function, `mutex_lock(l)`.
import { calleeOf } from '../expected.ts';
import { placeOf, textOf } from '../place.ts';
import type { Rule } from '../rule.ts';
import { namedBy } from './not-assignable.ts';

export const notCallable: Rule = {
    code: 'not-callable',
    severity: 'error',
    visit: {
        Call: function* (call, { typing }) {
            const { callee } = call;
            if (callee === undefined || calleeOf(call) !== undefined) return;
            const declaration = namedBy(callee);
            if (declaration === undefined && (callee.$type === 'NameReference' || callee.$type === 'Member')) return;
            const type = typing.typeOf(callee);
            const hint =
                type.kind === 'lock' ? `Write \`${type.declaration.name}_lock(${textOf(callee)})\`.` : undefined;
            yield {
                place: placeOf(callee),
                message: `\`${textOf(callee)}\` is not a function.`,
                ...(hint === undefined || type.kind !== 'lock' || type.declaration.name !== 'mutex' ? {} : { hint }),
            };
        },
    },
};
