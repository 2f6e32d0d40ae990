// Where an rwsem is read that the same thread surely reads already.
//
// Surely: on every way that leads there, and the same lock beyond doubt. What a function takes and gives back counts
// where it is called; what it is passed is known by what it is passed. Hooks may do anything.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { Place } from './diagnostic.ts';
import { calleeOf } from './expected.ts';
import { isLiteral, targetOf } from './flow.ts';
import type { Block, Call, Expression, If, Lock, Statement } from './generated/ast.ts';
import {
    isAssignment,
    isBinaryExpression,
    isBlock,
    isCall,
    isGroup,
    isIndex,
    isLet,
    isLock,
    isMember,
    isMm,
    isNameReference,
    isNumberLiteral,
    isParameter,
    isStruct,
    isThread,
    isUnaryExpression,
    isVar,
} from './generated/ast.ts';
import { placeOf } from './place.ts';
import type { Code } from './threads.ts';
import { lockNamedBy } from './threads.ts';

export interface SecondRead {
    /** Where the lock is read again, in the code that was asked about: the operation, or the call that leads to it. */
    readonly call: Call;
    readonly lock: Lock;
    /** Where it was read first, and where it is read again if that is in a function. */
    readonly first: Place;
    readonly again: Place;
}

/** A lock, by what its path begins with; the path is written out. */
interface Key {
    readonly root: AstNode | 'current';
    readonly path: string;
    readonly lock: Lock;
}

/** The locks that are read, by their names; absent: control does not get here. */
type Held = ReadonlyMap<string, { readonly key: Key; readonly place: Place }> | undefined;

interface Summary {
    /** What it reads while it may still be held by the caller. */
    readonly reads: readonly { readonly key: Key; readonly place: Place }[];
    /** What it may give back; `everything`: nobody knows. */
    readonly releases: readonly Key[] | 'everything';
    readonly atEnd: Held;
    readonly found: readonly SecondRead[];
}

/** In the order of the text. */
export function secondReadsIn(code: Code): readonly SecondRead[] {
    return summaryOf(code).found;
}

const summaries = new WeakMap<Code, Summary>();
const NOTHING: Summary = { reads: [], releases: 'everything', atEnd: new Map(), found: [] };

function summaryOf(code: Code): Summary {
    const known = summaries.get(code);
    if (known !== undefined) return known;
    // A function that calls itself is an error of its own.
    summaries.set(code, NOTHING);
    const found = summarize(code);
    summaries.set(code, found);
    return found;
}

