// Of actions in a row that do not touch the same the order does not matter: where it does.
import type { Executable } from '../executable.ts';
import type { Slot } from '../layout.ts';
import type { Action, CellId, Expr } from '../program.ts';

export type Runs = readonly (readonly Action[])[];

/** The actions in parts, one after the other, within each of which none touches what another writes. */
export function runsOf(executable: Executable, actions: readonly Action[]): Runs {
    const runs: Action[][] = [];
    let last: Touched | undefined;
    for (const action of actions) {
        const touched = touchedBy(executable, [action]);
        if (last !== undefined && touched !== undefined && isApart(last, touched)) {
            runs.at(-1)!.push(action);
            for (const slot of touched.read) last.read.add(slot);
            for (const slot of touched.written) last.written.add(slot);
            for (const outcome of touched.outcomes) last.outcomes.add(outcome);
        } else {
            runs.push([action]);
            last = touched;
        }
    }
    return runs;
}

/** Slots of elements. */
interface Touched {
    readonly read: Set<Slot>;
    readonly written: Set<Slot>;
    /** How it may fail. */
    readonly outcomes: Set<string>;
}

function isApart(one: Touched, other: Touched): boolean {
    if (new Set([...one.outcomes, ...other.outcomes]).size > 1) return false;
    for (const slot of other.written) if (one.written.has(slot) || one.read.has(slot)) return false;
    for (const slot of other.read) if (one.written.has(slot)) return false;
    return true;
}

/** What actions touch that write to memory, or fail; `undefined`: they do something else, too. */
function touchedBy(executable: Executable, actions: readonly Action[]): Touched | undefined {
    const { program, layout } = executable;
    const touched: Touched = { read: new Set(), written: new Set(), outcomes: new Set() };
    const addElements = (cell: CellId, index: Expr | undefined, into: Set<Slot>): void => {
        const base = layout.cells[cell]!;
        const { length } = program.cells[cell]!;
        const only = index === undefined ? 0 : index.kind === 'const' ? index.value : undefined;
        for (let at = 0; at < length; at++) if (only === undefined || only === at) into.add(base + at);
    };
    /** Whether it reads nothing but elements and registers, which stay as they are. */
    const read = (expression: Expr): boolean => {
        switch (expression.kind) {
            case 'const':
            case 'register':
            case 'self':
            case 'operand':
            case 'slot':
                return true;
            case 'cell':
                addElements(expression.cell, expression.index, touched.read);
                return expression.index === undefined || read(expression.index);
            case 'unary':
                return read(expression.operand);
            case 'binary':
                return read(expression.left) && read(expression.right);
            case 'conditional':
                return read(expression.condition) && read(expression.then) && read(expression.else);
            case 'actor-register':
            case 'bound':
            case 'old':
            case 'quantifier':
            case 'at':
            case 'ended':
            case 'is-referenced':
                return false;
        }
    };
    const visit = (action: Action): boolean => {
        if (action.kind === 'if') {
            return read(action.condition) && action.then.every(visit) && action.else.every(visit);
        }
        if (action.kind === 'fail') {
            touched.outcomes.add(`${action.outcome.kind} ${action.outcome.name}`);
            return true;
        }
        if (action.kind !== 'write') return false;
        addElements(action.cell, action.index, touched.written);
        return (action.index === undefined || read(action.index)) && read(action.value);
    };
    return actions.every(visit) ? touched : undefined;
}
