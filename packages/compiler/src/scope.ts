// What the lowering of one place in the code knows: the program, the actor, the activation it stands in, the loops around it.
import type { Action, Domain, Expr, RegisterId, Step, StepId } from '@faultline/checker';
import type {
    Diagnostic,
    Filesystem,
    Fn,
    Label,
    Lock,
    Script,
    Struct,
    SyntaxNode,
    Typing,
    ValueType,
} from '@faultline/language';
import { placeOf, textOf } from '@faultline/language';
import type { ActorGroup, Cast } from './actors.ts';
import type { Builder } from './builder.ts';
import type { LowerContext, LoweredLock, ProgramContext } from './context.ts';
import type { Interval } from './domain.ts';
import { domainOf, intervalOf, valueNamesOf } from './domain.ts';
import type { Layout } from './layout.ts';
import type { LoweredPlace } from './place.ts';
import type { Reach } from './reach.ts';
import type { SharedCopy, Sharing } from './share.ts';
import type { CallSite, Origin, Frame as StackFrame } from './source-map.ts';

/** One compilation. */
export interface Unit {
    readonly script: Script;
    readonly typing: Typing;
    readonly cast: Cast;
    readonly reach: Reach;
    readonly layout: Layout;
    readonly program: ProgramContext;
    /** What filesystems with files do instead of a hook. */
    readonly overridesOf: (hook: Fn) => ReadonlyMap<Filesystem, Fn>;
    readonly lockDeclarations: ReadonlyMap<LoweredLock, Lock>;
    readonly diagnostics: Diagnostic[];
    /** The code of each group, once it is lowered. */
    readonly code: Map<ActorGroup, ActorCode>;
    /** Labels that expressions ask for, and the steps that carry them, found in the end. */
    readonly labels: { readonly name: string; readonly steps: StepId[] }[];
    /** What lowering adds to the assumptions. */
    readonly assumed: readonly string[];
    /** Functions that were lowered once for several calls, of all groups. */
    readonly copies: SharedCopy[];
    /** How many functions a call of this one can lead to. */
    readonly heightOf: (fn: Fn) => number;
    /** How large a function may be whose calls are written out. */
    readonly largestWrittenOut: number;
    /** Where calls return, if somebody wants to know. */
    readonly calls: CallSite[] | undefined;
}

/** What is known of a group's code besides its steps. */
export interface ActorCode {
    /** Registers by their declaration; `result` by the actor's own declaration. */
    readonly registers: ReadonlyMap<SyntaxNode, RegisterId>;
    /** Registers that properties read. */
    readonly observed: Set<RegisterId>;
}

/** What a parameter stands for: a value that does not change, a register of its own, or something passed by reference. */
export type Binding =
    | { readonly kind: 'value'; readonly value: Expr }
    | { readonly kind: 'place'; readonly place: LoweredPlace }
    | { readonly kind: 'record'; readonly record: LocalRecord };

/** An object of a `local struct`: its fields are registers, which belong to the call that made it. */
export interface LocalRecord {
    readonly struct: Struct;
    readonly made: SyntaxNode;
}

/** An activation: of a function, or of an actor's own body. */
export interface Activation {
    readonly fn: Fn | undefined;
    readonly stack: readonly StackFrame[];
    readonly bindings: ReadonlyMap<SyntaxNode, Binding>;
    readonly result: RegisterId | undefined;
    readonly resultType: ValueType;
    /** Where `return` leads. */
    readonly leave: StepId;
}

export interface LoopTarget {
    readonly labels: readonly Label[];
    readonly leave: StepId;
    /** A step to be defined when the loop is complete. */
    readonly again: () => StepId;
}

