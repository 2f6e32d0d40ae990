// Which actors of the machine a program needs. Each costs a place in every state, and most scripts need none.
//
// Invariant: one that is left out could never take a step: every step of it waits for what stays false while it has not
// taken one.
import type { Expression, MachineActor, Statement, SyntaxNode, Typing } from '@faultline/language';
import {
    isAssignment,
    isAtomic,
    isFn,
    isLet,
    isMachineActor,
    isMember,
    isNameReference,
    isReturn,
    isVar,
} from '@faultline/language';
import type { Related } from './reach.ts';
import { reachFrom } from './reach.ts';
import { nodesIn } from './walk.ts';

/** Those among the declared actors and properties that stay: all but the actors of the machine that never take a step. */
export function withoutIdle<T extends SyntaxNode>(
    declared: readonly T[],
    properties: readonly SyntaxNode[],
    typing: Typing,
    related: Related,
): readonly T[] {
    let needed = declared.filter(node => !isMachineActor(node));
    for (;;) {
        const used = reachFrom([...needed, ...properties], related).nodes;
        const more = declared.filter(
            node => needed.includes(node) || (isMachineActor(node) && mayStep(node, used, typing)),
        );
        if (more.length === needed.length) return more;
        needed = more;
    }
}

/** Whether it could take a first step, where others use these declarations. */
function mayStep(actor: MachineActor, used: ReadonlySet<SyntaxNode>, typing: Typing): boolean {
    const nodes = nodesIn(actor.body);
    const guarded = nodes.filter(isAtomic).filter(({ guard }) => guard !== undefined);
    const inside = new Set<SyntaxNode>(guarded.flatMap(nodesIn));
    const around = nodes.filter(node => !inside.has(node));
    const assigned = around
        .filter(isAssignment)
        .map(({ target }) => (isNameReference(target) ? target.reference.ref : undefined));
    // What stands around the guarded steps may declare registers and branch; anything else could be a step.
    const isBare = around.some(node => STEPS.has(node.$type)) || !assigned.every(isLet);
    return isBare || guarded.some(({ guard }) => guard !== undefined && firstValueOf(guard) !== 0);

    /** What it is before the first step; absent where that is not known. */
    function firstValueOf(node: Expression): number | undefined {
        switch (node.$type) {
            case 'Group':
                return firstValueOf(node.inner);
            case 'BooleanLiteral':
                return Number(node.true);
            case 'UnaryExpression': {
                const value = firstValueOf(node.operand);
                return node.operator === '!' && value !== undefined ? Number(value === 0) : undefined;
            }
            case 'BinaryExpression': {
                const sides = [firstValueOf(node.left), firstValueOf(node.right)];
                if (node.operator === '&&') return sides.includes(0) ? 0 : undefined;
                return node.operator === '||' && sides.every(value => value === 0) ? 0 : undefined;
            }
            case 'Quantifier':
                return node.quantifier === 'any' && firstValueOf(node.body) === 0 ? 0 : undefined;
            case 'Index':
                return firstValueOf(node.array);
            case 'Call': {
                const named = isNameReference(node.callee) ? node.callee.reference.ref : undefined;
                const [first]: readonly Statement[] = isFn(named) ? named.body.statements : [];
                return isReturn(first) && first.value !== undefined ? firstValueOf(first.value) : undefined;
            }
            case 'NameReference':
            case 'Member': {
                const named = isMember(node) ? node.member.ref : isNameReference(node) ? node.reference.ref : undefined;
                if (isLet(named)) return assigned.includes(named) ? undefined : firstValueOf(named.value);
                return isVar(named) && named.machine && !used.has(named) ? initialOf(named.value) : undefined;
            }
            default:
                return undefined;
        }
    }

    function initialOf(value: Expression | undefined): number | undefined {
        return value === undefined ? 0 : typing.constant(value);
    }
}

const STEPS: ReadonlySet<string> = new Set([
    'Atomic',
    'Wait',
    'ChooseValue',
    'ChooseBranch',
    'ExpressionStatement',
    'Call',
    'Free',
    'Alloc',
    'Progress',
]);
