// Loops that copy with page faults disabled, fault in what was missing, and copy again from the same place: how finely each of the two looks.
//
// This goes by the text, with the params and knobs of one check: branches that they leave out are not there.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { moduleOf } from '../environment.ts';
import { calleeOf } from '../expected.ts';
import { targetOf } from '../flow.ts';
import type { Block, Call, Expression, Fn, Let, Loop, While } from '../generated/ast.ts';
import {
    isAssignment,
    isBinaryExpression,
    isBreak,
    isCall,
    isGroup,
    isIf,
    isLet,
    isLoop,
    isNameReference,
    isReturn,
    isWhile,
} from '../generated/ast.ts';
import type { Typing } from '../typing.ts';
import { isFaultHandler } from './functions.ts';

/** A loop that tries again for ever where what faults in cannot see why the copy failed. */
export interface BlindRetry {
    readonly loop: Loop | While;
    /** The calls in the loop that lead to the copy, and to what faults in. */
    readonly copy: Call;
    readonly faultsIn: Call;
    /** `page`: it touches a granule of each page; `nothing`: it touches no memory. */
    readonly looks: 'page' | 'nothing';
}

/** `granule`: one after the other. */
type Stride = 'granule' | 'page' | 'once';
interface Access {
    readonly call: Call;
    readonly isOff: boolean;
    readonly stride: Stride | 'handler';
}

/** In the functions and actors given. */
export function blindRetriesIn(bodies: readonly Block[], typing: Typing): readonly BlindRetry[] {
    return bodies.flatMap(body =>
        nodesOf(body, typing)
            .filter(node => isLoop(node) || isWhile(node))
            .flatMap(loop => retryIn(loop, typing)),
    );
}

function retryIn(loop: Loop | While, typing: Typing): readonly BlindRetry[] {
    const accesses = accessesIn(loop, typing);
    const copy = accesses.find(({ isOff, stride }) => isOff && stride === 'granule');
    const faulting = accesses.filter(({ isOff }) => !isOff);
    const [first] = faulting;
    if (copy === undefined || first === undefined || faulting.some(({ stride }) => stride === 'granule')) return [];
    const looks = faulting.some(({ stride }) => stride !== 'handler') ? 'page' : 'nothing';
    const nodes = nodesOf(loop, typing);
    // Where the copy comes to the tag it gets no further; only what touches the place where it stopped tells.
    const isStuck = (value: Expression): boolean => looks === 'nothing' && comesFrom(value, [copy.call], nodes);
    if (
        advances(copy.call, loop, typing, isStuck) ||
        asksMore(
            loop,
            copy.call,
            faulting.map(({ call }) => call),
            typing,
        )
    )
        return [];
    return [{ loop, copy: copy.call, faultsIn: first.call, looks }];
}

/** The accesses of user memory, in the order of the text. */
function accessesIn(loop: Loop | While, typing: Typing): readonly Access[] {
    const found: Access[] = [];
    const entered = new Set<Fn>();
    let off = 0;
    const visit = (root: AstNode, top: Call | undefined, outer: Stride): void => {
        for (const node of nodesOf(root, typing)) {
            if (!isCall(node)) continue;
            const call = top ?? node;
            const stride = strideAt(node, root, typing) ?? outer;
            const callee = calleeOf(node);
            if (callee?.kind === 'builtin' && callee.builtin.semantics.kind === 'context') {
                if (callee.builtin.semantics.operation === 'pagefault_disable') off++;
                if (callee.builtin.semantics.operation === 'pagefault_enable') off--;
            }
            if (callee?.kind !== 'function' || entered.has(callee.fn)) continue;
            const { fn } = callee;
            if (isFaultHandler(fn)) found.push({ call, isOff: off > 0, stride: 'handler' });
            else if (isAccess(fn)) found.push({ call, isOff: off > 0, stride });
            else {
                entered.add(fn);
                visit(fn, call, stride);
                entered.delete(fn);
            }
        }
    };
    visit(loop, undefined, 'once');
    return found;
}