function summarize(code: Code): Summary {
    const found: SecondRead[] = [];
    const reads: { key: Key; place: Place }[] = [];
    const released = new Map<string, Key>();
    let isAnythingReleased = false;
    const ends: Held[] = [];
    const atBreaks = new Map<AstNode, readonly Held[]>();
    const assigned = new Set(
        AstUtils.streamAst(code)
            .filter(isAssignment)
            .map(({ target }) => (isNameReference(target) ? target.reference?.ref : undefined))
            .nonNullable(),
    );
    ends.push(inBlock(isBlock(code.body) ? code.body : undefined, new Map()));
    return {
        reads,
        releases: isAnythingReleased ? 'everything' : [...released.values()],
        atEnd: both(ends),
        found,
    };

    function inBlock(block: Block | undefined, before: Held): Held {
        let held = before;
        for (const statement of block?.statements ?? []) held = inStatement(statement, held);
        return held;
    }

    function inStatement(statement: Statement, held: Held): Held {
        if (held === undefined) return undefined;
        switch (statement.$type) {
            case 'If':
                return inIf(statement, held);
            case 'While':
            case 'Loop': {
                // What is still read after any number of rounds: nothing that the loop may give back.
                const again = atHead(statement, held);
                const condition = statement.$type === 'While' ? statement.condition : undefined;
                const inside = calls(condition, again);
                inBlock(statement.body, inside);
                const isEndless = statement.$type === 'Loop' || isLiteral(condition, true);
                return both([isEndless ? undefined : inside, ...(atBreaks.get(statement) ?? [])]);
            }
            case 'Match': {
                const before = calls(statement.value, held);
                const ways = statement.arms.map(arm => inBlock(arm.body, before));
                return both(statement.arms.some(arm => arm.otherwise) ? ways : [...ways, before]);
            }
            case 'ChooseBranch':
                return both(statement.branches.map(branch => inBlock(branch, held)));
            case 'Atomic':
                return inBlock(statement.body, calls(statement.guard, held));
            case 'Block':
                return inBlock(statement, held);
            case 'Return':
                ends.push(calls(statement.value, held));
                return undefined;
            case 'Break': {
                const loop = targetOf(statement);
                if (loop !== undefined) atBreaks.set(loop, [...(atBreaks.get(loop) ?? []), held]);
                return undefined;
            }
            case 'Continue':
                return undefined;
            default:
                return calls(statement, held);
        }
    }

    function inIf(statement: If, held: Held): Held {
        const before = calls(statement.condition, held);
        const then = inBlock(statement.then, before);
        if (statement.else === undefined) return both([then, before]);
        const other = isBlock(statement.else)
            ? inBlock(statement.else, before)
            : inStatement(statement.else as Statement, before);
        return both([then, other]);
    }

    function atHead(loop: AstNode, held: Held): Held {
        let rest = held;
        for (const call of AstUtils.streamAllContents(loop).filter(isCall)) rest = without(rest, releasesOf(call));
        return rest;
    }

    /** The calls in an expression or a plain statement, in the order of the text. */
    function calls(node: AstNode | undefined, held: Held): Held {
        if (node === undefined) return held;
        let after = held;
        for (const call of AstUtils.streamAst(node).filter(isCall)) {
            const made = inCall(call, after);
            after = isConditional(call, node) ? both([made, after]) : made;
        }
        return after;
    }

    function inCall(call: Call, held: Held): Held {
        if (held === undefined) return undefined;
        const callee = calleeOf(call);
        if (callee?.kind === 'lock' && callee.lockKind.name === 'rwsem') {
            const key = keyOf(call.arguments[0]?.value);
            const { effect, mode } = callee.operation;
            if (effect === 'release' || effect === 'convert')
                return release(held, key === undefined ? 'everything' : [key]);
            if (key === undefined || mode !== 'read' || effect === 'none' || callee.operation.result === 'bool')
                return held;
            read(call, key, placeOf(call), held);
            return effect === 'acquire' ? new Map([...held, [nameOf(key), { key, place: placeOf(call) }]]) : held;
        }
        if (callee?.kind !== 'function') return held;
        const { fn } = callee;
        if (fn.hook) return release(held, 'everything');
        const { reads: inside, atEnd } = summaryOf(fn);
        for (const { key, place } of inside) {
            const here = translated(key, call);
            if (here !== undefined) read(call, here, place, held);
        }
        const gained = [...(atEnd ?? [])].flatMap(([, { key, place }]) => {
            const here = translated(key, call);
            return here === undefined ? [] : [[nameOf(here), { key: here, place }] as const];
        });
        const rest = release(held, releasesOf(call));
        return rest && new Map([...rest, ...gained]);
    }

    function read(call: Call, key: Key, place: Place, held: Held & object): void {
        const name = nameOf(key);
        const first = held.get(name);
        if (first !== undefined) found.push({ call, lock: key.lock, first: first.place, again: place });
        if (!isAnythingReleased && !released.has(name)) reads.push({ key, place });
    }

    function release(held: Held, keys: readonly Key[] | 'everything'): Held {
        if (keys === 'everything') isAnythingReleased = true;
        else for (const key of keys) released.set(nameOf(key), key);
        return without(held, keys);
    }

    function releasesOf(call: Call): readonly Key[] | 'everything' {
        const callee = calleeOf(call);
        if (callee?.kind === 'lock' && callee.lockKind.name === 'rwsem') {
            if (callee.operation.effect !== 'release' && callee.operation.effect !== 'convert') return [];
            const key = keyOf(call.arguments[0]?.value);
            return key === undefined ? 'everything' : [key];
        }
        if (callee?.kind !== 'function') return [];
        if (callee.fn.hook) return 'everything';
        const { releases } = summaryOf(callee.fn);
        if (releases === 'everything') return 'everything';
        const here = releases.map(key => translated(key, call));
        return here.some(key => key === undefined) ? 'everything' : here.filter(key => key !== undefined);
    }

    /** A lock of a function as the caller knows it. */
    function translated(key: Key, call: Call): Key | undefined {
        if (key.root === 'current' || !isParameter(key.root)) return isLet(key.root) ? undefined : ofThread(key);
        const argument = call.arguments[key.root.$containerIndex ?? 0]?.value;
        const given = pathOf(argument);
        return given && ofThread({ ...key, root: given.root, path: given.path + key.path });
    }

    function keyOf(expression: Expression | undefined): Key | undefined {
        const found = pathOf(expression);
        const lock = lockNamedBy(expression);
        return found && lock && ofThread({ ...found, lock });
    }

    function pathOf(
        expression: Expression | undefined,
    ): { readonly root: Key['root']; readonly path: string } | undefined {
        if (expression === undefined) return undefined;
        if (isGroup(expression)) return pathOf(expression.inner);
        if (isUnaryExpression(expression)) return expression.operator === '&' ? pathOf(expression.operand) : undefined;
        if (expression.$type === 'Current') {
            return expression.kind === 'current' ? { root: 'current', path: '' } : undefined;
        }
        if (isNameReference(expression)) {
            const root = expression.reference?.ref;
            const isSame = isVar(root) ? isObject(root) : root !== undefined && !assigned.has(root);
            return root !== undefined && isSame ? { root, path: '' } : undefined;
        }
        if (isIndex(expression)) {
            const array = pathOf(expression.array);
            const { index } = expression;
            return array && isNumberLiteral(index) ? { ...array, path: `${array.path}[${index.value}]` } : undefined;
        }
        if (!isMember(expression)) return undefined;
        const receiver = pathOf(expression.receiver);
        const member = expression.member?.ref;
        const isSame = isLock(member) || (isVar(member) && (member.fixed || isObject(member)));
        return receiver && isSame ? { ...receiver, path: `${receiver.path}.${member.name}` } : undefined;
    }

    /** The address space of a thread has a name. */
    function ofThread(key: Key): Key {
        const mm = isThread(code) ? code.mm?.ref : undefined;
        if (key.root !== 'current' || !key.path.startsWith('.mm.') || !isMm(mm)) return key;
        return { ...key, root: mm, path: key.path.slice('.mm'.length) };
    }
}

