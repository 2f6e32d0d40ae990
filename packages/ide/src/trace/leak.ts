// What is left behind when all is done: an object that nothing refers to, or a lock that is held.
//
// It goes by the shape of the properties that `property.ts` in compiler makes of leaks.
import type { Expr, Program, TraceState, Witness } from '@faultline/checker';
import { listed } from '../words.ts';
import { evaluate } from './evaluate.ts';
import { elementName } from './value.ts';

export function leftBehind(program: Program, { property, trace }: Witness): string | undefined {
    const holds = property === undefined ? undefined : program.properties[property]?.holds;
    const state = trace?.states.at(-1);
    if (holds === undefined || state === undefined) return undefined;
    const parts = partsOf(holds);
    const objects = parts.flatMap(part => objectName(program, part));
    if (objects.length > 0) return `when all is done ${listed(objects)} is allocated, and nothing refers to it`;
    const locks = [...new Set(parts.flatMap(part => heldLock(program, part, state)))];
    return `when all is done ${listed(locks)} ${locks.length === 1 ? 'is' : 'are'} still locked`;
}

function objectName(program: Program, part: Expr): readonly string[] {
    if (part.kind !== 'is-referenced' || part.index.kind !== 'const') return [];
    return [program.classes[part.class]?.objects[part.index.value] ?? 'an object'];
}

function heldLock(program: Program, part: Expr, state: TraceState): readonly string[] {
    if (part.kind !== 'cell') return [];
    const scene = { state, actor: 0, cpu: 0, registers: [] };
    const index = part.index === undefined ? 0 : evaluate(part.index, scene);
    const isHeld = (evaluate(part, scene) ?? 0) !== 0;
    return index === undefined || !isHeld ? [] : [elementName(program.cells[part.cell]!, index)];
}

/** The expression and all that it is made of. */
function partsOf(expr: Expr): readonly Expr[] {
    switch (expr.kind) {
        case 'unary':
            return [expr, ...partsOf(expr.operand)];
        case 'binary':
            return [expr, ...partsOf(expr.left), ...partsOf(expr.right)];
        case 'conditional':
            return [expr, ...[expr.condition, expr.then, expr.else].flatMap(partsOf)];
        case 'const':
        case 'register':
        case 'self':
        case 'cell':
        case 'actor-register':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
        case 'quantifier':
        case 'at':
        case 'ended':
        case 'is-referenced':
            return [expr];
    }
}
