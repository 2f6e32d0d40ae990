// From a typed script and one of its questions to the program that answers it.
import type { Actor, MemoryModel, Program } from '@faultline/checker';
import type {
    Diagnostic,
    Filesystem,
    Fn,
    Lock,
    ModelName,
    Question,
    Script,
    SyntaxNode,
    Var,
} from '@faultline/language';
import {
    createTyping,
    filesIn,
    hookOf,
    isExists,
    isFilesystem,
    isFinal,
    isFn,
    isInvariant,
    isModule,
    isVar,
    knobValue,
    lockKindOf,
    machineConstants,
    mappingFindings,
    placeOf,
} from '@faultline/language';
import { finishGroup, lowerGroup } from './actor.ts';
import type { ActorGroup, Cast } from './actors.ts';
import { actorNodes, castOf } from './actors.ts';
import { assumptionsOf } from './assumptions.ts';
import { createBuilder } from './builder.ts';
import type { LoweredLock, Machine, ProgramContext } from './context.ts';
import { elaborate } from './elaborate.ts';
import type { Layout } from './layout.ts';
import { createLayout } from './layout.ts';
import { declareContexts } from './lower/contexts.ts';
import { declareLock } from './lower/locks.ts';
import { withoutIdle } from './machine-actors.ts';
import { lowerProperties, resolveLabels } from './property.ts';
import type { Reach, Related } from './reach.ts';
import { reachFrom } from './reach.ts';
import type { Unit } from './scope.ts';
import { LARGEST_WRITTEN_OUT } from './share.ts';
import type { SourceMap } from './source-map.ts';
import { MOST_ACTORS, TooLarge, toTooLarge } from './too-large.ts';

export type Compilation =
    | {
          readonly kind: 'ok';
          readonly program: Program;
          readonly sourceMap: SourceMap;
      }
    | { readonly kind: 'errors'; readonly diagnostics: readonly Diagnostic[] }
    /** The model parses, and cannot be searched yet. */
    | { readonly kind: 'undecidable'; readonly model: ModelName };

export interface CompileOptions {
    /** Instead of the question's own. */
    readonly model?: ModelName;
    /** Functions larger than this (in nodes of syntax) are shared by their calls. */
    readonly largestWrittenOut?: number;
    /** `noted`: the source map tells where calls return. That takes local steps, and no states. */
    readonly calls?: 'noted';
}

/** Never throws for a script without errors; one with errors is not compiled. */
export function compile(script: Script, question: Question, options: CompileOptions = {}): Compilation {
    const model = options.model ?? question.model;
    const errors = script.diagnostics.filter(diagnostic => diagnostic.severity === 'error');
    if (errors.length > 0) return { kind: 'errors', diagnostics: errors };
    const [unfit] = mappingFindings(script.modules, question.overrides);
    if (unfit !== undefined) {
        const { message, place } = unfit;
        return {
            kind: 'errors',
            diagnostics: [{ severity: 'error', code: 'unfit-override', message, place, related: [] }],
        };
    }
    if (model === 'lkmm' || model === 'armv8') return { kind: 'undecidable', model };
    try {
        return lower(script, question, model, options);
    } catch (error) {
        const { node, message } = toTooLarge(error, question.check ?? script.module);
        const place = placeOf(node);
        return {
            kind: 'errors',
            diagnostics: [{ severity: 'error', code: 'program-too-large', message, place, related: [] }],
        };
    }
}

