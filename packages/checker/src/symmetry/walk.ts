// The code of all actors and the properties, side by side with what a guess says they are renamed to. Where that fails the guess is
// extended; a walk in which nothing fails and nothing is added is the proof.
import type { Executable } from '../executable.ts';
import type { Slot } from '../layout.ts';
import type {
    Action,
    ActorId,
    CellExpr,
    ClassId,
    DeferAccess,
    Expr,
    Next,
    Property,
    QuantifierExpr,
    RegisterId,
    RmwAction,
    Step,
    StepId,
} from '../program.ts';
import type { Watch } from '../watch.ts';
import type { Runs } from './any-order.ts';
import { runsOf } from './any-order.ts';
import type { Guess, Place } from './guess.ts';
import type { SymmetryMistake } from './mistakes.ts';
import type { Registers } from './nonzero.ts';
import { findNonzero, nonzeroAfter } from './nonzero.ts';
import type { Relation } from './relation.ts';
import {
    constantTo,
    createOperators,
    eitherOf,
    imageOf,
    isSame,
    isSameSet,
    keepsTruth,
    NO_MOVES,
    SAME,
    SAME_TRUTH,
    valuesOf,
} from './relation.ts';

/** By actor, the registers that are not 0 before each step, as far as somebody asked. */
export type Known = Map<ActorId, ReadonlyMap<StepId, Registers>>;

