// Walks the paths of one actor through the text and everything it calls, for one choice of params: which locks are held where, in what
// context, and what goes wrong whatever the others do.
//
// What memory holds is not known here: a condition on it goes both ways. What registers hold is known as far as it follows from constants
// and from conditions on the way, so that a path which takes a lock if a flag is set and one which gives it back if the flag is set are
// the same path. A function is walked once for each way in which it is entered, and what it comes to is kept.
//
// Invariant: every violation told lies on a path of the text. It need not be one that memory allows.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { evaluateBinary, evaluateUnary } from '../arithmetic.ts';
import type { ContextOperation } from '../builtin.ts';
import { calleeOf, implicitParameters } from '../expected.ts';
import { targetOf } from '../flow.ts';
import type {
    Assignment,
    Block,
    Call,
    ChooseBranch,
    Const,
    Expression,
    File,
    Fn,
    If,
    Lock,
    Loop,
    Match,
    Module,
    Param,
    Statement,
    Var,
    While,
} from '../generated/ast.ts';
import {
    isAlloc,
    isBitsField,
    isFile,
    isGroup,
    isIndex,
    isInterrupt,
    isLock,
    isMember,
    isMm,
    isNameReference,
    isParam,
    isThread,
    isUnaryExpression,
    isVar,
} from '../generated/ast.ts';
import type { LockKind, LockOperation } from '../locks/lock-kind.ts';
import { filesIn } from '../machine-constants.ts';
import type { Actor } from '../threads.ts';
import { codeOf, isActor } from '../threads.ts';
import { isAddress, wrapped } from '../types.ts';
import type { Typing } from '../typing.ts';
import type { Entry } from './entry.ts';
import { entryIn } from './entry.ts';
import type { Closure } from './functions.ts';
import {
    bodiesAmong,
    closureOf,
    freedIn,
    guardOf,
    isFaultHandler,
    isInert,
    isOfHardware,
    isSettled,
    parametersOf,
} from './functions.ts';
import { changed, isSameLock, sharing, takenAs } from './holds.ts';
import { areEqual, bound, computed, forgetSymbol, learnt, learntDifferent, learntEqual, pruned } from './knowledge.ts';
import { judgeLiveness, liveAfter, liveAtHead } from './live.ts';
import {
    baseOfPath,
    isHardware,
    isInAtomicBlock,
    isRegister,
    memberNamed,
    parameterIn,
    registerOf,
    variableIn,
} from './places.ts';
import type { Hold, State } from './state.ts';
import { blended, ignorant, keyOfState, merged, START, split, widened } from './state.ts';
import type { LockValue, SymbolValue, Value } from './value.ts';
import { idOf, keyOf, numberValue, renamed, truthValue } from './value.ts';
import type { Atomicity, Context, Found, Violation } from './violation.ts';

export interface Setting {
    readonly modules: readonly Module[];
    readonly typing: Typing;
    /** The policy of a lock, by name. */
    readonly policyOf: (lock: Lock) => string | undefined;
    /** The values of params that the typing is for, if they are not the params' own. */
    readonly overrides: ReadonlyMap<Param, number>;
    /** What {@link policyOf} depends on. */
    readonly policies: string;
    /** By function: the values of the constants that it depends on. */
    readonly variants: Map<Fn, string>;
    /** What functions come to, by what it depends on: for all actors and settings of the same modules, those of the library for all scripts. */
    readonly summariesOf: (fn: Fn, closure: Closure) => Map<string, Summary>;
    /** The summaries that the walks for these modules have come to. */
    readonly charged: Set<Summary>;
    /** Where there are too many statements: whether to go on without more of them, or to throw {@link TooMany}. */
    readonly atMost: 'cut' | 'throw';
    /** Asked in between; then the walk throws {@link Stopped}. */
    readonly isStopped: () => boolean;
}

/** Nobody waits for the walk any more. */
export class Stopped extends Error {}
/** What other scripts have left behind may hide where the walk would have been cut. */
export class TooMany extends Error {}

/** How many states at one place are told apart. */
const MOST_STATES = 8;
/** After so many rounds of a loop its numbers count as any, after twice as many nothing is known. */
const MOST_ROUNDS = 3;
/** Statements of a walk; it ends silently there. */
const MOST_STATEMENTS = 60_000;
/** Statements from one question whether to stop to the next: a few milliseconds. */
const STATEMENTS_BETWEEN = 64;

interface Outcome {
    readonly value: Value;
    readonly state: State;
}
interface Sides {
    readonly yes: readonly State[];
    readonly no: readonly State[];
}
interface Jumps {
    readonly breaks: State[];
    readonly continues: State[];
}
/** One walk through a body. */
interface Frame {
    readonly returns: Outcome[];
    readonly loops: Map<AstNode, Jumps>;
    readonly found: Map<string, Found>;
    /** The records and symbols that the caller knows. */
    readonly passed: ReadonlySet<string>;
}
/** What a function comes to, entered in one way: the words are those of its first entry. */
export interface Summary {
    readonly entry: Entry;
    readonly outcomes: readonly Outcome[];
    readonly found: readonly Found[];
    /** How many statements that took, without what others came to. */
    readonly statements: number;
    readonly uses: ReadonlySet<Summary>;
}

/** A call, at its beginning. */
interface Entered {
    readonly node: Call;
    readonly fn: Fn;
    readonly state: State;
    readonly entry: Entry;
    /** The context makes no difference to it, nor it to the context. */
    readonly isPlain: boolean;
}

