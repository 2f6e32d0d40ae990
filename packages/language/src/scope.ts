// Which declaration a name means.
//
// A block knows the registers declared before the place, innermost first; then come the parameters, the module's own
// names, those of the modules it imports, and the prelude. Members belong to the type of what stands before the dot.
import type {
    AstNode,
    AstNodeDescription,
    LangiumCoreServices,
    ReferenceInfo,
    Scope,
    ScopeProvider,
    Stream,
} from 'langium';
import { stream } from 'langium';
import { environmentOf, moduleOf, visibleModules } from './environment.ts';
import type {
    Block,
    Break,
    Call,
    Continue,
    Expression,
    Member,
    Mode,
    Module,
    NameReference,
    Struct,
} from './generated/ast.ts';
import {
    isArgument,
    isBinaryExpression,
    isBits,
    isBlock,
    isCall,
    isChooseValue,
    isEnum,
    isEvent,
    isFilesystem,
    isFn,
    isKnob,
    isKnobReference,
    isLabel,
    isLet,
    isLock,
    isLoop,
    isMm,
    isNameReference,
    isOverride,
    isQuantifier,
    isStack,
    isStruct,
    isTypeAlias,
    isVar,
    isWhile,
} from './generated/ast.ts';
import { baseOf, hookOf, visibleMembers } from './machine.ts';
import { targetOfOverride } from './override-target.ts';
import type { MemberStruct } from './prelude.ts';
import { knobEnum, lockKindNamed, lockOperationOf, policyEnum } from './prelude.ts';
import { actorNamedBy, isCode, lockNamedBy, registersOf } from './threads.ts';
import { createTyping } from './typing.ts';

/** A name and the declarations it means at some place; more than one is ambiguous. */
export interface Names {
    readonly find: (name: string) => readonly AstNode[];
    readonly all: () => Iterable<AstNode>;
}

/** Member names depend on types, and types on names; lengths and bounds do not matter here, so no params are needed. */
const typing = createTyping(new Map());

export class FaultlineScopeProvider implements ScopeProvider {
    private readonly describe: (node: AstNode) => AstNodeDescription;

    constructor(services: LangiumCoreServices) {
        const provider = services.workspace.AstNodeDescriptionProvider;
        this.describe = node => provider.createDescription(node, nameOf(node));
    }

    getScope({ container, property }: ReferenceInfo): Scope {
        const names = namesFor(container, property);
        const { describe } = this;
        const describeAll = (nodes: Iterable<AstNode>): Stream<AstNodeDescription> => stream(nodes).map(describe);
        return {
            getElement: name => {
                const [first] = names.find(name);
                return first === undefined ? undefined : describe(first);
            },
            getElements: name => describeAll(names.find(name)),
            getAllElements: () => describeAll(names.all()),
        };
    }
}

/** The names that may stand in a property of a node. */
export function namesFor(container: AstNode, property: string): Names {
    switch (container.$type) {
        case 'NameReference':
            return namesOfValue(container as NameReference);
        case 'Member':
            return listed(membersOf(container as Member));
        case 'Argument':
            return listed(fieldsOfConstructor(container));
        case 'Break':
        case 'Continue':
            return listed(labelsAround(container as Break | Continue));
        case 'Mode':
            return listed(isLock(container.$container) ? container.$container.modes : []);
        case 'Lock':
            return property === 'policy' ? policies(container) : globals(container, ['ExternLockKind']);
        case 'Alloc':
            return globals(container, ['Struct']);
        case 'Interrupt':
            return globals(container, ['Thread']);
        case 'Thread':
            return globals(container, ['Mm']);
        case 'File':
            return globals(container, ['Filesystem']);
        case 'Vma':
            return globals(container, ['File']);
        case 'TypeAlias':
            return globals(container, ['Struct']);
        default:
            return globals(container, ['Enum', 'Bits', 'Struct', 'ExternLockKind']);
    }
}