/** One walk through everything, which extends the guess where it fails. Answers whether all of it held. */
export function createWalk(
    executable: Executable,
    guess: Guess,
    known: Known,
    watch: Watch,
    mistake: SymmetryMistake | undefined,
): () => boolean {
    const { program, layout } = executable;
    const operators = createOperators(executable.scopeOf(undefined));
    const asMap = (renamed: readonly number[]): Relation => ({
        values: renamed.map((_, id) => id),
        low: 0,
        high: renamed.length - 1,
        moves: new Map([...renamed.entries()].filter(([from, to]) => from !== to)),
    });
    const actorMap = asMap(guess.actors);
    /** While it is positive, the guess is not extended. */
    let asking = 0;
    /** What does not hold as it is, and what pairing does not change, does not hold: it is for another walk to find that it does. */
    const extends_ = (pairing: () => boolean): boolean =>
        asking === 0 && !guess.isRefuted && pairing() && guess.hasChanged;

    // ------------------------------------------------------------------------------------------ expressions

    const placeOf = (expression: Expr, { actor }: Setting): Place | undefined => {
        if (expression.kind === 'cell') return { kind: 'cell', cell: expression.cell };
        if (expression.kind === 'register' && actor !== undefined) {
            return { kind: 'register', actor, register: expression.register };
        }
        return undefined;
    };
    /** The places that its value may come from, as it is. */
    const placesOf = (expression: Expr, setting: Setting): readonly Place[] => {
        if (expression.kind === 'conditional') {
            return [...placesOf(expression.then, setting), ...placesOf(expression.else, setting)];
        }
        const place = placeOf(expression, setting);
        return place === undefined ? [] : [place];
    };
    const relationAt = (place: Place, slot: Slot): Relation => {
        const { low, high } = layout.ranges[slot]!;
        return { values: undefined, low, high, moves: guess.movesAt(place) };
    };
    /** What has to become another value where it comes from. */
    const pairSources = (expression: Expr, setting: Setting, from: number, to: number): boolean => {
        const places = placesOf(expression, setting);
        return places.length > 0 && places.every(place => guess.pairValues(place, from, to));
    };

    const relate = (e: Expr, f: Expr, setting: Setting): Relation | undefined => {
        watch.tick();
        const { actor } = setting;
        const to = actor === undefined ? undefined : guess.actors[actor]!;
        if (e.kind === 'self' && f.kind === 'self') return constantTo(actor!, to!);
        if (e.kind === 'self') return f.kind === 'const' ? constantTo(actor!, f.value) : undefined;
        if (f.kind === 'self') return e.kind === 'const' ? constantTo(e.value, to!) : undefined;
        switch (e.kind) {
            case 'const':
                return f.kind === 'const' ? constantTo(e.value, f.value) : undefined;
            case 'register': {
                if (f.kind !== 'register' || f.register !== e.register || actor === undefined) return undefined;
                const place = { kind: 'register', actor, register: e.register } as const;
                const any = relationAt(place, layout.actors[actor]!.registers + e.register);
                return any.low === 0 && setting.nonzero?.has(e.register) ? { ...any, low: 1 } : any;
            }
            case 'actor-register': {
                if (f.kind !== 'actor-register' || f.register !== e.register) return undefined;
                if (f.actor !== guess.actors[e.actor]) return undefined;
                const place = { kind: 'register', actor: e.actor, register: e.register } as const;
                return relationAt(place, layout.actors[e.actor]!.registers + e.register);
            }
            case 'cell':
                if (f.kind !== 'cell' || f.view !== e.view || !isElement(e, f, setting)) return undefined;
                return relationAt({ kind: 'cell', cell: e.cell }, layout.cells[e.cell]!);
            case 'bound':
                return f.kind === 'bound' && f.depth === e.depth
                    ? setting.bound[setting.bound.length - 1 - e.depth]
                    : undefined;
            case 'old':
            case 'operand':
            case 'slot':
                return f.kind === e.kind ? setting[e.kind] : undefined;
            case 'unary': {
                if (f.kind !== 'unary' || f.operator !== e.operator) return undefined;
                const operand = relate(e.operand, f.operand, setting);
                return operand && operators.unary(e.operator, operand);
            }
            case 'binary':
                return f.kind === 'binary' && f.operator === e.operator ? relateBinary(e, f, setting) : undefined;
            case 'conditional': {
                if (f.kind !== 'conditional' || !isTruth(e.condition, f.condition, setting)) return undefined;
                const whenTrue = relate(e.then, f.then, setting);
                const whenFalse = relate(e.else, f.else, setting);
                return whenTrue && whenFalse && eitherOf(whenTrue, whenFalse);
            }
            case 'quantifier':
                return f.kind === 'quantifier' && isQuantified(e, f, setting)
                    ? e.quantifier === 'count'
                        ? SAME
                        : SAME_TRUTH
                    : undefined;
            case 'at': {
                if (f.kind !== 'at' || !isActor(e.actor, f.actor, setting)) return undefined;
                const steps = e.steps.map(step => guess.stepTo(step) ?? step);
                return isSameSet(steps, f.steps) ? SAME_TRUTH : undefined;
            }
            case 'ended':
                return f.kind === 'ended' && isActor(e.actor, f.actor, setting) ? SAME_TRUTH : undefined;
            case 'is-referenced':
                return f.kind === 'is-referenced' && f.class === e.class && isObject(e.class, e.index, f.index, setting)
                    ? SAME_TRUTH
                    : undefined;
        }
    };
    type Binary = Extract<Expr, { kind: 'binary' }>;
    const relateBinary = (e: Binary, f: Binary, setting: Setting): Relation | undefined => {
        const { operator } = e;
        if (operator === '&&' || operator === '||') return isChain(e, f, setting) ? SAME_TRUTH : undefined;
        if (operator === '+' && isSum(e, f, setting)) return SAME;
        return relateInOrder(e, f, setting);
    };
    const relateInOrder = (e: Binary, f: Binary, setting: Setting): Relation | undefined => {
        const { operator } = e;
        const left = relate(e.left, f.left, setting);
        const right = relate(e.right, f.right, setting);
        if (left === undefined || right === undefined) return undefined;
        const found = operators.binary(operator, left, right);
        if (found !== undefined || (operator !== '==' && operator !== '!=')) return found;
        // what is compared with another value there is another value there
        const isPaired = extends_(() => {
            let isAny = false;
            for (const [expression, other] of [[e.left, right] as const, [e.right, left] as const]) {
                for (const [from, to] of other.moves) isAny = pairSources(expression, setting, from, to) || isAny;
            }
            return isAny;
        });
        return isPaired ? SAME_TRUTH : undefined;
    };
    /** Of what is joined by `&&` or `||` the order does not matter: no operand has effects. */
    const isChain = (e: Binary, f: Binary, setting: Setting): boolean =>
        isPermuted(operandsOf(e.operator, e), operandsOf(f.operator, f), (one, other) => isTruth(one, other, setting));
    /** Nor does it in a sum of what stays the same; asked where the order as it stands does not do. */
    const isSum = (e: Binary, f: Binary, setting: Setting): boolean => {
        asking++;
        const isInOrder = relateInOrder(e, f, setting) !== undefined;
        const isSameSum =
            !isInOrder &&
            isPermuted(operandsOf('+', e), operandsOf('+', f), (one, other) => isUnchanged(one, other, setting));
        asking--;
        return isSameSum;
    };
    /** Whether each has one among the others that is its image. */
    const isPermuted = <One>(
        ones: readonly One[],
        others: readonly One[],
        isImage: (one: One, other: One) => boolean,
    ): boolean => {
        if (ones.length !== others.length) return false;
        const left = new Set(others.keys());
        const unmatched: number[] = [];
        asking++;
        for (const [at, one] of ones.entries()) {
            const match = [at, ...left].find(place => left.has(place) && isImage(one, others[place]!));
            if (match === undefined) unmatched.push(at);
            else left.delete(match);
        }
        asking--;
        if (unmatched.length === 0) return true;
        if (asking > 0 || (unmatched.length > 1 && !guess.mayChoose)) return false;
        const rest = [...left];
        const holds = unmatched.map((at, place) => isImage(ones[at]!, others[rest[place]!]!)).every(Boolean);
        if (guess.hasChanged) guess.mayChoose = false;
        return holds;
    };
    const isTruth = (e: Expr, f: Expr, setting: Setting): boolean => {
        const relation = relate(e, f, setting);
        return relation !== undefined && keepsTruth(relation);
    };
    const isTruthOrAbsent = (e: Expr | undefined, f: Expr | undefined, setting: Setting): boolean =>
        e === undefined || f === undefined ? e === f : isTruth(e, f, setting);
    const isUnchanged = (e: Expr, f: Expr, setting: Setting): boolean => {
        const relation = relate(e, f, setting);
        return relation !== undefined && isSame(relation);
    };
    const isActor = (e: Expr, f: Expr, setting: Setting): boolean => {
        const relation = relate(e, f, setting);
        if (relation === undefined) return false;
        const values = valuesOf(relation) ?? guess.actors.keys();
        return [...values].every(
            actor => guess.actors[actor] === undefined || guess.actors[actor] === imageOf(relation, actor),
        );
    };
    const isObject = (id: ClassId, e: Expr, f: Expr, setting: Setting): boolean => {
        const relation = relate(e, f, setting);
        if (relation === undefined) return false;
        const { size } = program.classes[id]!;
        const values = valuesOf(relation) ?? Array.from({ length: size }, (_, index) => index);
        return values.every(index => {
            if (index < 0 || index >= size) return imageOf(relation, index) === index;
            const image = imageOf(relation, index);
            if ((guess.objects[id]!.get(index) ?? index) === image) return true;
            return index !== image && extends_(() => guess.pairObjects(id, index, image));
        });
    };
    const isQuantified = (e: QuantifierExpr, f: QuantifierExpr, setting: Setting): boolean => {
        if (e.quantifier !== f.quantifier) return false;
        const [low, high] = [relate(e.low, f.low, setting), relate(e.high, f.high, setting)];
        if (low === undefined || high === undefined || !isSame(low) || !isSame(high)) return false;
        const range: Relation = { values: undefined, low: low.low, high: high.high, moves: NO_MOVES };
        const values = valuesOf(range);
        const candidates = [actorMap.moves, ...guess.objects].flatMap(moves => {
            if (values === undefined || low.low !== low.high || high.low !== high.high) return [];
            const renaming = new Map([...moves].filter(([from]) => from >= low.low && from <= high.high));
            const isOnto = [...renaming.values()].every(to => renaming.has(to));
            return isOnto && renaming.size > 0 ? [renaming] : [];
        });
        asking++;
        const found = [NO_MOVES, ...candidates].some(moves =>
            isTruth(e.body, f.body, { ...setting, bound: [...setting.bound, { ...range, moves }] }),
        );
        asking--;
        return found;
    };
    /** Whether the element that one names is renamed to the one that the other names. */
    const isElement = (
        e: Pick<CellExpr, 'cell' | 'index'>,
        f: Pick<CellExpr, 'cell' | 'index'>,
        setting: Setting,
    ): boolean => {
        const [cell, other] = [program.cells[e.cell]!, program.cells[f.cell]!];
        if (cell.length !== other.length) return false;
        const index = relate(e.index ?? ZERO, f.index ?? ZERO, setting);
        if (index === undefined) return false;
        if (e.cell === f.cell && !guess.isMoved[e.cell]! && isSame(index)) return true;
        const [base, otherBase] = [layout.cells[e.cell]!, layout.cells[f.cell]!];
        const low = Math.max(0, index.low);
        const high = Math.min(cell.length - 1, index.high);
        const values = index.values ?? Array.from({ length: Math.max(0, high - low + 1) }, (_, at) => low + at);
        return values.every(value => {
            if (value < 0 || value >= cell.length) return true;
            const image = imageOf(index, value);
            if (image < 0 || image >= cell.length) return false;
            const known = guess.elements[base + value]!;
            if (known === otherBase + image) return true;
            if (values.length === 1 || value !== image || e.cell !== f.cell) {
                return extends_(() => guess.pairElements(base + value, otherBase + image));
            }
            return extends_(() => pairSources(e.index ?? ZERO, setting, value, known - otherBase));
        });
    };
    /** Whether a value that is put into the place is renamed as it is there. */
    const isValueFor = (
        place: Place,
        relation: Relation | undefined,
        e: Expr | undefined,
        setting: Setting,
    ): boolean => {
        if (relation === undefined) return false;
        const there = guess.movesAt(place);
        const at = (value: number): number => there.get(value) ?? value;
        const values =
            relation.values ??
            [...new Set([...relation.moves.keys(), ...there.keys()])].filter(
                value => value >= relation.low && value <= relation.high,
            );
        return values.every(value => {
            const image = imageOf(relation, value);
            if (at(value) === image) return true;
            if (value !== image) return extends_(() => guess.pairValues(place, value, image));
            return e !== undefined && extends_(() => pairSources(e, setting, value, at(value)));
        });
    };

    // ---------------------------------------------------------------------------------------------- actions

    /** Of actions in a row that do not touch the same the order does not matter. */
    const isActions = (ones: readonly Action[], others: readonly Action[], setting: Setting): boolean => {
        if (ones.length !== others.length) return false;
        const [runs, otherRuns] = [ones, others].map(actions => runsOf(executable, actions)) as [Runs, Runs];
        let before = setting;
        return runs
            .map((run, at) => {
                const now = before;
                before = after(before, run);
                return isPermuted(run, otherRuns[at] ?? [], (one, other) => isAction(one, other, now));
            })
            .every(Boolean);
    };
    /** What is known after actions. */
    const after = (setting: Setting, actions: readonly Action[]): Setting =>
        setting.nonzero === undefined
            ? setting
            : { ...setting, nonzero: actions.reduce(nonzeroAfter, setting.nonzero) };
    const isAction = (one: Action, other: Action, setting: Setting): boolean => {
        const registerAt = (register: RegisterId): Place => ({ kind: 'register', actor: setting.actor!, register });
        switch (one.kind) {
            case 'set':
                return (
                    other.kind === 'set' &&
                    other.register === one.register &&
                    isValueFor(registerAt(one.register), relate(one.value, other.value, setting), one.value, setting)
                );
            case 'load': {
                if (other.kind !== 'load' || other.register !== one.register || other.mark !== one.mark) return false;
                if (!isElement(one, other, setting)) return false;
                const value = relationAt({ kind: 'cell', cell: one.cell }, layout.cells[one.cell]!);
                const source: Expr = { kind: 'cell', cell: one.cell, view: 'memory' };
                return isValueFor(registerAt(one.register), value, source, setting);
            }
            case 'store':
            case 'write': {
                if (other.kind !== one.kind) return false;
                if (one.kind === 'store' && other.kind === 'store' && one.mark !== other.mark) return false;
                const value = relate(one.value, other.value, setting);
                const isThere = isElement(one, other, setting);
                return isValueFor({ kind: 'cell', cell: one.cell }, value, one.value, setting) && isThere;
            }
            case 'rmw':
                return other.kind === 'rmw' && isRmw(one, other, setting);
            case 'defer':
                return other.kind === 'defer' && isDefer(one, other, setting);
            case 'if': {
                if (other.kind !== 'if') return false;
                const isCondition = isTruth(one.condition, other.condition, setting);
                const isThen = isActions(one.then, other.then, setting);
                return isActions(one.else, other.else, setting) && isThen && isCondition;
            }
            case 'fail':
                return (
                    other.kind === 'fail' &&
                    other.outcome.kind === one.outcome.kind &&
                    other.outcome.name === one.outcome.name
                );
            case 'retire':
                return (
                    other.kind === 'retire' &&
                    other.class === one.class &&
                    isObject(one.class, one.index, other.index, setting)
                );
            case 'cover':
                return other.kind === 'cover' && other.cover === one.cover;
            case 'discard':
            case 'progress':
                return other.kind === one.kind;
        }
    };
    const isRmw = (one: RmwAction, other: RmwAction, setting: Setting): boolean => {
        if (one.mark !== other.mark || one.result !== other.result || one.succeeded !== other.succeeded) return false;
        if (!isElement(one, other, setting)) return false;
        const place: Place = { kind: 'cell', cell: one.cell };
        const old = relationAt(place, layout.cells[one.cell]!);
        const inside = { ...setting, old };
        if (!isTruthOrAbsent(one.condition, other.condition, inside)) return false;
        const isValue = isValueFor(place, relate(one.value, other.value, inside), one.value, inside);
        const registerAt = (register: RegisterId): Place => ({ kind: 'register', actor: setting.actor!, register });
        const source: Expr = { kind: 'cell', cell: one.cell, view: 'memory' };
        const isResult = one.result === undefined || isValueFor(registerAt(one.result), old, source, setting);
        const isSucceeded =
            one.succeeded === undefined || isValueFor(registerAt(one.succeeded), SAME_TRUTH, undefined, setting);
        return isValue && isResult && isSucceeded;
    };
    const isDefer = (one: DeferAccess, other: DeferAccess, setting: Setting): boolean => {
        const [here, there] = [program.deferred[one.deferred]!, program.deferred[other.deferred]!];
        const slot = relate(one.index ?? ZERO, other.index ?? ZERO, setting);
        const operand = relate(one.operand ?? ZERO, other.operand ?? ZERO, setting);
        if (slot === undefined || operand === undefined) return false;
        if ((here.cell === undefined) !== (there.cell === undefined)) return false;
        // what fails in it is blamed on that step
        if (!guess.pairSteps(here.step, there.step)) return false;
        const isCell =
            here.cell === undefined ||
            there.cell === undefined ||
            isElement(
                { cell: here.cell, ...(one.index && { index: one.index }) },
                { cell: there.cell, ...(other.index && { index: other.index }) },
                setting,
            );
        return isActions(here.actions, there.actions, { actor: undefined, bound: [], slot, operand }) && isCell;
    };

    // ------------------------------------------------------------------------------------------------ steps

    const isStep = (one: Step, other: Step, setting: Setting): boolean => {
        if (one.local !== other.local || one.fairness !== other.fairness || one.optional !== other.optional)
            return false;
        if (!isSameSet(one.live, other.live) || !isChoice(one, other, setting)) return false;
        const rests =
            one.rest?.kind === other.rest?.kind &&
            isTruthOrAbsent(
                one.rest?.kind === 'unless' ? one.rest.raised : undefined,
                other.rest?.kind === 'unless' ? other.rest.raised : undefined,
                setting,
            );
        const waits =
            one.waits?.kind === other.waits?.kind &&
            one.waits?.mode === other.waits?.mode &&
            isTruthOrAbsent(one.waits?.holders, other.waits?.holders, { ...setting, bound: [actorMap] });
        const runs = isActions(one.actions, other.actions, setting);
        const isGuard = isTruthOrAbsent(one.guard, other.guard, setting);
        return isTruthOrAbsent(one.drains, other.drains, setting) && isGuard && runs && waits && rests;
    };
    /** What is chosen keeps its number. */
    const isChoice = ({ choose: one }: Step, { choose: other }: Step, setting: Setting): boolean => {
        if (one === undefined || other === undefined) return one === other;
        const place: Place = { kind: 'register', actor: setting.actor!, register: one.register };
        return (
            one.register === other.register &&
            guess.movesAt(place).size === 0 &&
            isUnchanged(one.low, other.low, setting) &&
            isUnchanged(one.high, other.high, setting)
        );
    };
    /** Goes on to the steps after them, side by side. */
    const isNext = (
        one: Next,
        other: Next,
        setting: Setting,
        reach: (from: StepId, to: StepId) => boolean,
    ): boolean => {
        switch (one.kind) {
            case 'goto':
                return other.kind === 'goto' && reach(one.step, other.step);
            case 'branch': {
                if (other.kind !== 'branch') return false;
                const isCondition = isTruth(one.condition, other.condition, setting);
                const isThen = reach(one.then, other.then);
                return reach(one.else, other.else) && isThen && isCondition;
            }
            case 'switch':
                return (
                    other.kind === 'switch' &&
                    one.steps.length === other.steps.length &&
                    isUnchanged(one.on, other.on, setting) &&
                    one.steps.map((step, at) => reach(step, other.steps[at]!)).every(Boolean)
                );
            case 'end':
                return other.kind === 'end';
        }
    };
    const nonzeroAt = (actor: ActorId): ReadonlyMap<StepId, Registers> => {
        const found = known.get(actor) ?? findNonzero(program, actor);
        known.set(actor, found);
        return found;
    };
    const isActorCode = (actor: ActorId): boolean => {
        const to = guess.actors[actor]!;
        const [one, other] = [program.actors[actor]!, program.actors[to]!];
        if (guess.cpus[one.cpu] !== other.cpu) return false;
        const setting: Setting = { actor, bound: [] };
        let holds = isTruthOrAbsent(one.mayRun, other.mayRun, setting);
        holds = isTruthOrAbsent(one.excludedBy, other.excludedBy, { actor, bound: [actorMap] }) && holds;
        if (one.entry === undefined || other.entry === undefined) return holds;
        const reached = new Set<StepId>();
        const work: (readonly [StepId, StepId])[] = [];
        const reach = (from: StepId, there: StepId): boolean => {
            if (!guess.pairSteps(from, there)) return false;
            if (!reached.has(from)) work.push([from, there]);
            reached.add(from);
            return true;
        };
        holds = reach(one.entry, other.entry) && holds;
        for (let next = work.pop(); next !== undefined && !guess.isRefuted; next = work.pop()) {
            const [step, there] = [program.steps[next[0]]!, program.steps[next[1]]!];
            const chosen = step.choose?.register;
            const nonzero = new Set([...nonzeroAt(actor).get(next[0])!].filter(register => register !== chosen));
            const here = { ...setting, nonzero };
            holds = isStep(step, there, here) && holds;
            holds = isNext(step.next, there.next, after(here, step.actions), reach) && holds;
        }
        return holds;
    };
    /** Each property says the same of the renamed state, or another `final` does. */
    const findProperties = (): readonly number[] | undefined => {
        const says = (one: Property, other: Property): boolean =>
            one.kind === other.kind &&
            one.outcome.kind === other.outcome.kind &&
            one.outcome.name === other.outcome.name &&
            (mistake === 'properties' || isTruth(one.holds, other.holds, NOBODY)) &&
            isTruthOrAbsent(one.unreadable, other.unreadable, NOBODY);
        asking++;
        const left = new Set(program.properties.keys());
        const found = program.properties.map((property, at) => {
            const places = property.kind === 'final' ? [at, ...left] : [at];
            const match = places.find(place => left.has(place) && says(property, program.properties[place]!));
            if (match !== undefined) left.delete(match);
            return match;
        });
        asking--;
        return found.every(match => match !== undefined) ? found : undefined;
    };

    const movers = [...guess.actors.keys()].filter(actor => guess.actors[actor] !== actor);
    const others = [...guess.actors.keys()].filter(actor => guess.actors[actor] === actor);
    return () => {
        // those who change places first: they say what else has to
        for (const actors of [movers, others]) {
            const holds = actors.map(actor => !guess.isRefuted && isActorCode(actor)).every(Boolean);
            if (!holds || guess.hasChanged || guess.isRefuted) return false;
        }
        const properties = findProperties();
        guess.pairProperties(properties ?? []);
        return guess.isWhole() && properties !== undefined;
    };
}

/** What an expression stands in, before and after. */
interface Setting {
    /** Nobody: in properties. */
    readonly actor: ActorId | undefined;
    /** The innermost last. */
    readonly bound: readonly Relation[];
    /** The registers of the actor that are not 0 there. */
    readonly nonzero?: Registers;
    readonly old?: Relation;
    readonly operand?: Relation;
    readonly slot?: Relation;
}

const ZERO: Expr = { kind: 'const', value: 0 };
const NOBODY: Setting = { actor: undefined, bound: [] };

function operandsOf(operator: string, expression: Expr): readonly Expr[] {
    return expression.kind === 'binary' && expression.operator === operator
        ? [...operandsOf(operator, expression.left), ...operandsOf(operator, expression.right)]
        : [expression];
}