export interface Scope extends LowerContext {
    readonly unit: Unit;
    readonly group: ActorGroup;
    readonly activation: Activation;
    readonly loops: readonly LoopTarget[];
    /** The statement being lowered. */
    readonly statement: SyntaxNode | undefined;
    /** The labels of the statement being lowered. */
    readonly labels: readonly string[];
    /** Inside a call that an `idle` statement makes. */
    readonly isIdle: boolean;
    /** The full names of the labels of the statements whose calls lead here: they are also those of every wait inside. */
    readonly outerLabels: readonly string[];
    /** Around the steps that are added: a lock's own checks, `atomic`. */
    readonly wrap: (step: Step) => Step;
    readonly registerFor: (declaration: SyntaxNode, name: string, type: ValueType) => RegisterId;
    /** Temporaries taken inside are free again afterwards. */
    readonly releasing: <T>(build: () => T) => T;
    readonly sharing: Sharing;
    /** How many calls lead here. */
    readonly depth: number;
    /** The shared copy whose code it is. */
    readonly copy: number | undefined;
    /** Temporaries for the shared copies of this height. */
    readonly poolOf: (height: number) => Pool;
}

type Pool = Pick<Scope, 'temporary' | 'releasing'>;

export function createScope(
    unit: Unit,
    group: ActorGroup,
    actor: LowerContext['actor'],
): Scope & { readonly registers: Map<SyntaxNode, RegisterId> } {
    const { builder } = unit.program;
    const registers = new Map<SyntaxNode, RegisterId>();
    const pools = new Map<number, Pool>();
    const shared = new Map<string, RegisterId>();
    return {
        ...methodsOf({
            unit,
            group,
            program: unit.program,
            actor,
            activation: {
                fn: undefined,
                stack: [],
                bindings: new Map(),
                result: undefined,
                resultType: { kind: 'void' },
                leave: 0,
            },
            loops: [],
            statement: undefined,
            labels: [],
            isIdle: false,
            outerLabels: [],
            isAtomic: false,
            wrap: step => step,
            ...createPool(builder),
            poolOf: height => {
                const known = pools.get(height) ?? createPool(builder);
                pools.set(height, known);
                return known;
            },
            sharing: {
                copies: new Map(),
                calls: new Map(),
                registerFor: (height, role, domain) => {
                    const key = JSON.stringify([height, role, domain]);
                    const known =
                        shared.get(key) ??
                        builder.register({ name: role, domain, initial: resting(domain), hidden: true });
                    shared.set(key, known);
                    return known;
                },
            },
            depth: 0,
            copy: undefined,
            registerFor: (declaration, name, type) => {
                const known = registers.get(declaration);
                if (known !== undefined) return known;
                const domain = domainOf(type, unit.layout.numbering);
                const valueNames = valueNamesOf(type, unit.layout.numbering);
                const names = valueNames === undefined ? {} : { valueNames };
                const register = builder.register({ name, domain, initial: resting(domain), ...names });
                registers.set(declaration, register);
                return register;
            },
        }),
        registers,
    };
}

/** Hidden registers, handed out and taken back. */
function createPool(builder: Builder): Pool {
    const temporaries: { readonly key: string; readonly register: RegisterId }[] = [];
    const busy = new Set<RegisterId>();
    return {
        temporary: domain => {
            const key = JSON.stringify(domain);
            const free = temporaries.find(other => other.key === key && !busy.has(other.register));
            const register =
                free?.register ??
                builder.register({ name: `t${temporaries.length}`, domain, initial: resting(domain), hidden: true });
            if (free === undefined) temporaries.push({ key, register });
            busy.add(register);
            return register;
        },
        releasing: build => {
            const before = [...busy];
            const built = build();
            busy.clear();
            for (const register of before) busy.add(register);
            return built;
        },
    };
}

/** The same scope, changed in parts. */
export function inside(
    scope: Scope,
    changes: Partial<
        Pick<
            Scope,
            | 'activation'
            | 'loops'
            | 'statement'
            | 'labels'
            | 'isIdle'
            | 'outerLabels'
            | 'isAtomic'
            | 'wrap'
            | 'copy'
            | 'depth'
            | 'temporary'
            | 'releasing'
        >
    >,
): Scope {
    return methodsOf({ ...scope, ...changes });
}

type Parts = Omit<Scope, 'step' | 'reserve' | 'define' | 'origin'>;

