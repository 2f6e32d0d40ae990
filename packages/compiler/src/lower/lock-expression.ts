// The small language of lock kinds, as expressions of the checker. Quantifiers are written out: their ranges are small, and a
// constant index costs less than a bound one.
import type { Expr, RegisterId } from '@faultline/checker';
import type { LockExpr } from '@faultline/language';
import type { LockPlace, Place } from '../context.ts';
import {
    add,
    and,
    asSeen,
    binary,
    conditional,
    constant,
    equal,
    inMemory,
    multiply,
    not,
    OLD,
    or,
    ZERO,
} from '../expr.ts';

/** What the words of a lock expression stand for. */
export interface LockScope {
    readonly place: LockPlace;
    /** How many actors there are. */
    readonly actors: number;
    readonly self: Expr;
    /** The actor asked about; absent where nobody is. */
    readonly it: Expr | undefined;
    readonly parameters: ReadonlyMap<string, Expr>;
    readonly locals: ReadonlyMap<string, Expr>;
    readonly signal: (wait: 'killable' | 'interruptible') => Expr;
    /** Bound by the quantifiers around: numbers. */
    readonly bound: Readonly<Partial<Record<'other' | 'place' | 'entry', number>>>;
}

export function lockExpression(expr: LockExpr, scope: LockScope): Expr {
    const { lock } = scope.place;
    const lower = (operand: LockExpr): Expr => lockExpression(operand, scope);
    if (typeof expr === 'number') return constant(expr);
    switch (expr.kind) {
        case 'cell': {
            const { cell, index } = lockCell(scope, expr.cell, expr.index === undefined ? ZERO : lower(expr.index));
            return inMemory(cell, index);
        }
        case 'own': {
            const { cell, index } = lockCell(scope, expr.cell, ZERO);
            return asSeen(cell, index);
        }
        case 'self':
            return scope.self;
        case 'it':
            return known(scope.it, 'it');
        case 'other':
        case 'place':
        case 'entry':
            return constant(known(scope.bound[expr.kind], expr.kind));
        case 'policy':
            return constant(Math.max(0, lock.kind.policies?.indexOf(lock.policy ?? '') ?? 0));
        case 'actors':
            return constant(scope.actors);
        case 'modes':
            return constant(modeCount(scope.place));
        case 'parameter':
            return known(scope.parameters.get(expr.name), expr.name);
        case 'local':
            return known(scope.locals.get(expr.name), expr.name);
        case 'old':
            return OLD;
        case 'signal':
            return scope.signal(expr.wait);
        case 'not':
            return not(lower(expr.operand));
        case 'conditional':
            return conditional(lower(expr.condition), lower(expr.whenTrue), lower(expr.whenFalse));
        case 'any':
            return or(...over(expr.over, scope).map(inner => lockExpression(expr.body, inner)));
        case 'all':
            return and(...over(expr.over, scope).map(inner => lockExpression(expr.body, inner)));
        case 'count':
            return over(expr.over, scope)
                .map(inner => conditional(lockExpression(expr.body, inner), constant(1), ZERO))
                .reduce(add, ZERO);
        case 'position': {
            const value = lower(expr.value);
            return queuePlaces(scope).reduceRight<Expr>((rest, place) => {
                const { cell, index } = lockCell(scope, expr.queue, constant(place));
                return conditional(equal(inMemory(cell, index), value), constant(place), rest);
            }, constant(scope.actors));
        }
        case 'compatible':
            return compatibility(scope, lower(expr.left), lower(expr.right));
        case '&&':
            return and(lower(expr.left), lower(expr.right));
        case '||':
            return or(lower(expr.left), lower(expr.right));
        case '==':
        case '!=':
        case '<':
        case '<=':
        case '+':
        case '-':
        case '*':
        case '/':
        case '%':
        case '&':
        case '>>':
            return binary(expr.kind, lower(expr.left), lower(expr.right));
    }
}

/** The element of the lock's own cell at this place within the instance. */
export function lockCell({ place }: Pick<LockScope, 'place'>, name: string, within: Expr): Place {
    const { cell, width } = known(place.lock.cells.get(name), name);
    if (place.lock.instances.length * width === 1) return { cell };
    return { cell, index: add(multiply(place.index ?? ZERO, constant(width)), within) };
}

/** The scope once for each value of the range. */
export function over(range: 'actors' | 'queue' | 'entries', scope: LockScope): readonly LockScope[] {
    const size = range === 'entries' ? scope.actors * (scope.place.lock.kind.entries ?? 1) : scope.actors;
    const name = range === 'actors' ? 'other' : range === 'queue' ? 'place' : 'entry';
    return Array.from({ length: size }, (_, value) => ({ ...scope, bound: { ...scope.bound, [name]: value } }));
}

export const queuePlaces = ({ actors }: Pick<LockScope, 'actors'>): readonly number[] =>
    Array.from({ length: actors }, (_, place) => place);

/** Kinds without modes of their own have two: read and write. */
export const modeCount = ({ lock }: LockPlace): number => (lock.kind.hasModes ? lock.modes.length : 2);

/** The registers that hold an operation's locals, as expressions. */
export const asLocals = (registers: ReadonlyMap<string, RegisterId>): ReadonlyMap<string, Expr> =>
    new Map([...registers].map(([name, register]) => [name, { kind: 'register', register }]));

/** Two modes go together if either lists the other. */
function compatibility({ place }: LockScope, left: Expr, right: Expr): Expr {
    const { modes } = place.lock;
    const goWith = (a: number, b: number): boolean =>
        modes[a]?.compatible.includes(b) === true || modes[b]?.compatible.includes(a) === true;
    const withMode = (mode: number): Expr =>
        or(...modes.flatMap((_, other) => (goWith(mode, other) ? [equal(left, constant(other))] : [])));
    if (right.kind === 'const') return withMode(right.value);
    return modes.reduceRight<Expr>(
        (rest, _, mode) => conditional(equal(right, constant(mode)), withMode(mode), rest),
        ZERO,
    );
}

function known<T>(value: T | undefined, name: string): T {
    if (value === undefined) throw new Error(`a lock kind speaks of ${name}, which is not there`);
    return value;
}
