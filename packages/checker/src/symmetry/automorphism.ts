// Two actors that can change places: a renaming of actors, CPUs, steps, elements, objects and values that turns the program into itself.
//
// Nothing is assumed to be symmetric. The renaming is guessed by walking the code of both actors side by side: where one writes
// 1 and the other 2, the values 1 and 2 of that cell change places, where they use different elements, these do. A guess that
// is found to be wrong is extended, until a walk through the code of all actors finds nothing more. That last walk is the
// proof: each step of each actor, renamed, is the step of the actor it is renamed to. What cannot be told is no symmetry.
//
// The renaming is its own inverse, so that it can be written down pair by pair.
import type { Executable } from '../executable.ts';
import type { Slot } from '../layout.ts';
import type {
    Action,
    ActorId,
    CellExpr,
    CellId,
    ClassId,
    CpuId,
    DeferAccess,
    Domain,
    Expr,
    Next,
    Program,
    Property,
    QuantifierExpr,
    RegisterId,
    RmwAction,
    Step,
    StepId,
} from '../program.ts';
import type { Watch } from '../watch.ts';
import type { Registers } from './nonzero.ts';
import { findNonzero, nonzeroAfter } from './nonzero.ts';
import type { Relation } from './relation.ts';
import {
    constantTo,
    createOperators,
    eitherOf,
    imageOf,
    isSame,
    keepsTruth,
    NO_MOVES,
    SAME,
    SAME_TRUTH,
    valuesOf,
} from './relation.ts';

export interface Automorphism {
    readonly actors: readonly ActorId[];
    readonly cpus: readonly CpuId[];
    readonly steps: readonly StepId[];
    /** Indices into the properties of the program. */
    readonly properties: readonly number[];
    /** By slot of the state vector, where what it holds goes to, and which values of it become others on the way. */
    readonly slots: readonly Slot[];
    readonly values: readonly ReadonlyMap<number, number>[];
}

/** What one could get wrong, for tests: that does not count then. */
export type SymmetryMistake = 'names' | 'initial' | 'properties' | 'cycles' | 'edges';

/** The renaming that lets two actors change places; `undefined`: there is none, none is found, or it was tried. */
export function findAutomorphism(
    executable: Executable,
    a: ActorId,
    b: ActorId,
    trials: Trials,
    watch: Watch,
    mistake?: SymmetryMistake,
): Automorphism | undefined {
    // what waits in a store buffer is not renamed
    if (executable.layout.buffers.some(buffer => buffer !== undefined)) return undefined;
    const actors = actorsRenamed(executable.program, a, b);
    if (actors === undefined) return undefined;
    const key = actors.join();
    if (trials.tried.has(key) || trials.inVain > MOST_IN_VAIN) return undefined;
    const guess = createGuess(executable, a, b, actors, mistake);
    let compared = 0;
    const counting: Watch = {
        tick: () => {
            compared++;
            watch.tick();
        },
    };
    const walk = createWalk(executable, guess, trials.nonzero, counting, mistake);
    let isOutOfFacts = false;
    for (let round = 0; round < MOST_ROUNDS && !guess.isRefuted; round++) {
        guess.hasChanged = false;
        guess.mayChoose = isOutOfFacts;
        const holds = walk();
        if (!guess.hasChanged && holds && !guess.isRefuted) return guess.finish();
        if (!guess.hasChanged && isOutOfFacts) break;
        isOutOfFacts = !guess.hasChanged;
    }
    trials.inVain += compared;
    trials.tried.add(key);
    return undefined;
}

/** What was tried before in vain, and what is known of actors. */
export interface Trials {
    readonly nonzero: Map<ActorId, ReadonlyMap<StepId, Registers>>;
    readonly tried: Set<string>;
    /** How many expressions were compared in vain. */
    inVain: number;
}

/** After that nothing more is tried: a quarter of a second or so. */
const MOST_IN_VAIN = 300_000;

/** Each extends the guess, so there are not many. */
const MOST_ROUNDS = 50;

