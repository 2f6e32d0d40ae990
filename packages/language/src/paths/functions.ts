// What the text says of functions and variables, whatever the path: what a function depends on, what it is to the kernel, what guards a variable.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { remark } from '../documentation.ts';
import { moduleOf } from '../environment.ts';
import { calleeOf } from '../expected.ts';
import type { Call, Const, File, Fn, KnobReference, Lock, Module, Param, Var } from '../generated/ast.ts';
import {
    isAtomic,
    isCall,
    isConst,
    isFn,
    isFree,
    isKnobReference,
    isLock,
    isMember,
    isModule,
    isNameReference,
    isParam,
    isParameter,
    isStruct,
    isVar,
} from '../generated/ast.ts';
import { hookOf } from '../machine.ts';
import { filesIn } from '../machine-constants.ts';
import { uriOf } from '../place.ts';
import type { Typing } from '../typing.ts';
import { nodesIn } from '../walk.ts';
import { idOf } from './value.ts';

const freed = new WeakMap<readonly Module[], ReadonlySet<AstNode>>();

/** The structs of which some object is freed anywhere in the modules. */
export function freedIn(modules: readonly Module[], typing: Typing): ReadonlySet<AstNode> {
    let found = freed.get(modules);
    if (found === undefined) {
        const frees = modules.flatMap(module => nodesIn(module).filter(isFree));
        const types = frees.map(({ value }) => typing.typeOf(value));
        found = new Set(types.flatMap(type => (type.kind === 'ref' ? [type.declaration] : [])));
        freed.set(modules, found);
    }
    return found;
}

const guards = new WeakMap<Var, { readonly guard: Lock | undefined }>();

const SETTLED = 'Settled by';

/** Its guard keeps it from changing, and others may write it too, who know why. */
export function isSettled(variable: Var): boolean {
    return remark(variable, 'Guarded by') === undefined && remark(variable, SETTLED) !== undefined;
}

/** The lock that a variable's documentation names as its guard: beside it, or of its own. */
export function guardOf(variable: Var): Lock | undefined {
    let known = guards.get(variable);
    if (known === undefined) {
        const name = remark(variable, 'Guarded by') ?? remark(variable, SETTLED);
        const container: unknown = variable.$container;
        const own = isStruct(container) ? container.members : [];
        const around = moduleOf(variable)?.declarations ?? [];
        const guard =
            name === undefined ? undefined : [...own, ...around].find(each => isLock(each) && each.name === name);
        known = { guard: isLock(guard) ? guard : undefined };
        guards.set(variable, known);
    }
    return known.guard;
}

/** What a function and all it calls depend on. */
export interface Closure {
    /** The fields that they name. */
    readonly names: ReadonlySet<string>;
    /** Whose values are constants: of params, of constants, and of a knob where it is named. */
    readonly constants: ReadonlySet<Param | Const>;
    readonly knobs: ReadonlyMap<string, KnobReference>;
    readonly asksWhoRuns: boolean;
    /** Whether it looks at references that may be freed meanwhile. */
    readonly hasSections: boolean;
    /** What is run, with the function itself, by {@link idOf}. */
    readonly functions: ReadonlySet<number>;
    /** All of them are the library's. */
    readonly isOfLibrary: boolean;
}
const closures = new WeakMap<readonly Module[], Map<Fn, Closure>>();

/** Found once for each list of modules, since what a hook comes to depends on them. */
export function closureOf(fn: Fn, modules: readonly Module[]): Closure {
    const known = closures.get(modules) ?? new Map<Fn, Closure>();
    closures.set(modules, known);
    const found = known.get(fn);
    if (found !== undefined) return found;
    const names = new Set<string>();
    const constants = new Set<Param | Const>();
    const knobs = new Map<string, KnobReference>();
    const functions = new Set([idOf(fn)]);
    const part = { names, constants, knobs, functions };
    known.set(fn, { ...part, asksWhoRuns: false, hasSections: false, isOfLibrary: true });
    let asksWhoRuns = false;
    let hasSections = false;
    let isOfLibrary = uriOf(fn).startsWith(LIBRARY);
    const look = (root: AstNode): void => {
        for (const node of AstUtils.streamAst(root)) {
            if (node.$type === 'Current') asksWhoRuns = true;
            if (isKnobReference(node)) knobs.set(node.knob ?? '', node);
            const named = isMember(node) ? node.member : isNameReference(node) ? node.reference : undefined;
            if (isMember(node) && named !== undefined) names.add(named.$refText);
            if (isParam(named?.ref) || isConst(named?.ref)) constants.add(named.ref);
            const callee = isCall(node) ? calleeOf(node) : undefined;
            if (callee?.kind === 'lock') hasSections ||= callee.operation.section !== undefined;
            // Members that are not given have their initial values.
            if (callee?.kind === 'record') callee.struct.members.filter(isVar).forEach(look);
            if (callee?.kind !== 'function') continue;
            const bodies = callee.fn.hook ? bodiesAmong(callee.fn, filesIn(modules)) : [callee.fn];
            for (const body of bodies) {
                const inner = closureOf(body, modules);
                for (const name of inner.names) names.add(name);
                for (const constant of inner.constants) constants.add(constant);
                for (const [name, knob] of inner.knobs) knobs.set(name, knob);
                for (const each of inner.functions) functions.add(each);
                asksWhoRuns ||= inner.asksWhoRuns;
                hasSections ||= inner.hasSections;
                isOfLibrary &&= inner.isOfLibrary;
            }
        }
    };
    look(fn);
    const closure: Closure = { ...part, asksWhoRuns, hasSections, isOfLibrary };
    known.set(fn, closure);
    return closure;
}

