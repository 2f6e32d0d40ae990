// Whether the actors of a program can interfere at all: whether one changes what another looks at. A check of which they cannot
// proves little, and somebody should be told.
import type { Action, Expr, Program, StepId } from '@faultline/checker';
import { successorsOf } from './graph.ts';

/** Whether some actor writes a cell that another one reads or writes. Cells that are told apart by an index not known count as one. */
export function canInterfere(program: Program): boolean {
    const uses = program.actors.map(({ entry, mayRun }) => {
        const found: Uses = { read: new Set(), written: new Set() };
        if (mayRun !== undefined) reads(mayRun, found);
        for (const id of entry === undefined ? [] : stepsFrom(program, entry)) usesOfStep(program, id, found);
        return found;
    });
    return uses.some((one, i) => uses.some((other, j) => i !== j && meets(one.written, other)));
}

interface Uses {
    readonly read: Set<string>;
    readonly written: Set<string>;
}

function meets(written: ReadonlySet<string>, { read, written: others }: Uses): boolean {
    return [...written].some(place => {
        const cell = place.split('[')[0] ?? '';
        const same = (other: string): boolean =>
            other === place || other === `${cell}[*]` || (place === `${cell}[*]` && other.startsWith(`${cell}[`));
        return [...read].some(same) || [...others].some(same);
    });
}

function stepsFrom(program: Program, entry: StepId): ReadonlySet<StepId> {
    const seen = new Set([entry]);
    for (const id of seen) for (const next of successorsOf(program.steps[id]!.next)) seen.add(next);
    return seen;
}

function usesOfStep(program: Program, id: StepId, uses: Uses): void {
    const step = program.steps[id]!;
    if (step.guard !== undefined) reads(step.guard, uses);
    for (const action of step.actions) usesOfAction(program, action, uses);
    if (step.next.kind === 'branch') reads(step.next.condition, uses);
}

function usesOfAction(program: Program, action: Action, uses: Uses): void {
    switch (action.kind) {
        case 'set':
            reads(action.value, uses);
            return;
        case 'load':
            uses.read.add(placeOf(action.cell, action.index));
            return;
        case 'write':
        case 'store':
            uses.written.add(placeOf(action.cell, action.index));
            reads(action.value, uses);
            return;
        case 'rmw':
            uses.written.add(placeOf(action.cell, action.index));
            return;
        case 'defer':
            for (const inner of program.deferred[action.deferred]?.actions ?? []) usesOfAction(program, inner, uses);
            return;
        case 'if':
            reads(action.condition, uses);
            for (const inner of [...action.then, ...action.else]) usesOfAction(program, inner, uses);
            return;
        case 'retire':
            uses.written.add(`class ${action.class}[*]`);
            uses.read.add(`class ${action.class}[*]`);
            return;
        case 'fail':
        case 'discard':
        case 'progress':
        case 'cover':
            return;
    }
}

function placeOf(cell: number, index: Expr | undefined): string {
    if (index === undefined) return `${cell}[0]`;
    return index.kind === 'const' ? `${cell}[${index.value}]` : `${cell}[*]`;
}

function reads(expr: Expr, uses: Uses): void {
    switch (expr.kind) {
        case 'cell':
            uses.read.add(placeOf(expr.cell, expr.index));
            if (expr.index !== undefined) reads(expr.index, uses);
            return;
        case 'unary':
            reads(expr.operand, uses);
            return;
        case 'binary':
            reads(expr.left, uses);
            reads(expr.right, uses);
            return;
        case 'conditional':
            for (const inner of [expr.condition, expr.then, expr.else]) reads(inner, uses);
            return;
        case 'quantifier':
            for (const inner of [expr.low, expr.high, expr.body]) reads(inner, uses);
            return;
        case 'const':
        case 'register':
        case 'actor-register':
        case 'self':
        case 'bound':
        case 'old':
        case 'operand':
        case 'slot':
        case 'at':
        case 'ended':
        case 'is-referenced':
            return;
    }
}