/** Larger values name nobody: there are tables of those between. */
const LARGEST_NAME = 1 << 16;

/** Where values are: in the elements of a cell, in a register, or in all references to the objects of a class. */
type Place =
    | { readonly kind: 'cell'; readonly cell: CellId }
    | { readonly kind: 'register'; readonly actor: ActorId; readonly register: RegisterId }
    | { readonly kind: 'class'; readonly class: ClassId };

interface Guess {
    hasChanged: boolean;
    /** Whether of what may stand in any order the next is to be taken as it stands. */
    mayChoose: boolean;
    isRefuted: boolean;
    readonly actors: readonly ActorId[];
    readonly cpus: readonly CpuId[];
    /** By slot of an element. */
    readonly elements: Int32Array;
    /** By cell, whether one of its elements becomes another. */
    readonly isMoved: readonly boolean[];
    readonly objects: readonly ReadonlyMap<number, number>[];
    readonly movesAt: (place: Place) => ReadonlyMap<number, number>;
    /** Each answers whether the guess says so now. */
    readonly pairSteps: (from: StepId, to: StepId) => boolean;
    readonly pairElements: (from: Slot, to: Slot) => boolean;
    readonly pairValues: (place: Place, from: number, to: number) => boolean;
    readonly pairObjects: (id: ClassId, from: number, to: number) => boolean;
    readonly pairProperties: (pairs: readonly number[]) => void;
    /** Whether what was guessed fits together. */
    readonly isWhole: () => boolean;
    readonly finish: () => Automorphism | undefined;
    readonly stepTo: (from: StepId) => StepId | undefined;
}