/** What may stand after the dot of a member access. */
function membersOf(member: Member): readonly AstNode[] {
    const { receiver } = member;
    if (receiver === undefined) return [];
    if (isNameReference(receiver) && isEnum(receiver.reference?.ref)) return receiver.reference.ref.members;
    if (receiver.$type === 'Current')
        return [
            ...membersPer(member, receiver.kind === 'current' ? 'thread' : 'cpu'),
            ...(receiver.kind === 'current' ? preludeMembers(member, 'thread') : []),
        ];
    const type = typing.typeOf(receiver);
    switch (type.kind) {
        case 'struct':
        case 'ref':
            return [
                ...visibleMembers(type.declaration, member),
                ...(isNameReference(receiver) && isMm(receiver.reference?.ref) ? receiver.reference.ref.vmas : []),
            ];
        case 'bits':
            return type.declaration.fields;
        case 'list':
            return preludeMembers(member, 'List');
        case 'lock':
            return [...preludeMembers(member, 'Lock'), ...(lockNamedBy(receiver)?.modes ?? [])];
        case 'thread': {
            const actor = actorNamedBy(receiver);
            return [
                ...(actor === undefined ? [] : registersOf(actor)),
                ...membersPer(member, 'thread'),
                ...preludeMembers(member, 'thread'),
            ];
        }
        default:
            return [];
    }
}

/** Own names of a module, members of its enums included; several declarations of a name stand in the order of the text. */
export function exportsOf(module: Module): ReadonlyMap<string, readonly AstNode[]> {
    let table = moduleTables.get(module);
    if (table === undefined) {
        table = tableOf(module);
        moduleTables.set(module, table);
    }
    return table;
}

export function nameOf(node: AstNode): string {
    return 'name' in node && typeof node.name === 'string' ? node.name : '';
}

const moduleTables = new WeakMap<Module, ReadonlyMap<string, readonly AstNode[]>>();
const blockTables = new WeakMap<Block, ReadonlyMap<string, readonly AstNode[]>>();
const UNNAMED = new Set(['Check', 'MachineActor', 'Machine', 'Invariant', 'Final', 'Exists']);

function tableOf(module: Module): ReadonlyMap<string, readonly AstNode[]> {
    const table = new Map<string, AstNode[]>();
    const add = (node: AstNode) => {
        const name = nameOf(node);
        if (name === '') return;
        const known = table.get(name);
        if (known === undefined) table.set(name, [node]);
        else known.push(node);
    };
    for (const declaration of module.declarations) if (!UNNAMED.has(declaration.$type)) add(declaration);
    const isPrelude = environmentOf(module).prelude === undefined;
    for (const declaration of module.declarations) {
        if (isEnum(declaration) && !(isPrelude && /^(?:knob|policy)_/.test(declaration.name)))
            declaration.members.forEach(add);
    }
    return table;
}

function namesOfValue(reference: NameReference): Names {
    const expected = expectedNames(reference);
    const around = namesAround(reference);
    return {
        find: name => {
            const found = expected.filter(node => nameOf(node) === name);
            return found.length > 0 ? found : around.find(name);
        },
        all: () => [...expected, ...around.all()],
    };
}

/** Names that the place itself suggests: words of a knob, policies, modes of a lock. */
export function expectedNames(reference: NameReference): readonly AstNode[] {
    const parent = reference.$container;
    if (isKnob(parent)) return wordsOfKnob(reference, parent.name);
    if (isBinaryExpression(parent)) {
        const knob = [parent.left, parent.right].find(isKnobReference);
        return knob === undefined ? [] : wordsOfKnob(reference, knob.knob ?? '');
    }
    if (isOverride(parent) && parent.value === reference) {
        const target = targetOfOverride(parent);
        if (target.kind === 'knob') return wordsOfKnob(reference, target.knob.name);
        if (target.kind === 'policy') return preludeEnum(reference, policyEnum(target.lockKind.name));
        return [];
    }
    return isArgument(parent) && isCall(parent.$container)
        ? modesFor(parent.$container, parent.$containerIndex ?? 0)
        : [];
}