function lower(script: Script, question: Question, model: 'sc' | 'tso', options: CompileOptions): Compilation {
    const unit: Unit = {
        ...createUnit(script, question, model),
        largestWrittenOut: options.largestWrittenOut ?? LARGEST_WRITTEN_OUT,
        calls: options.calls === 'noted' ? [] : undefined,
    };
    const lowered = unit.cast.groups.map(group => {
        const code = lowerGroup(unit, group);
        return { ...code, to: unit.program.builder.size() };
    });
    const properties = lowerProperties(unit);
    const actors = lowered.flatMap(code => finishGroup(unit, code, code.to));
    resolveLabels(unit);
    if (unit.diagnostics.length > 0) return { kind: 'errors', diagnostics: unit.diagnostics };

    const { builder } = unit.program;
    const program: Program = {
        memory: unit.program.memory,
        cpus: unit.cast.cpus,
        classes: unit.layout.classes(),
        cells: builder.cells(),
        actors: inOrder(
            actors,
            lowered.map(code => code.group),
        ),
        steps: builder.steps(),
        deferred: builder.deferredOperations(),
        properties: properties.map(({ property }) => property),
        covers: builder.covers(),
        detectRaces: true,
        assumptions: assumptionsOf(unit),
    };
    const sourceMap: SourceMap = {
        steps: builder.origins(),
        shared: unit.copies.map(({ returnPoint, calls }) => ({
            returnPoint,
            calls: calls.map(({ stack, within }) => ({ stack, within })),
        })),
        calls: unit.calls ?? [],
        locks: [...unit.lockDeclarations].map(([{ cells, kind, policy }, node]) => ({
            cells: [...cells.values()].map(({ cell }) => cell),
            name: isModule(node.$container) ? node.name : `${node.$container.name}.${node.name}`,
            place: placeOf(node),
            readersPass: policy !== undefined && kind.readersPass?.includes(policy) === true,
        })),
        actors: unit.cast.actors.map(({ id }) => placeOf(groupOf(unit, id).node)),
        interrupted: new Map(
            unit.cast.actors.flatMap(({ id, interrupts }) => (interrupts === undefined ? [] : [[id, interrupts]])),
        ),
        properties: properties.map(({ place }) => place),
    };
    return { kind: 'ok', program, sourceMap };
}

function createUnit(
    script: Script,
    question: Question,
    model: 'sc' | 'tso',
): Omit<Unit, 'largestWrittenOut' | 'calls'> {
    const { overrides } = question;
    const constants = machineConstants(script.modules, overrides);
    let enlisted: Cast | undefined;
    const typing = createTyping(overrides.params, name => {
        if (name === 'cpus' && enlisted !== undefined) return enlisted.cpus.length;
        if (name === 'buffered') return Number(model === 'tso');
        return name === 'actors' ? enlisted?.actors.length : constants(name);
    });
    const builder = createBuilder();
    const hooks = hooksOf(script);
    const declared = actorNodes(script, typing);
    const properties = script.modules
        .flatMap(module => module.declarations)
        .filter(node => isInvariant(node) || isFinal(node) || isExists(node));
    const nodes = withoutIdle(declared, properties, typing, hooks.related);
    const cast = castOf(nodes, typing, hooks.related);
    enlisted = cast;
    if (cast.actors.length > MOST_ACTORS) {
        throw new TooLarge(
            cast.groups.at(-1)!.node,
            `There are ${cast.actors.length} actors; at most ${MOST_ACTORS} can be checked.`,
        );
    }
    const reach = reachFrom([...nodes, ...properties], hooks.related);
    const machine: Machine = {
        storeBuffer: Math.max(1, knobValue(script, 'store_buffer', overrides)),
        rwsem: knobValue(script, 'rwsem', overrides) === 1 ? 'reader_pref' : 'fair',
        rcu: knobValue(script, 'rcu', overrides) === 1 ? 'preempt' : 'sched',
    };
    const memory: MemoryModel = model === 'sc' ? { kind: 'sc' } : { kind: 'tso', entries: machine.storeBuffer };
    const locks: LoweredLock[] = [];
    const lockDeclarations = new Map<LoweredLock, Lock>();
    const assumed: string[] = [];
    const shared: Omit<ProgramContext, 'contexts'> = {
        builder,
        memory,
        machine,
        actors: cast.actors,
        cpus: cast.cpus,
        locks,
        assume: sentence => {
            if (!assumed.includes(sentence)) assumed.push(sentence);
        },
    };
    let program: ProgramContext | undefined;
    const layout: Layout = createLayout({
        script,
        typing,
        builder,
        cast,
        elaboration: elaborate(script, typing, cast, constants('granules') ?? 1, constants('pmd_pages') ?? 1),
        reach,
        stacksOf: site => hooks.reachOf(site).stacks,
        declareLock: (lock, name, instances) => {
            const kind = lockKindOf(lock);
            if (kind === undefined) throw new Error(`${name} is a lock of no kind`);
            const lowered = declareLock(
                // Locks are declared before contexts; their cells need none.
                program ?? { ...shared, contexts: NO_CONTEXTS },
                kind,
                name,
                instances,
                policyOf(lock, kind.policies, overrides.policies),
                lock.modes.map(mode => ({
                    name: mode.name,
                    compatible: mode.compatible.map(other => other.ref?.$containerIndex ?? -1),
                })),
            );
            locks.push(lowered);
            lockDeclarations.set(lowered, lock);
            return lowered;
        },
    });
    const walker = walkerOf(script, reach);
    const storage = walker === undefined ? undefined : layout.storageOf(walker).what;
    program = {
        ...shared,
        contexts: {
            ...declareContexts(shared, reach.names),
            walker: storage?.kind === 'cell' ? storage.cell : undefined,
        },
    };
    return {
        script,
        typing,
        cast,
        reach,
        layout,
        program,
        lockDeclarations,
        overridesOf: hooks.overridesOf,
        diagnostics: [],
        code: new Map(),
        labels: [],
        assumed,
        copies: [],
        heightOf: hooks.heightOf,
    };
}