function createGuess(
    { program, layout }: Executable,
    a: ActorId,
    b: ActorId,
    actors: readonly ActorId[],
    mistake: SymmetryMistake | undefined,
): Guess {
    const cpus = program.cpus.map((_, cpu) => cpu);
    const [cpuA, cpuB] = [program.actors[a]!.cpu, program.actors[b]!.cpu];
    cpus[cpuA] = cpuB;
    cpus[cpuB] = cpuA;
    const elements = Int32Array.from({ length: layout.elements }, (_, slot) => slot);
    const cellOf = program.cells.flatMap(({ length }, cell) => new Array<CellId>(length).fill(cell));
    const isMoved = program.cells.map(() => false);
    const objects = program.classes.map(() => new Map<number, number>());
    const references = program.classes.map(() => new Map<number, number>());
    const inCells = program.cells.map(() => new Map<number, number>());
    const inRegisters = program.actors.map(({ registers }) => registers.map(() => new Map<number, number>()));
    const steps = new Map<StepId, StepId>();
    let properties: readonly number[] = [];

    /** Pairs two; whether that fits what was paired before. */
    const pair = (moves: Map<number, number>, from: number, to: number): boolean => {
        const [known, back] = [moves.get(from) ?? from, moves.get(to) ?? to];
        if (known === to) return true;
        if (known !== from || back !== to) {
            guess.isRefuted = true;
            return false;
        }
        moves.set(from, to).set(to, from);
        guess.hasChanged = true;
        return true;
    };
    const rangeAt = (place: Place): Domain => {
        if (place.kind === 'cell') return program.cells[place.cell]!.domain;
        return place.kind === 'register'
            ? program.actors[place.actor]!.registers[place.register]!.domain
            : { kind: 'ref', class: place.class };
    };
    const movesAt = (place: Place): Map<number, number> => {
        const domain = rangeAt(place);
        if (domain.kind === 'ref') return references[domain.class]!;
        return place.kind === 'cell'
            ? inCells[place.cell]!
            : inRegisters[(place as RegisterPlace).actor]![(place as RegisterPlace).register]!;
    };
    const pairObjects = (id: ClassId, from: number, to: number): boolean => {
        const { size } = program.classes[id]!;
        if (from < 0 || to < 0 || from >= size || to >= size) return from === to;
        if (!pair(objects[id]!, from, to)) return false;
        if (from === to) return true;
        for (const stale of [1, 2]) pair(references[id]!, 2 * from + stale, 2 * to + stale);
        return !guess.isRefuted;
    };
    const pairValues = (place: Place, from: number, to: number): boolean => {
        const domain = rangeAt(place);
        switch (domain.kind) {
            case 'ref': {
                if (from <= 0 || to <= 0 || (from - to) % 2 !== 0) return from === to;
                return pairObjects(domain.class, (from - 1) >> 1, (to - 1) >> 1);
            }
            case 'bits':
                return from === to;
            case 'int': {
                const isIn = (value: number): boolean =>
                    value >= domain.low && value <= domain.high && Math.abs(value) <= LARGEST_NAME;
                if (!isIn(from) || !isIn(to)) return from === to;
                return pair(movesAt(place), from, to);
            }
        }
    };
    const isSamePlace = (one: Place, other: Place): boolean => {
        if (!isSameDomain(rangeAt(one), rangeAt(other))) return false;
        for (const [from, to] of movesAt(one)) if (!pairValues(other, from, to)) return false;
        for (const [from, to] of movesAt(other)) if (!pairValues(one, from, to)) return false;
        return true;
    };
    const guess: Guess = {
        hasChanged: false,
        mayChoose: false,
        isRefuted: false,
        actors,
        cpus,
        elements,
        isMoved,
        objects,
        movesAt,
        stepTo: from => steps.get(from),
        pairSteps: (from, to) => {
            const [known, back] = [steps.get(from), steps.get(to)];
            if (known === to && back === from) return true;
            if (known !== undefined || back !== undefined) {
                guess.isRefuted = true;
                return false;
            }
            steps.set(from, to).set(to, from);
            guess.hasChanged = true;
            return true;
        },
        pairElements: (from, to) => {
            if (elements[from] === to) return true;
            const [one, other] = [cellOf[from]!, cellOf[to]!];
            if (elements[from] !== from || elements[to] !== to) guess.isRefuted = true;
            if (program.cells[one]!.class !== program.cells[other]!.class) guess.isRefuted = true;
            if (guess.isRefuted) return false;
            elements[from] = to;
            elements[to] = from;
            (isMoved as boolean[])[one] = true;
            (isMoved as boolean[])[other] = true;
            guess.hasChanged = true;
            return true;
        },
        pairValues,
        pairObjects,
        pairProperties: pairs => {
            properties = pairs;
        },
        isWhole: () => {
            for (const [from, to] of elements.entries()) {
                const [one, other] = [
                    { kind: 'cell', cell: cellOf[from]! },
                    { kind: 'cell', cell: cellOf[to]! },
                ] as const;
                if (one.cell !== other.cell && !isSamePlace(one, other)) return false;
                const start = layout.initial[from]!;
                if (mistake === 'initial') continue;
                if ((movesAt(one).get(start) ?? start) !== layout.initial[to]) return false;
            }
            return (
                program.actors.every(({ registers }, actor) =>
                    registers.every(({ domain, initial }, register) => {
                        const to = actors[actor]!;
                        const one: Place = { kind: 'register', actor, register };
                        const start = program.actors[to]!.registers[register]!.initial;
                        if ((movesAt(one).get(initial) ?? initial) !== start) return false;
                        return isUnmovedInside(domain) && isSamePlace(one, { kind: 'register', actor: to, register });
                    }),
                ) && program.cells.every(({ domain }) => isUnmovedInside(domain))
            );
        },
        finish: () => {
            const slots = layout.ranges.map((_, slot) => slot);
            const values: ReadonlyMap<number, number>[] = layout.ranges.map(() => NO_MOVES);
            for (const [from, to] of elements.entries()) {
                slots[from] = to;
                values[from] = movesAt({ kind: 'cell', cell: cellOf[from]! });
            }
            for (const [actor, { counter, registers, steps: rests }] of layout.actors.entries()) {
                const to = layout.actors[actors[actor]!]!;
                // a program counter is the place of its step
                if (rests.some((step, place) => steps.get(step) !== to.steps[place])) return undefined;
                slots[counter] = to.counter;
                for (let register = 0; register < program.actors[actor]!.registers.length; register++) {
                    slots[registers + register] = to.registers + register;
                    values[registers + register] = movesAt({ kind: 'register', actor, register });
                }
            }
            return {
                actors,
                cpus,
                steps: program.steps.map((_, step) => steps.get(step) ?? step),
                properties,
                slots,
                values,
            };
        },
    };
    /** A word of fields is not taken apart: none of them may name what moves. */
    function isUnmovedInside(domain: Domain): boolean {
        return (
            domain.kind !== 'bits' ||
            domain.fields.every(({ domain: field }) => field.kind !== 'ref' || objects[field.class]!.size === 0)
        );
    }
    return guess;
}