/** The modes that an argument of a lock operation may name; those of all mode locks if the lock is a parameter. */
function modesFor(call: Call, index: number): readonly AstNode[] {
    const callee = isNameReference(call.callee) ? call.callee.reference?.ref : undefined;
    const found = lockOperationOf(callee);
    if (index === 0 || found?.operation.parameters[index - 1]?.type !== 'mode') return [];
    const lock = lockNamedBy(call.arguments[0]?.value);
    return lock === undefined ? modesSeenFrom(call) : lock.modes;
}

/** The modes of all locks whose declaration is visible. */
export function modesSeenFrom(node: AstNode): readonly Mode[] {
    return visibleModules(node).flatMap(module =>
        module.declarations.flatMap(declaration => {
            const isOwner = isStruct(declaration) || isFilesystem(declaration);
            const locks = isOwner ? declaration.members : [declaration];
            return locks.filter(isLock).flatMap(each => each.modes);
        }),
    );
}

function wordsOfKnob(node: AstNode, knob: string): readonly AstNode[] {
    return preludeEnum(node, knobEnum(knob));
}

function policies(node: AstNode): Names {
    const kind = isLock(node) ? lockKindNamed(node.lockKind?.$refText) : undefined;
    return listed(kind === undefined ? [] : preludeEnum(node, policyEnum(kind.name)));
}

function preludeEnum(node: AstNode, name: string): readonly AstNode[] {
    const prelude = environmentOf(node).prelude;
    const found = prelude === undefined ? undefined : exportsOf(prelude).get(name)?.[0];
    return isEnum(found) ? found.members : [];
}

function preludeMembers(node: AstNode, name: MemberStruct): readonly AstNode[] {
    const prelude = environmentOf(node).prelude;
    const found = prelude === undefined ? undefined : exportsOf(prelude).get(name)?.[0];
    return isStruct(found) ? (found as Struct).members : [];
}

/** Shared variables that exist once for each thread or CPU. */
function membersPer(node: AstNode, per: 'thread' | 'cpu'): readonly AstNode[] {
    return visibleModules(node).flatMap(module =>
        module.declarations.flatMap(declaration => {
            if (isVar(declaration)) return declaration.per === per ? [declaration] : [];
            // `struct thread { … }` adds fields to all threads.
            const isOfThreads = per === 'thread' && isStruct(declaration) && declaration.name === 'thread';
            return isOfThreads && !declaration.extern ? declaration.members : [];
        }),
    );
}

function fieldsOfConstructor(argument: AstNode): readonly AstNode[] {
    const call = argument.$container;
    const callee: Expression | undefined = isCall(call) ? call.callee : undefined;
    const declaration = isNameReference(callee) ? callee.reference?.ref : undefined;
    if (isStruct(declaration)) return declaration.local ? declaration.members : [];
    return isBits(declaration) ? declaration.fields : [];
}

/** Labels right before a loop that surrounds the place. */
function labelsAround(node: AstNode): readonly AstNode[] {
    const labels: AstNode[] = [];
    for (let child: AstNode = node; child.$container !== undefined && !isCode(child); child = child.$container) {
        const block = child.$container;
        if (!isBlock(block) || !(isLoop(child) || isWhile(child))) continue;
        for (let at = (child.$containerIndex ?? 0) - 1; isLabel(block.statements[at]); at--)
            labels.push(block.statements[at]!);
    }
    return labels;
}

/** Everything a value may be named by, innermost first. */
function namesAround(node: AstNode): Names {
    return {
        find: name => findAround(node, name),
        all: () => allAround(node),
    };
}