const NO_CONTEXTS = {
    preempt: undefined,
    irqOff: undefined,
    pagefault: undefined,
    rcu: undefined,
    signals: undefined,
    running: undefined,
    handler: undefined,
    grace: undefined,
    walker: undefined,
};

/** Who has a memory access under way on a CPU: the variable of the machine that CPUs know by name. */
function walkerOf({ modules }: Script, reach: Reach): Var | undefined {
    const variables = modules.flatMap(module => module.declarations).filter(isVar);
    return variables.find(node => node.machine && node.name === 'walker' && reach.nodes.has(node));
}

interface Hooks {
    readonly related: Related;
    /** What filesystems with files do instead of the hook. */
    readonly overridesOf: (hook: Fn) => ReadonlyMap<Filesystem, Fn>;
    readonly reachOf: (root: SyntaxNode) => Reach;
    /** How many functions there are below a function, with itself. */
    readonly heightOf: (fn: Fn) => number;
}

const hooksKnown = new WeakMap<Script, Hooks>();

/** The same for all checks of a script, and so is what is found with them. */
function hooksOf(script: Script): Hooks {
    const found = hooksKnown.get(script) ?? findHooks(script);
    hooksKnown.set(script, found);
    return found;
}

function findHooks({ modules }: Script): Hooks {
    const used = new Set(filesIn(modules).map(file => file.filesystem?.ref));
    const overrides = new Map<Fn, Map<Filesystem, Fn>>();
    for (const filesystem of modules.flatMap(module => module.declarations).filter(isFilesystem)) {
        if (!used.has(filesystem)) continue;
        for (const fn of filesystem.members.filter(isFn)) {
            const hook = hookOf(fn);
            if (hook === undefined) continue;
            const known = overrides.get(hook) ?? new Map<Filesystem, Fn>();
            overrides.set(hook, known.set(filesystem, fn));
        }
    }
    const overridesOf = (hook: Fn): ReadonlyMap<Filesystem, Fn> => overrides.get(hook) ?? new Map();
    const related: Related = node => (isFn(node) ? [...overridesOf(node).values()] : []);
    const reaches = new Map<SyntaxNode, Reach>();
    const reachOf = (root: SyntaxNode): Reach => {
        const known = reaches.get(root) ?? reachFrom([root], related);
        reaches.set(root, known);
        return known;
    };
    const heights = new Map<Fn, number>();
    const heightOf = (fn: Fn): number => {
        const known = heights.get(fn) ?? [...reachOf(fn).nodes].filter(isFn).length;
        heights.set(fn, known);
        return known;
    };
    return { overridesOf, related, reachOf, heightOf };
}

function policyOf(
    lock: Lock,
    policies: readonly string[] | undefined,
    overrides: ReadonlyMap<Lock, number>,
): string | undefined {
    const overridden = overrides.get(lock);
    return overridden === undefined ? lock.policy?.$refText : policies?.[overridden];
}

function inOrder(actors: readonly Actor[], groups: readonly ActorGroup[]): readonly Actor[] {
    const ids = groups.flatMap(group => group.members.map(member => member.id));
    const ordered: Actor[] = [];
    ids.forEach((id, index) => {
        ordered[id] = actors[index]!;
    });
    return ordered;
}

function groupOf(unit: Unit, id: number): ActorGroup {
    const found = unit.cast.groups.find(group => group.members.some(member => member.id === id));
    if (found === undefined) throw new Error(`actor ${id} has no declaration`);
    return found;
}