type RegisterPlace = Extract<Place, { kind: 'register' }>;

function isSameDomain(a: Domain, b: Domain): boolean {
    if (a.kind === 'int') return b.kind === 'int' && a.low === b.low && a.high === b.high;
    if (a.kind === 'ref') return b.kind === 'ref' && a.class === b.class;
    return (
        b.kind === 'bits' &&
        a.fields.length === b.fields.length &&
        a.fields.every(({ shift, width, domain }, at) => {
            const other = b.fields[at]!;
            return other.shift === shift && other.width === width && isSameDomain(domain, other.domain);
        })
    );
}

/** The two change places, and so does what belongs to their CPUs, in its order. */
function actorsRenamed(program: Program, a: ActorId, b: ActorId): readonly ActorId[] | undefined {
    const actors = program.actors.map((_, actor) => actor);
    const [cpuA, cpuB] = [program.actors[a]!.cpu, program.actors[b]!.cpu];
    const onCpu = (cpu: CpuId, but: ActorId): readonly ActorId[] =>
        actors.filter(actor => program.actors[actor]!.cpu === cpu && actor !== but);
    const pairs = cpuA === cpuB ? [[a, b] as const] : zip([a, ...onCpu(cpuA, a)], [b, ...onCpu(cpuB, b)]);
    if (pairs === undefined) return undefined;
    const renamed = [...actors];
    for (const [one, other] of pairs) {
        if (!isAlike(program, one, other)) return undefined;
        renamed[one] = other;
        renamed[other] = one;
    }
    return renamed;
}

function zip(one: readonly ActorId[], other: readonly ActorId[]): readonly (readonly [ActorId, ActorId])[] | undefined {
    return one.length === other.length ? one.map((actor, at) => [actor, other[at]!] as const) : undefined;
}

function isAlike(program: Program, a: ActorId, b: ActorId): boolean {
    const [one, other] = [program.actors[a]!, program.actors[b]!];
    return (
        one.kind === other.kind &&
        one.obliged === other.obliged &&
        (one.entry === undefined) === (other.entry === undefined) &&
        one.registers.length === other.registers.length &&
        one.registers.every(({ domain }, register) => isSameDomain(domain, other.registers[register]!.domain)) &&
        isSameSet(one.liveAtEnd, other.liveAtEnd)
    );
}

function isSameSet(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
    if (a === undefined || b === undefined) return a === b;
    return a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;
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

/** One walk through everything, which extends the guess where it fails. Answers whether all of it held. */
function createWalk(
    executable: Executable,
    guess: Guess,
    known: Trials['nonzero'],
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

type Runs = readonly (readonly Action[])[];

/** The actions in parts, one after the other, within each of which none touches what another writes. */
function runsOf(executable: Executable, actions: readonly Action[]): Runs {
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

const ZERO: Expr = { kind: 'const', value: 0 };
const NOBODY: Setting = { actor: undefined, bound: [] };

function operandsOf(operator: string, expression: Expr): readonly Expr[] {
    return expression.kind === 'binary' && expression.operator === operator
        ? [...operandsOf(operator, expression.left), ...operandsOf(operator, expression.right)]
        : [expression];
}