function findAround(node: AstNode, name: string): readonly AstNode[] {
    for (let child = node; child.$container !== undefined; child = child.$container) {
        const local = findLocal(child.$container, child, name);
        if (local !== undefined) return [local];
    }
    // A value comes before a type of the same name.
    const values = findGlobal(node, name, each => !isStruct(each) || each.local);
    return values.length > 0 ? values : findGlobal(node, name, () => true);
}

function findLocal(container: AstNode, child: AstNode, name: string): AstNode | undefined {
    if (isBlock(container)) {
        const index = child.$containerIndex ?? 0;
        return registersIn(container)
            .get(name)
            ?.findLast(register => (register.$containerIndex ?? 0) < index);
    }
    return parametersOf(container, child).find(parameter => nameOf(parameter) === name);
}

function* allAround(node: AstNode): Iterable<AstNode> {
    for (let child = node; child.$container !== undefined; child = child.$container) {
        const container = child.$container;
        const index = child.$containerIndex ?? 0;
        if (isBlock(container)) {
            for (const registers of registersIn(container).values()) {
                const visible = registers.findLast(register => (register.$containerIndex ?? 0) < index);
                if (visible !== undefined) yield visible;
            }
        } else yield* parametersOf(container, child);
    }
    for (const table of globalTables(node)) for (const nodes of table.values()) yield* nodes;
}

function parametersOf(container: AstNode, child: AstNode): readonly AstNode[] {
    if (isFn(container)) {
        // A filesystem's function knows the inode by the name that the hook gives it.
        const [inode] = hookOf(container)?.parameters ?? [];
        return inode === undefined ? container.parameters : [inode, ...container.parameters];
    }
    if (isEvent(container))
        return container.parameter === undefined || container.parameter === child ? [] : [container.parameter];
    return isQuantifier(container) && container.body === child ? [container] : [];
}

function registersIn(block: Block): ReadonlyMap<string, readonly AstNode[]> {
    let table = blockTables.get(block);
    if (table === undefined) {
        table = Map.groupBy(
            block.statements.filter(statement => isLet(statement) || isChooseValue(statement) || isStack(statement)),
            nameOf,
        );
        blockTables.set(block, table);
    }
    return table;
}

function globals(node: AstNode, types: readonly string[]): Names {
    const accepts = (declaration: AstNode) => types.includes(declaration.$type);
    return {
        find: name => findGlobal(node, name, accepts),
        all: () =>
            stream(globalTables(node))
                .flatMap(table => stream(table.values()).flat())
                .filter(accepts as never),
    };
}

function findGlobal(node: AstNode, name: string, accepts: (declaration: AstNode) => boolean): readonly AstNode[] {
    const module = moduleOf(node);
    if (module === undefined) return [];
    const { ambient, imports, prelude } = environmentOf(module);
    const among = (other: Module): readonly AstNode[] => {
        const found = exportsOf(other).get(name);
        return found === undefined
            ? []
            : (found.map(meant).filter(each => each !== undefined && accepts(each)) as AstNode[]);
    };
    const own = among(module);
    if (own.length > 0) return [...new Set(own)];
    const imported = new Set(imports.flatMap(each => among(each.module)));
    if (imported.size > 0) return [...imported];
    const seen = new Set(ambient.flatMap(among));
    if (seen.size > 0) return [...seen];
    return prelude === undefined ? [] : among(prelude);
}

/** What adds to a struct means that struct; another name of a struct means the struct. */
function meant(node: AstNode): AstNode | undefined {
    if (isTypeAlias(node)) return node.struct?.ref;
    return isStruct(node) ? (baseOf(node) ?? node) : node;
}

function globalTables(node: AstNode): readonly ReadonlyMap<string, readonly AstNode[]>[] {
    const { prelude } = environmentOf(node);
    return [...visibleModules(node), ...(prelude === undefined ? [] : [prelude])].map(exportsOf);
}

function listed(nodes: readonly AstNode[]): Names {
    return { find: name => nodes.filter(node => nameOf(node) === name), all: () => nodes };
}