const accesses = new WeakMap<Fn, boolean>();

/** Whether a function is an access of the hardware: it, or what it calls of its own module, ends in one. */
function isAccess(fn: Fn): boolean {
    let known = accesses.get(fn);
    if (known === undefined) {
        accesses.set(fn, false);
        known = AstUtils.streamAllContents(fn)
            .filter(isCall)
            .some(call => {
                const callee = calleeOf(call);
                if (callee?.kind === 'function') return moduleOf(callee.fn) === moduleOf(fn) && isAccess(callee.fn);
                if (callee?.kind !== 'builtin' || callee.builtin.semantics.kind !== 'machine') return false;
                const { operation } = callee.builtin.semantics;
                return operation === 'data_load' || operation === 'data_store';
            });
        accesses.set(fn, known);
    }
    return known;
}

/** How far the innermost loop around the node goes on; absent where no loop below the root counts. */
function strideAt(node: AstNode, root: AstNode, typing: Typing): Stride | undefined {
    for (let around = node.$container; around !== undefined && around !== root; around = around.$container) {
        if (!isWhile(around)) continue;
        const step = around.body.statements.find(one => isAssignment(one) && one.operator === '+=');
        if (!isAssignment(step)) continue;
        return typing.constant(step.value) === 1 ? 'granule' : 'page';
    }
    return undefined;
}

/** Whether the copy of the next round may be another one: something in its arguments is assigned, or is not a plain value. */
function advances(copy: Call, loop: AstNode, typing: Typing, isStuck: (value: Expression) => boolean): boolean {
    const assigned = new Set(
        AstUtils.streamAllContents(loop)
            .filter(isAssignment)
            .filter(({ value }) => !isStuck(value))
            .map(({ target }) => (isNameReference(target) ? target.reference?.ref : undefined)),
    );
    return copy.arguments.some(({ value }) => {
        const { kind } = typing.typeOf(value);
        const names = AstUtils.streamAst(value).filter(isNameReference);
        // One that is made in the loop begins anew.
        const isOlder = names.some(({ reference }) => reference?.ref !== undefined && !isInside(reference.ref, loop));
        return (
            (kind === 'ref' && isLocal(value, typing) && isOlder) ||
            names.some(({ reference }) => assigned.has(reference?.ref))
        );
    });
}

function isInside(node: AstNode, around: AstNode): boolean {
    for (let at: AstNode | undefined = node; at !== undefined; at = at.$container) if (at === around) return true;
    return false;
}

function isLocal(value: Expression, typing: Typing): boolean {
    const type = typing.typeOf(value);
    return type.kind === 'ref' && type.declaration.local;
}

/** Whether it can be left on something else than the copy's success and the failure to fault in. */
function asksMore(loop: Loop | While, copy: Call, faultsIn: readonly Call[], typing: Typing): boolean {
    const nodes = nodesOf(loop.body, typing);
    const jumps = nodes.filter(node => isReturn(node) || (isBreak(node) && targetOf(node) === loop));
    const own = isWhile(loop) ? [loop.condition] : [];
    const parts = [...own, ...jumps.flatMap(jump => conditionAround(jump, loop))]
        .flatMap(partsOf)
        .filter(part => !isNever(part, nodes, typing));
    const others = parts.filter(part => !comesFrom(part, faultsIn, nodes));
    return others.length > 1 || others.some(part => !comesFrom(part, [copy], nodes));
}

/** Whether a condition is about the result of one of the calls. */
function comesFrom(part: Expression, calls: readonly Call[], nodes: readonly AstNode[]): boolean {
    const contains = (node: AstNode): boolean =>
        AstUtils.streamAst(node).some(each => calls.some(call => call === each));
    if (contains(part)) return true;
    const registers = AstUtils.streamAst(part)
        .filter(isNameReference)
        .map(({ reference }) => reference?.ref)
        .filter(isLet)
        .toArray();
    return registers.some(
        register =>
            contains(register.value) ||
            nodes.some(node => isAssignment(node) && isNamed(node.target, register) && contains(node.value)),
    );
}