/** What the filesystems of the files do instead of the hook. */
export function bodiesAmong(hook: Fn, files: readonly File[]): readonly Fn[] {
    const bodies = files.map(({ filesystem }) => {
        const members = filesystem?.ref?.members ?? [];
        return members.find((member): member is Fn => isFn(member) && member.name === hook.name) ?? hook;
    });
    return bodies.length === 0 ? [hook] : [...new Set(bodies)];
}

const parameters = new WeakMap<Fn, readonly AstNode[]>();

/** A filesystem's function knows the inode by the hook's name for it. */
export function parametersOf(fn: Fn): readonly AstNode[] {
    let found = parameters.get(fn);
    if (found === undefined) {
        const [inode] = hookOf(fn)?.parameters ?? [];
        found = inode === undefined ? fn.parameters : [inode, ...fn.parameters];
        parameters.set(fn, found);
    }
    return found;
}

/** The names of the functions that handle faults. */
export function faultHandlersIn({ modules }: { readonly modules: readonly Module[] }): readonly string[] {
    return modules.flatMap(({ declarations }) =>
        declarations
            .filter(isFn)
            .filter(isFaultHandler)
            .map(({ name }) => name),
    );
}

const inert = new WeakMap<Fn, boolean>();

/** Whether it, and what it calls, has nothing to do with locks and contexts, and touches nothing that has a guard. */
export function isInert(fn: Fn): boolean {
    let known = inert.get(fn);
    if (known === undefined) {
        inert.set(fn, true);
        known = !fn.hook && isModule(fn.$container) && AstUtils.streamAllContents(fn).every(isInertNode);
        inert.set(fn, known);
    }
    return known;
}

function isInertNode(node: AstNode): boolean {
    if (node.$type === 'Wait' || node.$type === 'InterruptibleWait') return false;
    if (isMember(node) || isNameReference(node)) {
        const declaration = isMember(node) ? node.member?.ref : node.reference?.ref;
        const isCell = isParameter(declaration) && declaration.type?.cell === true;
        return !isCell && !(isVar(declaration) && guardOf(declaration) !== undefined);
    }
    if (!isCall(node)) return true;
    const callee = calleeOf(node);
    switch (callee?.kind) {
        case 'function':
            return isOfHardware(callee.fn) || isInert(callee.fn);
        case 'lock':
            return false;
        case 'builtin':
            return !callee.builtin.sleeps && !['context', 'rcu'].includes(callee.builtin.semantics.kind);
        default:
            return true;
    }
}

const LIBRARY = 'builtin:';
const MACHINE = `${LIBRARY}/machine/`;
const hardware = new WeakMap<Fn, boolean>();
const handlers = new WeakMap<Fn, boolean>();

/** A function that handles faults, and says so: `Role: fault handler`. */
export function isFaultHandler(fn: Fn): boolean {
    let known = handlers.get(fn);
    if (known === undefined) {
        known = remark(fn, 'Role') === 'fault handler';
        handlers.set(fn, known);
    }
    return known;
}

/** A function of the machine that is steps of the hardware: it takes no lock, and what it finds is not known. */
export function isOfHardware(fn: Fn): boolean {
    let known = hardware.get(fn);
    if (known === undefined) {
        // A circle of calls is told elsewhere.
        hardware.set(fn, false);
        known =
            uriOf(fn).startsWith(MACHINE) &&
            AstUtils.streamAllContents(fn).some(
                node => (isAtomic(node) && node.kind === 'hardware') || (isCall(node) && isHardwareCall(node)),
            );
        hardware.set(fn, known);
    }
    return known;
}

function isHardwareCall(node: Call): boolean {
    const callee = calleeOf(node);
    return callee?.kind === 'function' && isOfHardware(callee.fn);
}
