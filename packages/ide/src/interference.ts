// Whether the actors of a program can influence each other at all: if not, a check proves little (language reference, verdicts).
//
// Two actors interfere when one may change an element that the other reads or changes, or when they share a CPU.
import type { Action, Actor, ActorId, CellExpr, CellId, Expr, Program, StepId } from '@faultline/checker';
import { stepsFrom } from './steps-from.ts';

/** False only where it is sure that no two actors ever meet. */
export function canInterfere(program: Program): boolean {
    const present = program.actors.flatMap((actor, id) => (actor.entry === undefined ? [] : [{ actor, id }]));
    if (present.length < 2) return true;
    const touched: Touched[] = [];
    // Most meet soon, and then only a part of what they do is looked at.
    for (const most of [100, Number.POSITIVE_INFINITY]) {
        touched.length = 0;
        for (const { actor, id } of present) {
            const one = touchedBy(program, actor, id, most);
            if (touched.some(other => meets(one, other))) return true;
            touched.push(one);
        }
    }
    return false;
}

/** Whether an actor that stands at a step may go on to change what another one's step waits for. */
export function mayBringAbout(program: Program, from: Standing, waiting: Standing): boolean {
    const { writes } = touchedFrom(program, from.actor, [from.step]);
    const reads = new Set<string>();
    const { guard } = program.steps[waiting.step]!;
    eachCell(guard, ({ cell, index }) => reads.add(element(cell, index, waiting.actor)));
    return overlaps(writes, reads);
}

interface Standing {
    readonly actor: ActorId;
    readonly step: StepId;
}

/** The name of an element, or of a whole cell (`3[*]`), that an actor reads or writes. */
interface Touched {
    readonly reads: ReadonlySet<string>;
    readonly writes: ReadonlySet<string>;
}

function meets(one: Touched, other: Touched): boolean {
    return overlaps(one.writes, other.writes) || overlaps(one.writes, other.reads) || overlaps(one.reads, other.writes);
}

function overlaps(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
    for (const name of one) if (other.has(name)) return true;
    for (const name of one) {
        const cell = name.slice(0, name.indexOf('['));
        if (other.has(`${cell}[*]`)) return true;
        if (name.endsWith('[*]') && [...other].some(element => element.startsWith(`${cell}[`))) return true;
    }
    return false;
}

/** On the first of its steps, at most so many. */
function touchedBy(program: Program, { entry, mayRun }: Actor, id: ActorId, most: number): Touched {
    const { reads, writes } = touchedFrom(program, id, entry === undefined ? [] : [entry], most);
    const all = new Set(reads);
    eachCell(mayRun, ({ cell, index }) => all.add(element(cell, index, id)));
    return { reads: all, writes };
}

function element(cell: CellId, index: Expr | undefined, self: ActorId): string {
    if (index === undefined) return `${cell}[0]`;
    if (index.kind === 'const') return `${cell}[${index.value}]`;
    return index.kind === 'self' ? `${cell}[${self}]` : `${cell}[*]`;
}

/** On the way from the steps on. */
function touchedFrom(
    program: Program,
    id: ActorId,
    entries: readonly StepId[],
    most = Number.POSITIVE_INFINITY,
): Touched {
    const reads = new Set<string>();
    const writes = new Set<string>();
    const read = (value: unknown) => eachCell(value, ({ cell, index }) => reads.add(element(cell, index, id)));
    const act = (action: Action) => {
        read(action);
        switch (action.kind) {
            case 'write':
            case 'store':
            case 'rmw':
                writes.add(element(action.cell, action.index, id));
                break;
            case 'load':
                reads.add(element(action.cell, action.index, id));
                break;
            case 'defer':
                for (const one of program.deferred[action.deferred]!.actions) act(one);
                break;
            case 'if':
                for (const one of [...action.then, ...action.else]) act(one);
                break;
            case 'retire':
                writes.add(`class ${action.class}[*]`);
                break;
            case 'set':
            case 'fail':
            case 'discard':
            case 'progress':
            case 'cover':
                break;
        }
    };
    const steps = stepsFrom(program, entries).slice(0, most);
    for (const step of steps.map(one => program.steps[one]!)) {
        read([step.guard, step.drains, step.choose, step.next, step.rest]);
        for (const action of step.actions) act(action);
    }
    return { reads, writes };
}

/** Tells every cell expression inside a piece of a program. */
function eachCell(value: unknown, tell: (found: CellExpr) => void): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
        for (const one of value) eachCell(one, tell);
        return;
    }
    if (isCellExpr(value)) tell(value);
    for (const key in value) eachCell(value[key as keyof typeof value], tell);
}

function isCellExpr(value: object): value is CellExpr {
    return 'kind' in value && value.kind === 'cell' && 'view' in value;
}