function conditionAround(jump: AstNode, loop: AstNode): readonly Expression[] {
    for (let node = jump.$container; node !== undefined && node !== loop; node = node.$container) {
        if (isIf(node)) return [node.condition];
    }
    return [];
}

function partsOf(condition: Expression): readonly Expression[] {
    if (isGroup(condition)) return partsOf(condition.inner);
    if (isBinaryExpression(condition) && condition.operator === '||') {
        return [...partsOf(condition.left), ...partsOf(condition.right)];
    }
    return [condition];
}

/** False by the params, a register that nothing makes true, or a result that the function never has. */
function isNever(part: Expression, nodes: readonly AstNode[], typing: Typing): boolean {
    if (isFalse(part, typing)) return true;
    if (isGroup(part)) return isNever(part.inner, nodes, typing);
    if (isBinaryExpression(part) && part.operator === '&&') {
        return isNever(part.left, nodes, typing) || isNever(part.right, nodes, typing);
    }
    if (isBinaryExpression(part) && part.operator === '==') {
        const wanted = typing.constant(part.right);
        return wanted !== undefined && resultsOf(part.left, nodes, typing)?.includes(wanted) === false;
    }
    const register = isNameReference(part) ? part.reference?.ref : undefined;
    if (!isLet(register)) return false;
    return [register.value, ...valuesOf(register, nodes)].every(value => isNever(value, nodes, typing));
}

/** By the params alone. */
function isFalse(condition: Expression, typing: Typing): boolean {
    if (isGroup(condition)) return isFalse(condition.inner, typing);
    if (isBinaryExpression(condition) && condition.operator === '&&') {
        return isFalse(condition.left, typing) || isFalse(condition.right, typing);
    }
    return typing.constant(condition) === 0;
}

/** What the function returns whose result this is; absent where it is not all constants. */
function resultsOf(node: Expression, nodes: readonly AstNode[], typing: Typing): readonly number[] | undefined {
    const register = isNameReference(node) ? node.reference?.ref : undefined;
    if (isLet(register) && valuesOf(register, nodes).length === 0) return resultsOf(register.value, nodes, typing);
    const callee = isCall(node) ? calleeOf(node) : undefined;
    if (callee?.kind !== 'function' || callee.fn.hook) return undefined;
    const results = nodesOf(callee.fn, typing)
        .filter(isReturn)
        .map(({ value }) => (value === undefined ? undefined : typing.constant(value)));
    return results.every(result => result !== undefined) ? results : undefined;
}

/** What a register is assigned, beyond its first value. */
function valuesOf(register: Let, nodes: readonly AstNode[]): readonly Expression[] {
    return nodes
        .filter(isAssignment)
        .filter(({ target }) => isNamed(target, register))
        .map(({ value }) => value);
}

function isNamed(target: Expression, register: Let): boolean {
    return isNameReference(target) && target.reference?.ref === register;
}

/** All nodes below but those of branches that the params leave out. */
function nodesOf(root: AstNode, typing: Typing): readonly AstNode[] {
    const found: AstNode[] = [];
    const visit = (node: AstNode): void => {
        found.push(node);
        if (isIf(node)) {
            const value = isFalse(node.condition, typing) ? 0 : typing.constant(node.condition);
            if (value === undefined) visit(node.condition);
            if (value !== 0) visit(node.then);
            if (value !== 1 && node.else !== undefined) visit(node.else);
            return;
        }
        for (const child of AstUtils.streamContents(node)) visit(child);
    };
    for (const child of AstUtils.streamContents(root)) visit(child);
    return found;
}
