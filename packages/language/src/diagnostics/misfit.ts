// The three diagnostics about values that do not fit: they look at the same places and tell different reasons.
import type { AstNode } from 'langium';
import type { Expected } from '../expected.ts';
import { expectedIn } from '../expected.ts';
import type { Misfit } from '../fit.ts';
import { misfitOf } from '../fit.ts';
import { placeOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import { replace } from '../rule.ts';

export function misfitRule(code: string, kind: Misfit['kind']): Rule {
    const visit = (node: AstNode, context: Context) => misfitsIn(node, context, kind);
    return {
        code,
        severity: 'error',
        visit: {
            Let: visit,
            Param: visit,
            Const: visit,
            Var: visit,
            Assignment: visit,
            Return: visit,
            Match: visit,
            Call: visit,
        },
    };
}

function* misfitsIn(node: AstNode, { typing }: Context, kind: Misfit['kind']): Iterable<Finding> {
    for (const { expression, type } of expectedIn(node, typing)) {
        const misfit = misfitOf(typing, expression, ofInitial(node, type));
        if (misfit?.kind !== kind) continue;
        const { message, hint, instead } = misfit;
        const place = placeOf(expression);
        yield {
            place,
            message,
            ...(hint === undefined ? {} : { hint }),
            ...(instead === undefined ? {} : { fix: replace(`Write \`${instead}\``, place, instead) }),
        };
    }
}

/** A first value is that of every element. */
function ofInitial(node: AstNode, type: Expected['type']): Expected['type'] {
    return node.$type === 'Var' && type.kind === 'array' ? type.of : type;
}
