// # wrong-override
//
// What it does: reports a value in `with` that what it sets cannot have: of another type, out of range, not a constant,
// no value of the knob, no policy of the lock.
//
// Why: a check runs with the values it names, or not at all.
//
// Example:
//
//     param readers: int 1..3 = 2
//     check "many" with readers = 9 expects pass
//
// Use instead: a value of the param's type.
import { misfitOf } from '../fit.ts';
import type { Expression } from '../generated/ast.ts';
import { targetOfOverride } from '../override-target.ts';
import { placeOf, textOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { codeList } from '../rule.ts';
import { knobMisfit } from './unknown-knob.ts';

export const wrongOverride: Rule = {
    code: 'wrong-override',
    severity: 'error',
    visit: {
        Override: function* (override, context) {
            const { value } = override;
            if (value === undefined) return;
            const target = targetOfOverride(override);
            switch (target.kind) {
                case 'param': {
                    const misfit = misfitOf(context.typing, value, context.typing.typeOfDeclaration(target.param));
                    if (misfit !== undefined) {
                        const { message, hint } = misfit;
                        yield { place: placeOf(value), message, ...(hint === undefined ? {} : { hint }) };
                    } else yield* mustBeConstant(value, context);
                    return;
                }
                case 'knob':
                    yield* knobMisfit(target.knob, value, context);
                    return;
                case 'policy':
                    if (!target.lockKind.policies?.includes(textOf(value))) {
                        const message = `\`${target.lock.name}\` has no policy \`${textOf(value)}\`; there are ${codeList(target.lockKind.policies ?? [])}.`;
                        yield { place: placeOf(value), message };
                    }
                    return;
                case 'unknown':
                    return;
            }
        },
    },
};

function* mustBeConstant(value: Expression, { typing }: Context): Iterable<Finding> {
    if (typing.typeOf(value).kind === 'error' || typing.constant(value) !== undefined) return;
    yield { place: placeOf(value), message: 'A check sets constants.' };
}