/** An object that stands in its place, and no reference, which could come to mean another one. */
function isObject(node: AstNode): boolean {
    const type = isVar(node) ? node.type : undefined;
    return type !== undefined && isStruct(type.target?.ref) && !type.reference && !type.nullable && !type.cell;
}

/** Whether what stands before it decides if it is called at all. */
function isConditional(call: AstNode, whole: AstNode): boolean {
    for (let node: AstNode = call; node !== whole && node.$container !== undefined; node = node.$container) {
        const { $container: parent } = node;
        if (!isBinaryExpression(parent) || parent.right !== node) continue;
        if (parent.operator === '&&' || parent.operator === '||') return true;
    }
    return false;
}

function without(held: Held, keys: readonly Key[] | 'everything'): Held {
    if (held === undefined) return undefined;
    if (keys === 'everything') return new Map();
    const names = new Set(keys.map(nameOf));
    return new Map([...held].filter(([name]) => !names.has(name)));
}

/** What holds on every way that gets through. */
function both(ways: readonly Held[]): Held {
    const open = ways.filter(way => way !== undefined);
    const [first, ...others] = open;
    return first && new Map([...first].filter(([name]) => others.every(other => other.has(name))));
}

const ids = new WeakMap<AstNode, number>();
let lastId = 0;

function nameOf({ root, path }: Key): string {
    if (root === 'current') return `current${path}`;
    const id = ids.get(root) ?? ++lastId;
    ids.set(root, id);
    return `${id}${path}`;
}

/** Whether the module itself takes the lock for writing somewhere: then its checks decide. */
export function isWritten(lock: Lock, calls: readonly Call[]): boolean {
    return calls.some(call => {
        const callee = calleeOf(call);
        return (
            callee?.kind === 'lock' &&
            callee.operation.mode === 'write' &&
            lockNamedBy(call.arguments[0]?.value) === lock
        );
    });
}