/** Of one actor; it is walked with all others of its kind in the same way. */
export function walk(
    actor: Actor,
    { modules, typing, policyOf, overrides, policies, variants, summariesOf, charged, atMost, isStopped }: Setting,
): readonly Found[] {
    const isHandler = isInterrupt(actor);
    const runs = isInterrupt(actor) ? actor.thread?.ref : actor;
    let statements = 0;
    /** Of the body that is being walked: how many statements that took, and what it came to. */
    let own = 0;
    let uses = new Set<Summary>();

    const frame = createFrame();
    judgeLiveness(actor.body);
    const ends = [...block(actor.body, [START], frame), ...frame.returns.map(({ state }) => state)];
    if (statements < MOST_STATEMENTS) for (const state of ends) atEnd(state, frame);
    return [...frame.found.values()];

    // ------------------------------------------------------------------------------------------ statements

    function block(node: Block | undefined, before: readonly State[], frame: Frame): readonly State[] {
        let states = before;
        for (const one of node?.statements ?? []) {
            if (states.length === 0) return states;
            const live = liveAfter(one);
            states = merged(
                states.flatMap(state => statement(one, state, frame)).map(state => pruned(state, live, frame.passed)),
                MOST_STATES,
            );
        }
        return states;
    }

    function statement(node: Statement, state: State, frame: Frame): readonly State[] {
        own++;
        if (++statements > MOST_STATEMENTS) {
            if (atMost === 'throw') throw new TooMany();
            return [];
        }
        if (statements % STATEMENTS_BETWEEN === 0 && isStopped()) throw new Stopped();
        switch (node.$type) {
            case 'Let':
                return evaluate(node.value, state, frame).map(({ value, state }) => bound(state, node, value));
            case 'Stack':
                return [bound(state, node, { kind: 'object', node, path: '' })];
            case 'ChooseValue':
                return [bound(state, node, symbol(node))];
            case 'Assignment':
                return assignment(node, state, frame);
            case 'ExpressionStatement':
                return evaluate(node.expression, state, frame).map(outcome => outcome.state);
            case 'If':
                return branches(node, state, frame);
            case 'While':
            case 'Loop':
                return loop(node, state, frame);
            case 'Match':
                return match(node, state, frame);
            case 'ChooseBranch':
                return choice(node, state, frame);
            case 'Atomic': {
                // What the hardware does in one step holds no lock; what it puts into registers is not known.
                if (node.kind === 'hardware') return [forgotten(node.body, state)];
                const open = node.guard === undefined ? [state] : decide(node.guard, state, frame).yes;
                return block(node.body, open, frame);
            }
            case 'Block':
                return block(node, [state], frame);
            case 'Assert':
            case 'Assume':
                return decide(node.condition, state, frame).yes;
            case 'Wait':
                if (node.kind === 'wait') sleep(node, state, frame);
                return decide(node.condition, state, frame).yes;
            case 'Return':
                if (node.value === undefined) frame.returns.push({ value: symbol(node), state });
                else frame.returns.push(...evaluate(node.value, state, frame));
                return [];
            case 'Break': {
                const target = targetOf(node);
                if (target !== undefined) frame.loops.get(target)?.breaks.push(state);
                return [];
            }
            case 'Continue': {
                const target = targetOf(node);
                if (target !== undefined) frame.loops.get(target)?.continues.push(state);
                return [];
            }
            case 'Free':
                return evaluate(node.value, state, frame).map(outcome => outcome.state);
            case 'Label':
            case 'Progress':
            case 'Cover':
                return [state];
            case 'Fail':
                return [];
            default:
                return evaluate(node, state, frame).map(outcome => outcome.state);
        }
    }

    function branches(node: If, state: State, frame: Frame): readonly State[] {
        const { yes, no } = decide(node.condition, state, frame);
        const then = block(node.then, yes, frame);
        if (node.else === undefined) return [...then, ...no];
        const other = node.else;
        return other.$type === 'If'
            ? [...then, ...no.flatMap(each => branches(other, each, frame))]
            : [...then, ...block(other, no, frame)];
    }

    function loop(node: While | Loop, before: State, frame: Frame): readonly State[] {
        const jumps: Jumps = { breaks: [], continues: [] };
        frame.loops.set(node, jumps);
        const live = liveAtHead(node);
        const seen = new Set<string>();
        const left: State[] = [];
        let heads: readonly State[] = [before];
        for (let round = 0; heads.length > 0; round++) {
            const pure = heads.map(head => pruned(head, live, frame.passed));
            const told = round < MOST_ROUNDS ? pure : pure.map(round < 2 * MOST_ROUNDS ? widened : ignorant);
            const fresh = merged(told, MOST_STATES).filter(head => !seen.has(keyOfState(head)));
            for (const head of fresh) seen.add(keyOfState(head));
            jumps.continues.length = 0;
            const ends = fresh.flatMap(head => {
                if (node.$type === 'Loop') return block(node.body, [head], frame);
                const { yes, no } = decide(node.condition, head, frame);
                left.push(...no);
                return block(node.body, yes, frame);
            });
            heads = [...ends, ...jumps.continues];
        }
        return merged([...left, ...jumps.breaks], MOST_STATES);
    }

    function match(node: Match, state: State, frame: Frame): readonly State[] {
        return evaluate(node.value, state, frame).flatMap(({ value, state }) => {
            const after: State[] = [];
            for (const arm of node.arms) {
                const patterns = arm.patterns.map(pattern => typing.constant(pattern));
                if (value.kind === 'number' && !arm.otherwise) {
                    if (!patterns.includes(value.value)) continue;
                    return [...after, ...block(arm.body, [state], frame)];
                }
                const entries = arm.otherwise
                    ? [state]
                    : patterns.map(pattern =>
                          pattern === undefined
                              ? state
                              : learnt(state, value, { kind: 'number', value: pattern, finite: true }),
                      );
                after.push(...block(arm.body, entries, frame));
                if (arm.otherwise) return after;
            }
            return [...after, state];
        });
    }

    function choice(node: ChooseBranch, state: State, frame: Frame): readonly State[] {
        return node.branches.flatMap(branch => block(branch, [state], frame));
    }

    function assignment(node: Assignment, before: State, frame: Frame): readonly State[] {
        const { target, operator } = node;
        return evaluate(node.value, before, frame).flatMap(({ value, state }) => {
            if (operator === '=') return assigned(target, value, state, node, frame);
            return evaluate(target, state, frame).flatMap(old => {
                const type = typing.typeOf(target);
                const number = computed(operator.slice(0, -1), old.value, value);
                const isOfFew = type.kind === 'bool' || type.kind === 'enum';
                const result: Value =
                    number === undefined
                        ? symbol(node)
                        : { kind: 'number', value: wrapped(number, type), finite: isOfFew };
                return assigned(target, result, old.state, node, frame);
            });
        });
    }

    function assigned(target: Expression, value: Value, state: State, node: AstNode, frame: Frame): readonly State[] {
        if (isGroup(target)) return assigned(target.inner, value, state, node, frame);
        if (isNameReference(target)) {
            const declaration = target.reference?.ref;
            if (isRegister(declaration)) {
                const held = state.registers.get(declaration);
                if (held?.kind === 'cell')
                    written(held.declaration, value, state, node, frame, held.isNew, declaration);
                return [held?.kind === 'cell' ? state : bound(state, declaration, value)];
            }
            if (isVar(declaration)) written(declaration, value, state, node, frame, false);
            return [state];
        }
        if (isMember(target)) {
            const field = target.member?.ref;
            const register = registerOf(target.receiver);
            return evaluate(target.receiver, state, frame).map(({ value: receiver, state }) => {
                if (receiver.kind === 'record' && isVar(field)) {
                    return { ...state, facts: new Map(state.facts).set(`${receiver.id}.${field.name}`, value) };
                }
                if (register !== undefined && receiver.kind === 'symbol' && isBitsField(field)) {
                    // The word in this register is another one now; what it was read from stays known.
                    const word: SymbolValue = { ...receiver, id: `s${idOf(node)}`, node };
                    const cleared = forgetSymbol(state, word.id);
                    const guard = state.fresh.get(receiver.id);
                    const fresh = guard === undefined ? cleared.fresh : new Map(cleared.fresh).set(word.id, guard);
                    const facts = new Map(cleared.facts).set(`${word.id}.${field.name}`, value);
                    return bound({ ...cleared, facts, fresh }, register, word);
                }
                written(variableIn(target), value, state, node, frame, isOfNew(target, state));
                return state;
            });
        }
        if (isIndex(target)) written(variableIn(target), value, state, node, frame, isOfNew(target, state));
        return [state];
    }

    /** The registers that a block assigns to hold what nobody knows. */
    function forgotten(body: Block | undefined, state: State): State {
        if (body === undefined) return state;
        const registers = new Map(state.registers);
        for (const node of AstUtils.streamAllContents(body)) {
            if (node.$type !== 'Assignment') continue;
            const base = baseOfPath((node as Assignment).target);
            if (base !== undefined) registers.set(base, symbol(node));
        }
        return { ...state, registers };
    }

    // ----------------------------------------------------------------------------------------- expressions

    function evaluate(node: Expression | undefined, state: State, frame: Frame): readonly Outcome[] {
        if (node === undefined) return [];
        const constant = typing.constant(node);
        if (constant !== undefined) return [{ value: constantOf(node, constant), state }];
        switch (node.$type) {
            case 'NullLiteral':
                return [{ value: { kind: 'null' }, state }];
            case 'Group':
                return evaluate(node.inner, state, frame);
            case 'Cast':
                return evaluate(node.value, state, frame).map(outcome =>
                    outcome.value.kind === 'number'
                        ? { ...outcome, value: numberValue(wrapped(outcome.value.value, typing.typeOf(node))) }
                        : outcome,
                );
            case 'NameReference':
                return [read(named(node, state), node, state)];
            case 'Current':
                return [{ value: currentOf(node), state }];
            case 'Member':
                return evaluate(node.receiver, state, frame).map(({ value, state }) => {
                    if (!isBitsField(node.member?.ref)) {
                        used(value, node, state, frame);
                        followed(value, node, state, frame);
                    }
                    return read(memberOf(value, node, state), node, state);
                });
            case 'Index':
                return evaluate(node.array, state, frame).flatMap(array =>
                    evaluate(node.index, array.state, frame).map(({ value, state }) =>
                        read(elementOf(array.value, value, node), node, state),
                    ),
                );
            case 'Call':
                return call(node, state, frame);
            case 'Alloc':
                return [
                    { value: { kind: 'null' }, state },
                    { value: { ...symbol(node), notNull: true }, state },
                ];
            case 'InterruptibleWait':
                sleep(node, state, frame);
                return [
                    { value: numberValue(0), state },
                    { value: numberValue(-EINTR), state },
                ];
            case 'UnaryExpression':
                if (node.operator === '!') return fromSides(decide(node, state, frame));
                if (node.operator === '&') return [{ value: referenceTo(node.operand, state), state }];
                return evaluate(node.operand, state, frame).map(({ value, state }) => ({
                    value:
                        value.kind === 'number'
                            ? numberValue(wrapped(evaluateUnary(node.operator, value.value), typing.typeOf(node)))
                            : symbol(node),
                    state,
                }));
            case 'BinaryExpression':
                if (typing.typeOf(node).kind === 'bool') return fromSides(decide(node, state, frame));
                return evaluate(node.left, state, frame).flatMap(left =>
                    evaluate(node.right, left.state, frame).map(({ value, state }) => {
                        const number = computed(node.operator, left.value, value);
                        return {
                            value:
                                number === undefined ? symbol(node) : numberValue(wrapped(number, typing.typeOf(node))),
                            state,
                        };
                    }),
                );
            default:
                return [{ value: symbol(node), state }];
        }
    }

    function constantOf(node: Expression, value: number): Value {
        const type = typing.typeOf(node);
        // Which address it is makes no difference to what handles its faults, as far as the text says.
        if (isAddress(type)) return symbol(node);
        return { kind: 'number', value, finite: type.kind === 'bool' || type.kind === 'enum' };
    }

    function fromSides({ yes, no }: Sides): readonly Outcome[] {
        return [
            ...yes.map(state => ({ value: truthValue(true), state })),
            ...no.map(state => ({ value: truthValue(false), state })),
        ];
    }

    /** The states in which a condition comes out true, and false. */
    function decide(node: Expression | undefined, state: State, frame: Frame): Sides {
        if (node === undefined) return { yes: [state], no: [state] };
        const constant = typing.constant(node);
        if (constant !== undefined) return constant === 0 ? { yes: [], no: [state] } : { yes: [state], no: [] };
        if (isGroup(node)) return decide(node.inner, state, frame);
        if (isUnaryExpression(node) && node.operator === '!') {
            const { yes, no } = decide(node.operand, state, frame);
            return { yes: no, no: yes };
        }
        if (node.$type === 'BinaryExpression') {
            if (node.operator === '&&' || node.operator === '||') {
                const left = decide(node.left, state, frame);
                const isAnd = node.operator === '&&';
                const rights = (isAnd ? left.yes : left.no).map(each => decide(node.right, each, frame));
                const yes = rights.flatMap(right => right.yes);
                const no = rights.flatMap(right => right.no);
                return isAnd ? { yes, no: [...left.no, ...no] } : { yes: [...left.yes, ...yes], no };
            }
            const sides = evaluate(node.left, state, frame).flatMap(left =>
                evaluate(node.right, left.state, frame).map(right =>
                    compared(node.operator, left.value, right.value, right.state),
                ),
            );
            return { yes: sides.flatMap(side => side.yes), no: sides.flatMap(side => side.no) };
        }
        const sides = evaluate(node, state, frame).map(({ value, state }): Sides => {
            if (value.kind === 'number') return value.value === 0 ? { yes: [], no: [state] } : { yes: [state], no: [] };
            return {
                yes: [learnt(state, value, truthValue(true))],
                no: [learnt(state, value, truthValue(false))],
            };
        });
        return { yes: sides.flatMap(side => side.yes), no: sides.flatMap(side => side.no) };
    }

    function compared(operator: string, left: Value, right: Value, state: State): Sides {
        if (operator !== '==' && operator !== '!=') {
            const value =
                left.kind === 'number' && right.kind === 'number'
                    ? evaluateBinary(operator, left.value, right.value)
                    : undefined;
            if (value === undefined) return { yes: [state], no: [state] };
            return value === 0 ? { yes: [], no: [state] } : { yes: [state], no: [] };
        }
        const equal = areEqual(left, right);
        const same = equal === false ? [] : [checked(learntEqual(state, left, right), left, right)];
        const different = equal === true ? [] : [learntDifferent(state, left, right)];
        return operator === '==' ? { yes: same, no: different } : { yes: different, no: same };
    }

    /** A word that equals what its variable holds under the lock is no longer stale. */
    function checked(state: State, left: Value, right: Value): State {
        if (left.kind !== 'symbol' || right.kind !== 'symbol' || left.cell !== right.cell) return state;
        const guard = state.fresh.get(left.id) ?? state.fresh.get(right.id);
        if (guard === undefined) return state;
        return { ...state, fresh: new Map(state.fresh).set(left.id, guard).set(right.id, guard) };
    }

    // --------------------------------------------------------------------------------------------- names

    function named(node: Expression & { $type: 'NameReference' }, state: State): Value {
        const declaration = node.reference?.ref;
        if (isRegister(declaration)) {
            return state.registers.get(declaration) ?? { ...symbol(declaration), id: `d${idOf(declaration)}` };
        }
        if (isMm(declaration) || isFile(declaration)) return { kind: 'object', node: declaration, path: '' };
        if (isLock(declaration)) {
            return { kind: 'lock', declaration, owner: undefined, index: undefined };
        }
        if (isActor(declaration)) return { kind: 'object', node: declaration, path: '' };
        if (isVar(declaration)) return variable(declaration, { kind: 'object', node: declaration, path: '' }, node);
        return symbol(node);
    }

    /** What a variable is: an object, the array of them, or something to be read. */
    function variable(declaration: Var, object: Value, node: Expression): Value {
        const type = typing.typeOfDeclaration(declaration);
        if (type.kind === 'struct') return object;
        if (type.kind === 'array') return object;
        return { ...symbol(node), cell: declaration };
    }

    function memberOf(receiver: Value, node: Expression & { $type: 'Member' }, state: State): Value {
        const member = node.member?.ref;
        if (isLock(member)) return { kind: 'lock', declaration: member, owner: receiver, index: undefined };
        if (receiver.kind === 'record' && isVar(member)) {
            const id = `${receiver.id}.${member.name}`;
            return state.facts.get(id) ?? { ...symbol(node), id: `j${id.replaceAll('.', '_')}` };
        }
        if (receiver.kind === 'symbol' && isBitsField(member)) {
            const id = `${receiver.id}.${member.name}`;
            return state.facts.get(id) ?? { ...symbol(node), id, cell: receiver.cell };
        }
        if (!isVar(member)) return symbol(node);
        if (receiver.kind === 'object') {
            if (isThread(receiver.node) && member.name === 'mm') {
                const mm = receiver.node.mm?.ref;
                return mm === undefined ? symbol(node) : { kind: 'object', node: mm, path: '' };
            }
            return variable(member, { ...receiver, path: `${receiver.path}.${member.name}` }, node);
        }
        const own = receiver.kind === 'symbol' ? `${receiver.id}.${member.name}` : `s${idOf(node)}`;
        return variable(member, { ...symbol(node), id: own, notNull: true }, node);
    }

    function elementOf(array: Value, index: Value, node: Expression): Value {
        const at = index.kind === 'number' ? index.value : undefined;
        if (array.kind === 'lock') return { ...array, index: at };
        const type = typing.typeOf(node);
        if (type.kind === 'struct' && array.kind === 'object' && at !== undefined) {
            return { ...array, path: `${array.path}[${at}]` };
        }
        const cell = isIndex(node) ? variableIn(node) : undefined;
        return { ...symbol(node), notNull: type.kind === 'struct', cell: type.kind === 'struct' ? undefined : cell };
    }

    /** What is known of a value; one that is read here, from a variable with a guard, is what that holds if the guard is held. */
    function read(value: Value, node: Expression, state: State): Outcome {
        const isReadHere = value.kind === 'symbol' && value.node === node && value.cell !== undefined;
        if (isReadHere && guardOf(value.cell!) !== undefined && !isBitsField(memberNamed(node)))
            return readNow(value, state);
        const type = typing.typeOf(node);
        if (value.kind !== 'symbol' || value.node !== node || type.kind !== 'ref') {
            return { value: resolved(value, state), state };
        }
        const section = value.cell === undefined ? {} : inSection(state);
        return { value: resolved({ ...value, notNull: value.notNull || !type.nullable, ...section }, state), state };
    }

    /** A new symbol for what comes from here. */
    function symbol(node: AstNode): SymbolValue {
        return { kind: 'symbol', id: `s${idOf(node)}`, node, notNull: false, cell: undefined };
    }

    function resolved(value: Value, state: State): Value {
        return value.kind === 'symbol' ? (state.facts.get(value.id) ?? value) : value;
    }

    function currentOf(node: Expression & { $type: 'Current' }): Value {
        if (node.kind !== 'current') return symbol(node);
        return runs === undefined ? symbol(node) : { kind: 'object', node: runs, path: '' };
    }

    function referenceTo(node: Expression | undefined, state: State): Value {
        if (node === undefined) return { kind: 'cell', declaration: undefined, isNew: false };
        if (isGroup(node)) return referenceTo(node.inner, state);
        if (isUnaryExpression(node) && node.operator === '&') return referenceTo(node.operand, state);
        const register = registerOf(node);
        const held = register === undefined ? undefined : state.registers.get(register);
        if (held?.kind === 'cell' || held?.kind === 'lock') return held;
        const type = typing.typeOf(node);
        if (type.kind === 'lock' || type.kind === 'struct') {
            return evaluate(node, state, createFrame())[0]?.value ?? symbol(node);
        }
        return { kind: 'cell', declaration: variableIn(node), isNew: isOfNew(node, state) };
    }

    // ---------------------------------------------------------------------------------------------- calls

    function call(node: Call, state: State, frame: Frame): readonly Outcome[] {
        const callee = calleeOf(node);
        switch (callee?.kind) {
            case undefined:
            case 'bits':
                return argumentsOf(node, state, frame).map(each => ({ value: symbol(node), state: each.state }));
            case 'record': {
                const id = `${idOf(node)}`;
                return argumentsOf(node, state, frame).map(({ values, state }) => {
                    const facts = new Map([...state.facts].filter(([name]) => !name.startsWith(`${id}.`)));
                    const given = new Set<string>();
                    node.arguments.forEach(({ field }, index) => {
                        if (!isVar(field?.ref)) return;
                        given.add(field.ref.name);
                        facts.set(`${id}.${field.ref.name}`, values[index]!);
                    });
                    for (const member of callee.struct.members) {
                        if (isVar(member) && !given.has(member.name)) {
                            facts.set(`${id}.${member.name}`, initialOf(member));
                        }
                    }
                    return { value: { kind: 'record', id }, state: { ...state, facts } };
                });
            }
            case 'lock':
                return lockOperation(node, callee.lockKind, callee.operation, state, frame);
            case 'builtin':
                return argumentsOf(node, state, frame).flatMap(({ values, state }) =>
                    builtin(node, callee, values, state, frame),
                );
            case 'function': {
                const receivers: readonly Outcome[] =
                    implicitParameters(node) === 1 && isMember(node.callee)
                        ? evaluate(node.callee.receiver, state, frame)
                        : [{ value: symbol(node), state }];
                return receivers.flatMap(receiver =>
                    argumentsOf(node, receiver.state, frame).flatMap(({ values, state }) => {
                        const targets = callee.fn.hook ? bodiesOf(callee.fn, receiver.value) : [callee.fn];
                        const outcomes = targets.flatMap(fn =>
                            enter(node, fn, callee.fn.hook ? [receiver.value, ...values] : values, state, frame),
                        );
                        return distinct(outcomes);
                    }),
                );
            }
        }
    }

    function argumentsOf(
        node: Call,
        before: State,
        frame: Frame,
    ): readonly { readonly values: readonly Value[]; readonly state: State }[] {
        let found: readonly { readonly values: readonly Value[]; readonly state: State }[] = [
            { values: [], state: before },
        ];
        const callee = calleeOf(node);
        const builtins = callee?.kind === 'builtin' ? callee.parameters : undefined;
        node.arguments.forEach(({ value }, index) => {
            const isCell = ['cell', 'field', 'function'].includes(builtins?.[index]?.type ?? '');
            const wantsCell = isCell || typing.typeOfDeclaration(parameterAt(node, index)).kind === 'cell';
            found = found.flatMap(({ values, state }) =>
                wantsCell
                    ? throughCell(value, state, frame).map(state => ({
                          values: [...values, referenceTo(value, state)],
                          state,
                      }))
                    : evaluate(value, state, frame).map(outcome => ({
                          values: [...values, outcome.value],
                          state: outcome.state,
                      })),
            );
        });
        return found;
    }

    /** What is used and called on the way to a cell. */
    function throughCell(node: Expression | undefined, state: State, frame: Frame): readonly State[] {
        if (isGroup(node)) return throughCell(node.inner, state, frame);
        if (isUnaryExpression(node) && node.operator === '&') return throughCell(node.operand, state, frame);
        if (isIndex(node)) {
            return throughCell(node.array, state, frame).flatMap(each =>
                evaluate(node.index, each, frame).map(outcome => outcome.state),
            );
        }
        if (!isMember(node)) return [state];
        if (isBitsField(node.member?.ref)) return throughCell(node.receiver, state, frame);
        return evaluate(node.receiver, state, frame).map(({ value, state }) => {
            used(value, node, state, frame);
            followed(value, node, state, frame);
            return state;
        });
    }

    function parameterAt(node: Call, index: number): AstNode | undefined {
        const callee = calleeOf(node);
        return callee?.kind === 'function' ? callee.fn.parameters[index + implicitParameters(node)] : undefined;
    }

    /** What filesystems with files do instead of the hook, or what the receiver's does. */
    function bodiesOf(hook: Fn, receiver: Value): readonly Fn[] {
        const isKnown = receiver.kind === 'object' && isFile(receiver.node);
        return bodiesAmong(hook, isKnown ? [receiver.node as File] : filesIn(modules));
    }

    function enter(node: Call, fn: Fn, values: readonly Value[], state: State, frame: Frame): readonly Outcome[] {
        if (isOfHardware(fn)) return [{ value: symbol(node), state }];
        const registers = new Map<AstNode, Value>();
        parametersOf(fn).forEach((parameter, index) => {
            const value = values[index];
            if (value !== undefined) registers.set(parameter, resolved(value, state));
        });
        const passed = new Set(
            [...registers.values()].flatMap(value =>
                value.kind === 'record' || value.kind === 'symbol' ? [split(value.id)[0]] : [],
            ),
        );
        // What neither it nor what it calls ever names stays with the caller.
        const closure = closureOf(fn, modules);
        const { names, asksWhoRuns } = closure;
        const isPassed = ([name]: readonly [string, Value]): boolean => {
            const [base, rest] = split(name);
            return passed.has(base) && (rest === '' || names.has(rest.slice(rest.lastIndexOf('.') + 1)));
        };
        for (let size = -1; size !== passed.size; ) {
            size = passed.size;
            for (const fact of state.facts) {
                const [, value] = fact;
                if ((value.kind === 'record' || value.kind === 'symbol') && isPassed(fact))
                    passed.add(split(value.id)[0]);
            }
        }
        // What is followed in a section counts.
        const isPlain = isInert(fn) && !state.holds.some(hold => hold.isSection);
        const begin: State = {
            ...(isPlain ? START : state),
            handlers: isPlain ? 0 : state.handlers + Number(isFaultHandler(fn)),
            registers,
            facts: new Map([...state.facts].filter(isPassed)),
            fresh: isPlain ? new Map() : new Map([...state.fresh].filter(([symbol]) => passed.has(split(symbol)[0]))),
        };
        const entry = entryIn(begin, closure, asksWhoRuns ? runs : undefined);
        const hasSections = closure.hasSections || state.holds.some(hold => hold.isSection);
        const key = `${idOf(fn)} ${variantOf(fn, closure)} ${hasSections ? freed() : ''} ${isHandler} ${entry.key}`;
        const summaries = summariesOf(fn, closure);
        let summary = summaries.get(key);
        if (summary === undefined) {
            // Functions do not call themselves; where they do, that is told elsewhere.
            summaries.set(key, { entry, outcomes: [], found: [], statements: 0, uses: new Set() });
            try {
                summary = summaryOf(fn, entry, passed);
                summaries.set(key, summary);
                charged.add(summary);
            } finally {
                if (summary === undefined) summaries.delete(key);
            }
        } else charge(summary);
        uses.add(summary);
        return applied(summary, { node, fn, state, entry, isPlain }, frame);
    }

    /** Counts what it took as if nobody had walked there before; whoever walks twice is not asked twice. */
    function charge(summary: Summary): void {
        if (charged.has(summary)) return;
        charged.add(summary);
        statements += summary.statements;
        if (statements > MOST_STATEMENTS && atMost === 'throw') throw new TooMany();
        for (const used of summary.uses) charge(used);
    }

    function freed(): string {
        return [...freedIn(modules, typing)].map(idOf).sort().join();
    }

    function variantOf(fn: Fn, { constants, knobs }: Closure): string {
        let variant = variants.get(fn);
        if (variant === undefined) {
            const valueIn = (each: Param | Const): number | undefined =>
                (isParam(each) ? overrides.get(each) : undefined) ?? typing.constant(each.value);
            const values = [...constants].map(each => `${idOf(each)}=${valueIn(each) ?? ''}`);
            const turned = [...knobs].map(([name, node]) => `${name}=${typing.constant(node) ?? ''}`);
            variant = `${policies} ${[...values, ...turned].sort().join()}`;
            variants.set(fn, variant);
        }
        return variant;
    }

    /** What a call comes to, in the words of the caller. */
    function applied(summary: Summary, { node, fn, state, entry, isPlain }: Entered, frame: Frame): readonly Outcome[] {
        const their = summary.entry;
        const toOurs = (id: string): string => {
            const [base, rest] = split(id);
            const at = their.symbols.indexOf(base);
            return at < 0 ? id : `${entry.symbols[at] ?? base}${rest}`;
        };
        const nodeFor = (node: AstNode): AstNode => entry.nodes[their.nodes.indexOf(node)] ?? node;
        const ourLock = (lock: LockValue): LockValue => renamed(lock, toOurs, nodeFor) as LockValue;
        const ourHold = (hold: Hold): Hold => {
            const at = their.state.holds.findIndex(each => takenAs(each) === takenAs(hold));
            if (at < 0) return { ...hold, lock: ourLock(hold.lock) };
            const [theirs, own] = [their.state.holds[at]!, entry.state.holds[at]!];
            const { mode, lent, looked } = hold;
            return hold === theirs ? own : changed(own, { mode, lent, looked });
        };
        const toOurWords = (violation: Violation): Violation => {
            switch (violation.kind) {
                case 'recursion':
                case 'held-at-end':
                    return { ...violation, hold: ourHold(violation.hold) };
                case 'sleep':
                    return { ...violation, hold: violation.hold && ourHold(violation.hold) };
                case 'release':
                    return { ...violation, lock: ourLock(violation.lock) };
                case 'write-section': {
                    const { sequence, guards } = violation;
                    return { ...violation, sequence: ourLock(sequence), guards: guards.map(ourHold) };
                }
                case 'read-spin':
                    return { ...violation, sequence: ourLock(violation.sequence) };
                case 'stale':
                case 'unchecked':
                    return { ...violation, read: nodeFor(violation.read) };
                case 'context-at-end':
                case 'leave':
                case 'unguarded':
                case 'blind':
                case 'unordered':
                case 'stopped':
                    return violation;
            }
        };
        for (const { violation: theirs, site, calls, anchor } of summary.found) {
            const violation = toOurWords(theirs);
            if ('parameter' in violation) {
                const { parameter } = violation;
                const at = parameter === undefined ? -1 : parametersOf(fn).indexOf(parameter);
                const passed = parameterIn(node.arguments[at - implicitParameters(node)]?.value);
                const place = at >= 0 ? node : anchor;
                const ours = { ...violation, parameter: passed };
                tell(ours.kind === 'blind' ? blindly(ours, state) : ours, site, [node, ...calls], frame, place);
                continue;
            }
            const hold = 'hold' in theirs ? theirs.hold : undefined;
            const isOurs =
                hold === undefined
                    ? violation.kind === 'sleep' && whyAtomic(their.state) !== undefined
                    : their.state.holds.some(each => takenAs(each) === takenAs(hold));
            tell(violation, site, [node, ...calls], frame, isOurs ? node : anchor);
        }
        return summary.outcomes.map(({ value, state: end }) => {
            const isNew = value.kind === 'symbol' && codeOf(value.node) === fn;
            const [own] = value.kind === 'symbol' ? split(value.id) : [''];
            const id = `s${idOf(node)}`;
            const toCallers = (name: string): string => {
                const [base, rest] = split(name);
                return isNew && base === own ? `${id}${rest}` : toOurs(name);
            };
            const returned: Value = isNew
                ? { ...value, id: toCallers(value.id), node }
                : renamed(value, toOurs, nodeFor);
            const before = isNew ? forgetSymbol(state, id) : state;
            const facts = new Map([...before.facts].filter(([name]) => !entry.state.facts.has(name)));
            for (const [name, fact] of end.facts) {
                facts.set(toCallers(name), renamed(fact, toCallers, nodeFor));
            }
            if (isPlain) return { value: returned, state: { ...before, facts } };
            const holds = end.holds.map(ourHold);
            const isStill = ([symbol, guard]: readonly [string, Lock]): boolean =>
                !entry.state.fresh.has(symbol) && holds.some(hold => hold.lock.declaration === guard);
            const fresh = new Map([
                ...[...before.fresh].filter(isStill),
                ...[...end.fresh].map(([symbol, guard]) => [toCallers(symbol), guard] as const),
            ]);
            return {
                value: returned,
                state: {
                    ...end,
                    holds,
                    handlers: state.handlers,
                    registers: state.registers,
                    facts,
                    fresh,
                },
            };
        });
    }

    function summaryOf(fn: Fn, entry: Entry, passed: ReadonlySet<string>): Summary {
        const inner = createFrame(passed);
        judgeLiveness(fn.body);
        const outer = { own, uses };
        own = 0;
        uses = new Set();
        const ends = block(fn.body, [entry.state], inner);
        const took = { statements: own, uses };
        ({ own, uses } = outer);
        const outcomes = [...inner.returns, ...ends.map(state => ({ value: symbol(fn), state }))].map(
            ({ value, state }) => {
                const known = value.kind === 'symbol' ? new Set([...passed, split(value.id)[0]]) : passed;
                // Who returns without a check has given up the section; who returns where it began leaves the check to others.
                const isBeginning = ({ site }: Hold): boolean => value.kind === 'symbol' && value.node === site;
                const holds = state.holds.filter(
                    hold => !hold.isSection || entry.state.holds.includes(hold) || isBeginning(hold),
                );
                return { value, state: { ...pruned(state, NOTHING, known), holds } };
            },
        );
        return { entry, outcomes: distinct(outcomes), found: [...inner.found.values()], ...took };
    }

    function distinct(outcomes: readonly Outcome[]): readonly Outcome[] {
        const byValue = Map.groupBy(outcomes, ({ value }) => keyOf(value, () => ''));
        return [...byValue.values()].flatMap(same =>
            blended(same.map(({ state }) => state)).map(state => ({ value: same[0]!.value, state })),
        );
    }

    function builtin(
        node: Call,
        callee: Extract<ReturnType<typeof calleeOf>, { kind: 'builtin' }>,
        values: readonly Value[],
        state: State,
        frame: Frame,
    ): readonly Outcome[] {
        const { semantics, sleeps, result } = callee.builtin;
        if (sleeps) sleep(node, state, frame);
        const at = callee.parameters.findIndex(({ type }) => type === 'cell' || type === 'field');
        const cell = values[at];
        const declaration = cell?.kind === 'cell' ? cell.declaration : undefined;
        const type = typing.typeOf(node);
        const value: SymbolValue = {
            ...symbol(node),
            cell: result === 'cell' ? declaration : undefined,
            notNull: (type.kind === 'ref' || type.kind === 'thread') && !type.nullable,
            ...(type.kind === 'ref' ? inSection(state) : {}),
        };
        switch (semantics.kind) {
            case 'store':
            case 'rmw': {
                const stored = values.filter((_, index) => index !== at);
                // What is stored only if the variable holds what is expected has been looked at.
                const relied = semantics.kind === 'rmw' && stored.length > 1 ? undefined : stored.at(-1);
                const isNew = cell?.kind === 'cell' && cell.isNew;
                const after = semantics.kind === 'rmw' ? readNow(value, state) : { value, state };
                written(declaration, relied, after.state, node, frame, isNew, parameterIn(node.arguments[at]?.value));
                return [after];
            }
            case 'load':
            case 'data-race':
                return [readNow(value, state)];
            case 'context':
                return [context(node, semantics.operation, values[0], state, frame)];
            case 'rcu':
                if (semantics.operation === 'read_lock') {
                    return [{ value, state: { ...state, readSections: state.readSections + 1 } }];
                }
                if (semantics.operation === 'read_unlock') {
                    if (state.readSections === 0) tell({ kind: 'leave', context: 'rcu' }, node, [], frame);
                    return [{ value, state: { ...state, readSections: Math.max(0, state.readSections - 1) } }];
                }
                return [{ value, state }];
            case 'machine': {
                const [given] = values;
                if (semantics.operation === 'fresh' || semantics.operation === 'nth') {
                    return [{ value: { ...value, notNull: true }, state }];
                }
                return [{ value: given === undefined ? value : value, state }];
            }
            case 'fence':
            case 'signal':
            case 'list':
            case 'property':
                return [{ value, state }];
        }
    }

    /** A word just read is what its variable holds, if the guard is held. */
    function readNow(value: SymbolValue, before: State): Outcome {
        const state = forgetSymbol(before, value.id);
        const guard = value.cell === undefined ? undefined : guardOf(value.cell);
        if (guard === undefined || !state.holds.some(hold => hold.lock.declaration === guard)) return { value, state };
        const holds = state.holds.map(hold =>
            hold.lock.declaration === guard && !hold.looked ? changed(hold, { looked: true }) : hold,
        );
        return { value, state: { ...state, holds, fresh: new Map(state.fresh).set(value.id, guard) } };
    }

    function context(
        node: Call,
        operation: ContextOperation,
        argument: Value | undefined,
        state: State,
        frame: Frame,
    ): Outcome {
        const value = symbol(node);
        const leave = (context: Context, isIn: boolean): void => {
            if (!isIn) tell({ kind: 'leave', context }, node, [], frame);
        };
        switch (operation) {
            case 'irq_disable':
                return { value, state: { ...state, irqOff: 1 } };
            case 'irq_enable':
                leave('irq', state.irqOff > 0);
                return { value, state: { ...state, irqOff: 0 } };
            case 'irq_save':
                return { value: numberValue(state.irqOff), state: { ...state, irqOff: 1 } };
            case 'irq_restore':
                return { value, state: { ...state, irqOff: argument?.kind === 'number' ? argument.value : 0 } };
            case 'preempt_disable':
                return { value, state: { ...state, preemptOff: state.preemptOff + 1 } };
            case 'preempt_enable':
                leave('preempt', state.preemptOff > 0);
                return { value, state: { ...state, preemptOff: Math.max(0, state.preemptOff - 1) } };
            case 'pagefault_disable':
                return { value, state: { ...state, faultsOff: state.faultsOff + 1 } };
            case 'pagefault_enable':
                leave('pagefault', state.faultsOff > 0);
                return { value, state: { ...state, faultsOff: Math.max(0, state.faultsOff - 1) } };
            case 'might_sleep':
                return { value, state };
            case 'in_atomic':
                return { value: truthValue(whyAtomic(state) !== undefined), state };
            case 'irqs_disabled':
                return { value: truthValue(isHandler || state.irqOff > 0), state };
            case 'pagefault_disabled':
                return { value: truthValue(state.faultsOff > 0), state };
            case 'faulthandler_disabled':
                return { value: truthValue(state.faultsOff > 0 || whyAtomic(state) !== undefined), state };
        }
    }

    // ---------------------------------------------------------------------------------------------- locks

    function lockOperation(
        node: Call,
        kind: LockKind,
        operation: LockOperation,
        before: State,
        frame: Frame,
    ): readonly Outcome[] {
        return argumentsOf(node, before, frame).flatMap(({ values, state }) => {
            const [lock] = values;
            if (operation.sleeps) sleep(node, state, frame);
            return lock?.kind === 'lock'
                ? performed(node, kind, operation, lock, values, state, frame)
                : [{ value: symbol(node), state }];
        });
    }

    function performed(
        node: Call,
        kind: LockKind,
        operation: LockOperation,
        lock: LockValue,
        values: readonly Value[],
        state: State,
        frame: Frame,
    ): readonly Outcome[] {
        const value = symbol(node);
        const mode = modeOf(operation, lock, values);
        const mayWait = operation.steps.some(step => step.guard !== undefined);
        if (mayWait) recursion(node, kind, operation, lock, mode, state, frame);
        if (operation.section === 'write') {
            const guards = state.holds.filter(hold => !hold.isSection && !hold.lent);
            const mayStop = isHandler ? 'no' : whatMayStop(state);
            tell({ kind: 'write-section', sequence: lock, guards, mayStop }, node, [], frame);
        } else if (operation.section !== undefined) {
            return [section(node, kind, operation, lock, state, frame)];
        }
        const flags = operation.context.includes('irq-save') ? numberValue(state.irqOff) : undefined;
        switch (operation.effect) {
            case 'acquire':
                return [{ value: flags ?? value, state: taken(node, kind, lock, mode, operation, state) }];
            case 'try-acquire': {
                const isBool = operation.result === 'bool';
                const failure = isBool ? truthValue(false) : numberValue(mayWait ? -EINTR : -EAGAIN);
                return [
                    {
                        value: isBool ? truthValue(true) : numberValue(0),
                        state: taken(node, kind, lock, mode, operation, state),
                    },
                    { value: failure, state },
                ];
            }
            case 'release':
                return [{ value, state: released(node, kind, lock, operation, values, state, frame) }];
            case 'convert':
                return [{ value, state: converted(lock, state) }];
            case 'lend':
            case 'recall':
                return [{ value, state: lent(lock, operation.effect === 'lend', state) }];
            case 'none':
                return [{ value, state }];
        }
    }

    /** What is read from now on is to be checked; a check ends that. */
    function section(
        node: Call,
        kind: LockKind,
        operation: LockOperation,
        lock: LockValue,
        state: State,
        frame: Frame,
    ): Outcome {
        const value = symbol(node);
        const holds = state.holds.filter(hold => !(hold.isSection && hold.lock.declaration === lock.declaration));
        if (operation.section === 'check') return { value, state: { ...state, holds } };
        if (operation.steps.some(step => step.guard !== undefined)) {
            tell({ kind: 'read-spin', sequence: lock }, node, [], frame);
        }
        const { handlers } = state;
        const begun: Hold = { ...NEW_HOLD, lock, kind, mode: '', site: node, handlers, isSection: true };
        return { value, state: { ...state, holds: [...holds, begun] } };
    }

    /** Who may run on this CPU before the next statement. */
    function whatMayStop({ holds, irqOff, preemptOff }: State): 'anybody' | 'interrupts' | 'no' {
        if (irqOff > 0) return 'no';
        return preemptOff > 0 || holds.some(hold => hold.kind.atomic) ? 'interrupts' : 'anybody';
    }

    function modeOf(operation: LockOperation, lock: LockValue, values: readonly Value[]): string {
        const at = operation.parameters.findIndex(({ type, name }) => type === 'mode' && name === operation.mode);
        if (at < 0) return operation.mode;
        const mode = values[at + 1];
        return mode?.kind === 'number' ? (lock.declaration.modes[mode.value]?.name ?? '') : '';
    }

    function taken(
        site: Call,
        kind: LockKind,
        lock: LockValue,
        mode: string,
        operation: LockOperation,
        state: State,
    ): State {
        const hold: Hold = { ...NEW_HOLD, lock, kind, mode, site, handlers: state.handlers };
        return { ...inContext(operation, undefined, state), holds: [...state.holds, hold] };
    }

    function released(
        node: Call,
        kind: LockKind,
        lock: LockValue,
        operation: LockOperation,
        values: readonly Value[],
        state: State,
        frame: Frame,
    ): State {
        const at = holdOf(lock, state);
        const mayBeGone =
            operation.steps.every(step => step.misuse.length === 0) || operation.name.endsWith('_if_held');
        if (at === undefined && !kind.mayOutliveThread && !mayBeGone) {
            tell({ kind: 'release', lock }, node, [], frame);
        }
        const holds = state.holds.filter((_, index) => index !== at);
        const flags = values[operation.parameters.findIndex(({ name }) => name === 'flags') + 1];
        const after = inContext(operation, flags, { ...state, holds });
        const isGone = !holds.some(hold => hold.lock.declaration === lock.declaration);
        if (!isGone || after.fresh.size === 0) return after;
        return {
            ...after,
            fresh: new Map([...after.fresh].filter(([, guard]) => guard !== lock.declaration)),
        };
    }

    /** The last hold of it; where it is not known whose it is, of one like it. */
    function holdOf(lock: LockValue, { holds }: State): number | undefined {
        return (
            lastIndex(holds, hold => !hold.isSection && keyOf(hold.lock) === keyOf(lock)) ??
            lastIndex(holds, hold => !hold.isSection && hold.lock.declaration === lock.declaration)
        );
    }

    /** From writing to reading: the one conversion that there is. */
    function converted(lock: LockValue, state: State): State {
        const at = holdOf(lock, state);
        return {
            ...state,
            holds: state.holds.map((hold, index) => (index === at ? changed(hold, { mode: 'read' }) : hold)),
        };
    }

    function lent(lock: LockValue, isLent: boolean, state: State): State {
        const at = holdOf(lock, state);
        return {
            ...state,
            holds: state.holds.map((hold, index) => (index === at ? changed(hold, { lent: isLent }) : hold)),
        };
    }

    function inContext(operation: LockOperation, flags: Value | undefined, before: State): State {
        let state = before;
        for (const change of operation.context) {
            switch (change) {
                case 'preempt-off':
                    state = { ...state, preemptOff: state.preemptOff + 1 };
                    break;
                case 'preempt-on':
                    state = { ...state, preemptOff: Math.max(0, state.preemptOff - 1) };
                    break;
                case 'irq-off':
                case 'irq-save':
                    state = { ...state, irqOff: 1 };
                    break;
                case 'irq-on':
                    state = { ...state, irqOff: 0 };
                    break;
                case 'irq-restore':
                    state = { ...state, irqOff: flags?.kind === 'number' ? flags.value : 0 };
                    break;
            }
        }
        return state;
    }

    function recursion(
        node: Call,
        kind: LockKind,
        operation: LockOperation,
        lock: LockValue,
        mode: string,
        state: State,
        frame: Frame,
    ): void {
        for (const hold of state.holds) {
            if (hold.lent || hold.isSection || hold.lock.declaration !== lock.declaration) continue;
            const isInFault = state.handlers > hold.handlers;
            const same = isSameLock(hold.lock, lock);
            if (same === 'no' || (same === 'unknown' && !isInFault)) continue;
            const isShared = sharing(kind, lock.declaration, hold.mode, mode);
            const policy = policyOf(lock.declaration);
            if (isShared && policy !== undefined && kind.readersPass?.includes(policy)) continue;
            // Somebody else may let go of it meanwhile: I/O that ends.
            if (operation.effect === 'none' && hold.kind.mayOutliveThread) continue;
            tell({ kind: 'recursion', hold, mode, isShared, through: isInFault ? 'fault' : 'calls' }, node, [], frame);
            return;
        }
    }

    // ------------------------------------------------------------------------------------------- judgements

    function sleep(node: AstNode, state: State, frame: Frame): void {
        const why = whyAtomic(state);
        if (why === undefined || isInAtomicBlock(node)) return;
        tell({ kind: 'sleep', why, hold: state.holds.findLast(hold => hold.kind.atomic) }, node, [], frame);
    }

    function whyAtomic(state: State): Atomicity | undefined {
        if (isHandler) return 'handler';
        if (state.holds.some(hold => hold.kind.atomic)) return 'lock';
        if (state.irqOff > 0) return 'irq';
        if (state.preemptOff > 0) return 'preempt';
        return state.readSections > 0 ? 'rcu' : undefined;
    }

    function atEnd(state: State, frame: Frame): void {
        const mayKeep = isThread(actor) && actor.kind === 'daemon';
        for (const hold of state.holds) {
            if (!hold.kind.mayOutliveThread && !mayKeep && !hold.isSection)
                tell({ kind: 'held-at-end', hold }, actor, [], frame);
        }
        const open: readonly (readonly [Context, number])[] = [
            ['preempt', state.holds.some(hold => hold.kind.atomic) ? 0 : state.preemptOff],
            ['irq', state.holds.some(hold => hold.kind.atomic) ? 0 : state.irqOff],
            ['rcu', state.readSections],
            ['pagefault', state.faultsOff],
        ];
        for (const [context, depth] of open) {
            if (depth > 0) tell({ kind: 'context-at-end', context }, actor, [], frame);
        }
    }

    /** A variable with a guard is written without it, or with what was read without it, or blindly behind such a read. */
    function written(
        declaration: Var | undefined,
        value: Value | undefined,
        state: State,
        node: AstNode,
        frame: Frame,
        isNew: boolean,
        parameter?: AstNode,
    ): void {
        const guard = declaration === undefined ? undefined : guardOf(declaration);
        if (declaration !== undefined && guard !== undefined && !isHardware(node) && !isNew) {
            const hold = state.holds.find(({ lock }) => lock.declaration === guard);
            if (hold === undefined && !isSettled(declaration))
                tell({ kind: 'unguarded', variable: declaration, guard, parameter }, node, [], frame);
            else if (hold !== undefined && !hold.looked) {
                tell(blindly({ kind: 'blind', variable: declaration, guard, parameter }, state), node, [], frame);
            }
        }
        if (value !== undefined) used(value, node, state, frame, parameter);
    }

    /** Who still knows what the variable held without the guard goes by that. */
    function blindly(blind: Extract<Violation, { kind: 'blind' }>, { registers, facts }: State): Violation {
        const known = [...registers.values(), ...facts.values()].find(
            (each): each is SymbolValue => each.kind === 'symbol' && each.cell === blind.variable,
        );
        return known === undefined ? blind : { ...blind, kind: 'stale', read: known.node };
    }

    /** A value of a variable with a guard is relied on while the guard is held, and nobody has looked whether it still is that. */
    function used(value: Value, node: AstNode, state: State, frame: Frame, parameter?: AstNode): void {
        if (value.kind !== 'symbol' || value.cell === undefined) return;
        const guard = guardOf(value.cell);
        // The lock of an object that is new guards nothing that was there before.
        const isGuard = ({ lock: { declaration, owner } }: Hold): boolean =>
            declaration === guard && !(owner?.kind === 'symbol' && isAlloc(owner.node));
        if (guard === undefined || !state.holds.some(isGuard)) return;
        const root = split(value.id)[0];
        if (state.fresh.has(root) || state.fresh.has(value.id)) return;
        tell({ kind: 'stale', variable: value.cell, guard, read: value.node, parameter }, node, [], frame);
    }

    /** The sequence that is being read. */
    function inSection({ holds }: State): { readonly section?: Lock } {
        const open = holds.find(hold => hold.isSection);
        return open === undefined ? {} : { section: open.lock.declaration };
    }

    /** A reference of a section that nobody has checked yet is followed, to what may be freed meanwhile. */
    function followed(value: Value, node: AstNode, state: State, frame: Frame): void {
        if (value.kind !== 'symbol' || value.section === undefined || whyAtomic(state) !== undefined) return;
        const { section } = value;
        // Whoever frees it may need a lock that is held here.
        if (state.holds.some(hold => !hold.isSection)) return;
        if (!state.holds.some(hold => hold.lock.declaration === section)) return;
        const receiver = isMember(node) ? typing.typeOf(node.receiver) : undefined;
        if (receiver?.kind !== 'ref' || !freedIn(modules, typing).has(receiver.declaration)) return;
        tell({ kind: 'unchecked', sequence: section, read: value.node }, node, [], frame);
    }

    /** Whether a place belongs to an object that was made on this path. */
    function isOfNew(node: Expression | undefined, state: State): boolean {
        if (isGroup(node)) return isOfNew(node.inner, state);
        if (isUnaryExpression(node)) return isOfNew(node.operand, state);
        if (isIndex(node)) return isOfNew(node.array, state);
        if (!isMember(node)) return false;
        if (isBitsField(node.member?.ref)) return isOfNew(node.receiver, state);
        const [owner] = evaluate(node.receiver, state, createFrame());
        return owner?.value.kind === 'symbol' && isAlloc(owner.value.node);
    }

    function tell(
        violation: Violation,
        site: AstNode,
        calls: readonly Call[],
        { found }: Frame,
        anchor: AstNode = site,
    ): void {
        const hold = 'hold' in violation && violation.hold !== undefined ? idOf(violation.hold.site) : 0;
        const guards = 'guards' in violation ? violation.guards.map(each => keyOf(each.lock) + each.mode) : [];
        const key = [violation.kind, idOf(site), ...calls.map(idOf), hold, ...guards].join(' ');
        if (!found.has(key)) found.set(key, { violation, site, calls, anchor });
    }

    function initialOf(member: Var): Value {
        if (member.value !== undefined) {
            const value = typing.constant(member.value);
            if (value !== undefined) return constantOf(member.value, value);
        }
        const { kind } = typing.typeOfDeclaration(member);
        if (kind === 'bool' || kind === 'enum') return { kind: 'number', value: 0, finite: true };
        return kind === 'int' || kind === 'unsigned' ? numberValue(0) : symbol(member);
    }
}

const EINTR = 4;
const EAGAIN = 11;

const NOTHING: ReadonlySet<AstNode> = new Set();
const NEW_HOLD = { lent: false, looked: false, isSection: false };

function createFrame(passed: ReadonlySet<string> = new Set()): Frame {
    return { returns: [], loops: new Map(), found: new Map(), passed };
}

function lastIndex<T>(items: readonly T[], matches: (item: T) => boolean): number | undefined {
    const at = items.findLastIndex(matches);
    return at < 0 ? undefined : at;
}