function methodsOf(parts: Parts): Scope {
    const { builder } = parts.program;
    const finish = (step: Step): Step => restable(parts, parts.wrap(step));
    const labelled = (step: Step, origin: Origin): Origin =>
        step.waits === undefined || parts.outerLabels.length === 0
            ? origin
            : { ...origin, labels: [...origin.labels, ...parts.outerLabels] };
    return {
        ...parts,
        step: (step, origin) => builder.step(finish(step), labelled(step, origin)),
        reserve: () => builder.reserve(),
        define: (id, step, origin) => builder.define(id, finish(step), labelled(step, origin)),
        origin: (node, text) => originOf(parts, node, text),
    };
}

/** A daemon may rest where an `idle` statement waits. */
function restable({ actor, labels, isIdle }: Parts, step: Step): Step {
    if (actor.plan.kind !== 'daemon' || step.local) return step;
    const sleeps = step.waits !== undefined && ['condition', 'queue', 'signal'].includes(step.waits.kind);
    return labels.includes('idle') || (isIdle && sleeps) ? { ...step, rest: { kind: 'always' } } : step;
}

/** All the ways in which the labels of the statement can be named: `thread.function.label` as far as they apply. */
export function labelNames({
    activation,
    labels,
    actor,
}: Pick<Parts, 'activation' | 'labels' | 'actor'>): readonly string[] {
    const fn = activation.fn?.name;
    const thread = actor.plan.group.name;
    return labels.flatMap(label => [
        label,
        ...(fn === undefined ? [] : [`${fn}.${label}`]),
        `${thread}.${label}`,
        ...(fn === undefined ? [] : [`${thread}.${fn}.${label}`]),
    ]);
}

function originOf(
    { activation, statement, labels, actor, copy }: Parts,
    node: SyntaxNode,
    text: string | undefined,
): Origin {
    return {
        place: placeOf(node),
        text: text ?? textOfStep(node, statement),
        stack: activation.stack,
        within: copy,
        fn: activation.fn?.name,
        labels: labelNames({ activation, labels, actor }),
        statement: text === undefined,
    };
}

/** The statement; where the step is only a part of it, the part as well. */
function textOfStep(node: SyntaxNode, statement: SyntaxNode | undefined): string {
    const whole = headOf(statement ?? node);
    const part = headOf(node);
    if (statement === undefined || node === statement || node.$container === statement) return whole;
    return part === whole ? whole : `${whole}  [${part}]`;
}

const heads = new WeakMap<SyntaxNode, string>();

/** One line, without the blocks that belong to a statement. */
function headOf(node: SyntaxNode): string {
    let head = heads.get(node);
    if (head === undefined) {
        head = findHead(node);
        heads.set(node, head);
    }
    return head;
}

function findHead(node: SyntaxNode): string {
    const text = textOf(node);
    const start = ['If', 'While', 'Loop', 'Match', 'ChooseBranch', 'Atomic'].includes(node.$type)
        ? text.indexOf('{')
        : -1;
    const line = (start < 0 ? text : text.slice(0, start))
        .replace(/\/\/[^\n]*/g, '')
        .replace(/\s+/g, ' ')
        .trim();
    return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

export function boundsOf(scope: { readonly unit: Unit }, expr: Expr): Interval {
    const { builder } = scope.unit.program;
    return intervalOf(
        expr,
        id => builder.registerAt(id),
        id => builder.cells()[id]!.domain,
    );
}

/** The value that a register has while nothing reads it. */
const resting = (domain: Domain): number =>
    domain.kind === 'int' ? Math.min(Math.max(0, domain.low), domain.high) : 0;

/** Local actions, then the next step; nothing where there is nothing to do. */
export function locally(scope: Scope, actions: readonly Action[], node: SyntaxNode, next: StepId): StepId {
    if (actions.length === 0) return next;
    return scope.step(
        { local: true, actions, next: { kind: 'goto', step: next }, fairness: 'weak', optional: false },
        scope.origin(node),
    );
}

export function report(unit: Unit, node: SyntaxNode, code: string, message: string): void {
    const place = placeOf(node);
    const isKnown = unit.diagnostics.some(
        known => known.code === code && known.place.start === place.start && known.place.uri === place.uri,
    );
    if (!isKnown) unit.diagnostics.push({ severity: 'error', code, message, place, related: [] });
}

/** The first call is the only one. */
export function once(build: () => StepId): () => StepId {
    let built: StepId | undefined;
    return () => {
        built ??= build();
        return built;
    };
}
