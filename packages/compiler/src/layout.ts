// Where things are kept: the cells of variables, and the objects of structs.
//
// Every struct is a class of objects: those placed by `var x: T`, in arrays and inside other structs, those of its pool,
// and one for each activation that has a `stack` object of it. A field is one cell array over all of them.
import type { Cell, CellId, Domain, ObjectClass } from '@faultline/checker';
import type {
    Call,
    Expression,
    Filesystem,
    Lock,
    Script,
    Stack,
    Struct,
    SyntaxNode,
    Typing,
    ValueType,
    Var,
} from '@faultline/language';
import {
    accessorOf,
    baseOf,
    isAlloc,
    isAssignment,
    isBits,
    isCall,
    isFile,
    isFilesystem,
    isIndex,
    isLock,
    isMember,
    isMm,
    isNameReference,
    isStruct,
    isThread,
    isVar,
    membersOfStruct,
    perOf,
} from '@faultline/language';
import type { Cast } from './actors.ts';
import type { Builder } from './builder.ts';
import type { LoweredLock } from './context.ts';
import type { Numbering } from './domain.ts';
import { bitsFields, defaultOf, domainOf, valueNamesOf } from './domain.ts';
import type { Elaboration, Initial } from './elaborate.ts';
import type { Reach } from './reach.ts';
import { MOST_ELEMENTS, TooLarge } from './too-large.ts';
import { nodesIn } from './walk.ts';

/** A declared variable or lock. Its elements stand in the order `outer * per * length`. */
export interface Storage {
    readonly what: /** `isGhost`: outside of memory, so that reading it is no step. */
        | { readonly kind: 'cell'; readonly cell: CellId; readonly isGhost: boolean }
        /** Never changes: what each element holds. */
        | { readonly kind: 'fixed'; readonly values: readonly number[] }
        | { readonly kind: 'objects'; readonly struct: StructLayout; readonly base: number }
        | { readonly kind: 'list'; readonly list: ListStorage }
        | { readonly kind: 'lock'; readonly lock: LoweredLock };
    /** Of an element. */
    readonly type: ValueType;
    /** Present for arrays. */
    readonly length: number | undefined;
    readonly per: { readonly kind: 'thread' | 'cpu'; readonly count: number } | undefined;
}

export interface ListStorage {
    readonly name: string;
    /** `count[list]` elements stand in `slots[list * capacity …]`. */
    readonly slots: CellId;
    readonly count: CellId;
    readonly capacity: number;
    readonly of: ValueType;
}

export interface StructLayout {
    readonly declaration: Struct;
    readonly class: number;
    readonly objects: readonly string[];
    readonly pool: { readonly base: number; readonly size: number; readonly allocated: CellId } | undefined;
    /** Whether objects can be freed or retired, or are parts of such objects, so that a reference can be stale. */
    readonly hasLifetime: boolean;
    readonly isTypesafe: boolean;
    readonly fields: ReadonlyMap<SyntaxNode, Storage>;
    /** What a new object holds: the cell, elements for each object, and their values. */
    readonly initial: readonly { readonly cell: CellId; readonly width: number; readonly value: number }[];
}

export interface Layout {
    /** A variable or lock outside of structs, or a field. */
    readonly storageOf: (node: Var | Lock) => Storage;
    readonly structOf: (declaration: Struct) => StructLayout;
    /** The object that the first member of the group uses; the next member's follows. */
    readonly stackObject: (stack: Stack, site: SyntaxNode) => number;
    /** The object that an `mm`, `vma` or `file` declares. */
    readonly objectOf: (node: SyntaxNode) => number;
    readonly numbering: Numbering;
    readonly classes: () => readonly ObjectClass[];
    readonly structs: () => readonly StructLayout[];
    /** The value of a constant expression, references to placed objects included. */
    readonly constantOf: (expression: Expression | undefined) => number | undefined;
}

export interface LayoutInput {
    readonly script: Script;
    readonly typing: Typing;
    readonly builder: Builder;
    readonly cast: Cast;
    readonly elaboration: Elaboration;
    readonly reach: Reach;
    /** The `stack` statements that a group of actors can come to. */
    readonly stacksOf: (site: SyntaxNode) => readonly SyntaxNode[];
    readonly declareLock: (lock: Lock, name: string, instances: readonly string[]) => LoweredLock;
}

export function createLayout(input: LayoutInput): Layout {
    const { script, typing, builder, cast, elaboration, reach } = input;
    const storages = new Map<SyntaxNode, Storage>();
    const structs = new Map<Struct, StructLayout>();
    const objects = new Map<Struct, Objects>();
    const classIds: Struct[] = [];
    const { assigned, membersOf } = textOf(script);
    const variables = script.modules
        .flatMap(module => module.declarations)
        .filter(isVar)
        .filter(isUsed);

    const numbering: Numbering = {
        classOf: struct => {
            const known = classIds.indexOf(struct);
            return known >= 0 ? known : classIds.push(struct) - 1;
        },
        objectsOf: struct => objectsOf(struct).names.length,
        actors: () => cast.actors.map(actor => actor.name),
        typeOfField: field => typing.typeOfDeclaration(field),
    };
    const layout: Layout = {
        storageOf: node => {
            const known = storages.get(node);
            if (known !== undefined) return known;
            if (hasObjects(node.$container) && !(isVar(node) && perOf(node) === 'thread')) {
                const field = structOf(ownerOf(node.$container)).fields.get(node);
                if (field === undefined) throw new Error(`${node.name} has no storage`);
                return field;
            }
            const storage = store(node, [node.name], 'one', '');
            storages.set(node, storage);
            return storage;
        },
        structOf,
        stackObject: (stack, site) => {
            const struct = structNamed(typing.typeOfDeclaration(stack));
            if (struct === undefined) throw new Error(`${stack.name} is no object`);
            return objectsOf(struct).stacks.get(stack)?.get(site) ?? 0;
        },
        objectOf: node => {
            for (const { bases } of objects.values()) {
                const found = bases.get(node);
                if (found !== undefined) return found;
            }
            return -1;
        },
        numbering,
        classes: () =>
            classIds.map(struct => ({
                name: struct.name,
                size: objectsOf(struct).names.length,
                objects: objectsOf(struct).names,
            })),
        structs: () => [...structs.values()],
        constantOf,
    };
    for (const module of script.modules) {
        for (const node of module.declarations) {
            if ((isVar(node) || isLock(node)) && isUsed(node)) layout.storageOf(node);
            else if (
                isStruct(node) &&
                !node.local &&
                baseOf(node) === undefined &&
                isUsed(node) &&
                objectsOf(node).names.length > 0
            )
                structOf(node);
        }
    }
    return layout;

    /** All of the script's own, and what it comes to use of others. */
    function isUsed(node: SyntaxNode): boolean {
        return (
            reach.nodes.has(node) ||
            node.$container === script.module ||
            node.$container?.$container === script.module ||
            (isStruct(node) && (elaboration.allocated(node) > 0 || elaboration.placed(node).length > 0)) ||
            (isVar(node) && isStruct(node.$container) && elaboration.refers(node.$container.name, node.name))
        );
    }

    interface Objects {
        readonly names: string[];
        readonly bases: Map<SyntaxNode, number>;
        readonly stacks: Map<SyntaxNode, Map<SyntaxNode, number>>;
        pool: { readonly base: number; readonly size: number } | undefined;
    }

    function objectsOf(struct: Struct): Objects {
        const known = objects.get(struct);
        if (known !== undefined) return known;
        const found: Objects = { names: [], bases: new Map(), stacks: new Map(), pool: undefined };
        objects.set(struct, found);
        const place = (node: Var, outer: readonly string[]): void => {
            found.bases.set(node, found.names.length);
            for (const name of elementNames(outer, node)) found.names.push(name);
        };
        for (const node of variables) if (structOfVar(node) === struct) place(node, ['']);
        for (const { node, name } of elaboration.placed(struct)) {
            found.bases.set(node, found.names.length);
            found.names.push(name);
        }
        for (const container of usedStructs()) {
            if (container === struct) continue;
            for (const field of membersOf(container).filter(isVar)) {
                if (structOfVar(field) === struct) place(field, objectsOf(container).names);
            }
        }
        if (struct.pool !== undefined) {
            const size = Math.max(0, typing.constant(struct.pool) ?? 0);
            found.pool = { base: found.names.length, size };
            found.names.push(...Array.from({ length: size }, (_, index) => `${struct.name}#${index + 1}`));
        }
        for (const { node: site, members } of cast.groups) {
            for (const stack of input.stacksOf(site)) {
                if (structNamed(typing.typeOfDeclaration(stack)) !== struct) continue;
                const bases = found.stacks.get(stack) ?? new Map<SyntaxNode, number>();
                bases.set(site, found.names.length);
                found.stacks.set(stack, bases);
                found.names.push(...members.map(member => `${member.name}.${(stack as Stack).name}`));
            }
        }
        return found;
    }

    /** The struct that a field belongs to, wherever it is declared. */
    function ownerOf(container: Struct | Filesystem): Struct {
        if (isStruct(container)) return baseOf(container) ?? container;
        const inode = script.modules
            .flatMap(module => module.declarations)
            .find(each => isStruct(each) && each.extensible && each.name === 'inode');
        if (inode === undefined || !isStruct(inode)) throw new Error('there are no inodes');
        return inode;
    }

    function usedStructs(): readonly Struct[] {
        return script.modules
            .flatMap(module => module.declarations)
            .filter(isStruct)
            .filter(struct => !struct.extern && !struct.local && baseOf(struct) === undefined)
            .filter(struct => isUsed(struct) || membersOf(struct).some(isUsed));
    }

    function structOf(declaration: Struct): StructLayout {
        const known = structs.get(declaration);
        if (known !== undefined) return known;
        const { names: placed, pool } = objectsOf(declaration);
        // Of a struct without objects there are references, all null: its fields need a place all the same.
        const names = placed.length > 0 ? placed : [declaration.name];
        const fields = new Map<SyntaxNode, Storage>();
        const initial: { cell: CellId; width: number; value: number }[] = [];
        const allocated =
            pool === undefined
                ? undefined
                : builder.cell({
                      name: `${declaration.name}.allocated`,
                      domain: { kind: 'int', low: 0, high: 1 },
                      length: Math.max(1, pool.size),
                      initial: Array.from({ length: Math.max(1, pool.size) }, (_, index) =>
                          Number(index < elaboration.allocated(declaration)),
                      ),
                      elements: names.slice(pool.base, pool.base + Math.max(1, pool.size)),
                      class: 'machine',
                      valueNames: ['free', 'allocated'],
                  });
        const struct: StructLayout = {
            declaration,
            class: numbering.classOf(declaration),
            objects: names,
            pool: pool === undefined || allocated === undefined ? undefined : { ...pool, allocated },
            hasLifetime: hasLifetime(declaration),
            isTypesafe: declaration.typesafe,
            fields,
            initial,
        };
        structs.set(declaration, struct);
        for (const member of membersOf(declaration)) {
            if (!(isVar(member) || isLock(member)) || !isUsed(member)) continue;
            const storage = store(member, names, 'objects', declaration.name);
            fields.set(member, storage);
            const width = (storage.length ?? 1) * (storage.per?.count ?? 1);
            if (storage.what.kind === 'cell') {
                const domain = builder.cells()[storage.what.cell]!.domain;
                const value = (isVar(member) ? constantOf(member.value) : undefined) ?? defaultOf(domain);
                initial.push({ cell: storage.what.cell, width, value });
            } else if (storage.what.kind === 'list') initial.push({ cell: storage.what.list.count, width, value: 0 });
        }
        return struct;
    }

    function hasLifetime(declaration: Struct): boolean {
        const { pool, stacks } = objectsOf(declaration);
        if (pool !== undefined || stacks.size > 0) return true;
        return usedStructs().some(
            container =>
                container !== declaration &&
                !container.typesafe &&
                membersOf(container).some(member => isVar(member) && structOfVar(member) === declaration) &&
                hasLifetime(container),
        );
    }

    function store(node: Var | Lock, outer: readonly string[], scope: 'one' | 'objects', prefix: string): Storage {
        const length = node.length === undefined ? undefined : Math.max(1, typing.constant(node.length) ?? 1);
        const per =
            isVar(node) && perOf(node) !== undefined
                ? {
                      kind: perOf(node)!,
                      count: perOf(node) === 'thread' ? Math.max(1, cast.actors.length) : Math.max(1, cast.cpus.length),
                  }
                : undefined;
        const names = elementNames(scope === 'one' ? [''] : outer, node);
        const name = prefix === '' ? node.name : `${prefix}.${node.name}`;
        if (isLock(node)) {
            const lock = input.declareLock(node, name, names);
            return { what: { kind: 'lock', lock }, type: elementType(node), length, per: undefined };
        }
        const type = elementType(node);
        if (type.kind === 'struct') {
            const struct = structOf(type.declaration);
            const base = objectsOf(type.declaration).bases.get(node);
            if (base === undefined) throw new Error(`${name} has no objects`);
            return { what: { kind: 'objects', struct, base }, type, length, per };
        }
        if (type.kind === 'list') {
            return {
                what: { kind: 'list', list: declareList(node, name, names, type) },
                type,
                length,
                per,
            };
        }
        const domain = domainOf(type, numbering);
        const value = constantOf(node.value) ?? defaultOf(domain);
        const values = names.map((_, index) => inTheBeginning(node, index, names.length / outer.length, type) ?? value);
        if (isFixed(node)) return { what: { kind: 'fixed', values }, type, length, per };
        const cell = declareCell(name, names, domain, values, {
            class: node.ghost ? 'ghost' : node.machine ? 'machine' : 'memory',
            ...namesOf(type),
        });
        return { what: { kind: 'cell', cell, isGhost: node.ghost || node.machine }, type, length, per };
    }

    /** Constants of objects, and what belongs to the machine and nobody changes. */
    function isFixed(node: Var): boolean {
        return node.fixed || (node.machine && !assigned.has(node));
    }

    /** What the declarations of files and address spaces put there. */
    function inTheBeginning(node: Var, index: number, width: number, type: ValueType): number | undefined {
        const { $container: container } = node;
        if (!hasObjects(container)) return numberOf(elaboration.initial('', 0, node.name, index), type);
        if (perOf(node) === 'thread') return numberOf(elaboration.initial('thread', index, node.name, 0), type);
        const struct = ownerOf(container);
        if (!struct.extensible && !struct.typesafe && struct.pool === undefined) return undefined;
        const object = Math.floor(index / width);
        const { pool, bases } = objectsOf(struct);
        const placed = elaboration.placed(struct).find(each => bases.get(each.node) === object);
        const isPooled = pool !== undefined && object >= pool.base && object < pool.base + pool.size;
        const owner = placed?.node ?? (isPooled ? object - pool.base : undefined);
        if (owner === undefined) return undefined;
        return numberOf(elaboration.initial(struct.name, owner, node.name, index % width), type);
    }

    function numberOf(initial: Initial | undefined, type: ValueType): number | undefined {
        switch (initial?.kind) {
            case undefined:
                return undefined;
            case 'number':
                return initial.value;
            case 'object':
                return type.kind === 'ref'
                    ? 2 * (objectsOf(type.declaration).bases.get(initial.node) ?? 0) + 1
                    : undefined;
            case 'pooled': {
                const pool = type.kind === 'ref' ? objectsOf(type.declaration).pool : undefined;
                return pool === undefined || initial.index >= pool.size
                    ? undefined
                    : 2 * (pool.base + initial.index) + 1;
            }
            case 'word': {
                if (type.kind !== 'bits') return undefined;
                let word = 0;
                for (const field of bitsFields(type.declaration.fields, numbering)) {
                    word += (numberOf(initial.fields.get(field.name), field.type) ?? 0) * 2 ** field.shift;
                }
                return word;
            }
        }
    }

    function declareCell(
        name: string,
        names: readonly string[],
        domain: Domain,
        initial: readonly number[],
        extra: Pick<Cell, 'class' | 'valueNames' | 'hidden'>,
    ): CellId {
        const [only] = names;
        return names.length === 1 && only !== undefined
            ? builder.cell({ name: only, domain, length: 1, initial, ...extra })
            : builder.cell({ name, domain, length: names.length, initial, elements: names, ...extra });
    }

    function declareList(
        node: Var,
        name: string,
        names: readonly string[],
        { of, capacity }: Extract<ValueType, { kind: 'list' }>,
    ): ListStorage {
        requireFew(node, names.length * capacity);
        const places = names.flatMap(list =>
            Array.from({ length: Math.max(1, capacity) }, (_, place) => `${list}[${place}]`),
        );
        const domain = domainOf(of, numbering);
        const slots = declareCell(
            name,
            places,
            domain,
            places.map(() => 0),
            { class: 'memory', ...namesOf(of) },
        );
        const lengths = names.map(list => `${list}.length`);
        const count = declareCell(
            `${name}.length`,
            lengths,
            { kind: 'int', low: 0, high: capacity },
            lengths.map(() => 0),
            {
                class: 'memory',
            },
        );
        return { name, slots, count, capacity, of };
    }

    function namesOf(type: ValueType): Pick<Cell, 'valueNames'> {
        const valueNames = valueNamesOf(type, numbering);
        return valueNames === undefined ? {} : { valueNames };
    }

    /** The type of an element of an array. */
    function elementType(node: Var | Lock): ValueType {
        const type = typing.typeOfDeclaration(node);
        return type.kind === 'array' ? type.of : type;
    }

    function structOfVar(node: Var): Struct | undefined {
        return structNamed(elementType(node));
    }

    function elementNames(outer: readonly string[], node: Var | Lock): readonly string[] {
        const owners =
            isVar(node) && perOf(node) === 'thread'
                ? cast.actors.map(actor => actor.name)
                : isVar(node) && perOf(node) === 'cpu'
                  ? cast.cpus
                  : undefined;
        const length = node.length === undefined ? 1 : Math.max(1, typing.constant(node.length) ?? 1);
        const count = outer.length * (owners?.length ?? 1) * length;
        requireFew(node, count);
        const names = outer.flatMap(object => {
            const own = object === '' ? node.name : `${object}.${node.name}`;
            return owners === undefined ? [own] : owners.map(owner => `${owner}.${own}`);
        });
        if (node.length === undefined) return names;
        return names.flatMap(name => Array.from({ length }, (_, index) => `${name}[${index}]`));
    }

    function constantOf(expression: Expression | undefined): number | undefined {
        if (expression === undefined) return undefined;
        const value = typing.constant(expression);
        if (value !== undefined) return value;
        switch (expression.$type) {
            case 'NullLiteral':
                return 0;
            case 'Group':
                return constantOf(expression.inner);
            case 'Call':
                return isCall(expression) && accessorOf(expression) === undefined ? wordOf(expression) : undefined;
            case 'UnaryExpression':
                return expression.operator === '&' ? constantOf(expression.operand) : undefined;
            case 'NameReference':
            case 'Index':
            case 'Member': {
                const thread = threadConstant(expression);
                if (thread !== undefined) return thread;
                const object = placedObject(expression);
                return object === undefined ? fixedValue(expression) : 2 * object + 1;
            }
            default:
                return undefined;
        }
    }

    /** A constant of a placed object: `x.inode`. */
    function fixedValue(expression: Expression): number | undefined {
        const array = isIndex(expression) ? expression.array : expression;
        const element = isIndex(expression) ? typing.constant(expression.index) : 0;
        if (!isMember(array) || element === undefined) return undefined;
        const { ref } = array.member;
        if (ref === undefined || !isVar(ref) || !ref.fixed) return undefined;
        const object = constantOf(array.receiver);
        const storage = layout.storageOf(ref);
        if (object === undefined || object <= 0 || storage.per !== undefined || storage.what.kind !== 'fixed')
            return undefined;
        return storage.what.values[Math.floor((object - 1) / 2) * (storage.length ?? 1) + element];
    }

    function threadConstant(expression: Expression): number | undefined {
        const array = isIndex(expression) ? expression.array : expression;
        const index = isIndex(expression) ? typing.constant(expression.index) : 0;
        if (!isNameReference(array) || index === undefined) return undefined;
        const { ref } = array.reference;
        if (ref === undefined || !isThread(ref)) return undefined;
        const member = cast.membersOf(ref)[index];
        return member === undefined ? 0 : member.id + 1;
    }

    function wordOf(call: Call): number | undefined {
        const callee = isNameReference(call.callee) ? call.callee.reference.ref : undefined;
        if (!isBits(callee)) return undefined;
        let word = 0;
        for (const field of bitsFields(callee.fields, numbering)) {
            const given = call.arguments.find(argument => argument.field?.ref === field.field);
            const value = given === undefined ? 0 : constantOf(given.value);
            if (value === undefined) return undefined;
            word += value * 2 ** field.shift;
        }
        return word;
    }

    /** The number of a statically placed object: `x`, `a[1]`, `x.inner`. */
    function placedObject(expression: Expression): number | undefined {
        if (isAlloc(expression)) return undefined;
        if (isIndex(expression)) {
            const index = typing.constant(expression.index);
            const first = placedObject(expression.array);
            return index === undefined || first === undefined ? undefined : first + index;
        }
        if (isNameReference(expression)) {
            const node = expression.reference.ref;
            if (node === undefined) return undefined;
            if (isMm(node) || isFile(node)) {
                const struct = structNamed(typing.typeOfDeclaration(node));
                return struct === undefined ? undefined : objectsOf(struct).bases.get(node);
            }
            if (!isVar(node)) return undefined;
            const struct = structOfVar(node);
            return struct === undefined ? undefined : objectsOf(struct).bases.get(node);
        }
        if (isMember(expression)) {
            const node = expression.member.ref;
            const container = placedObject(expression.receiver);
            if (node === undefined || !isVar(node) || container === undefined) return undefined;
            const struct = structOfVar(node);
            const base = struct === undefined ? undefined : objectsOf(struct).bases.get(node);
            const width = node.length === undefined ? 1 : (typing.constant(node.length) ?? 1);
            return base === undefined ? undefined : base + container * width;
        }
        return undefined;
    }
}

interface Text {
    /** Variables that some code assigns to. */
    readonly assigned: ReadonlySet<SyntaxNode>;
    /** The struct's own members, and what other modules add. */
    readonly membersOf: (struct: Struct) => readonly SyntaxNode[];
}

const texts = new WeakMap<Script, Text>();

/** What does not depend on the check. */
function textOf(script: Script): Text {
    const known = texts.get(script);
    if (known !== undefined) return known;
    const targets = script.modules
        .flatMap(nodesIn)
        .filter(isAssignment)
        .flatMap(({ target }) => [...named(target)]);
    const members = new Map<Struct, readonly SyntaxNode[]>();
    const membersOf = (struct: Struct): readonly SyntaxNode[] => {
        const found = members.get(struct) ?? membersOfStruct(struct, script.modules);
        members.set(struct, found);
        return found;
    };
    const text: Text = { assigned: new Set(targets), membersOf };
    texts.set(script, text);
    return text;
}

function* named(target: Expression): Iterable<SyntaxNode> {
    if (isIndex(target)) yield* named(target.array);
    const { ref } = isNameReference(target) ? target.reference : isMember(target) ? target.member : { ref: undefined };
    if (ref !== undefined) yield ref;
    if (isMember(target)) yield* named(target.receiver);
}

function requireFew(node: Var | Lock, places: number): void {
    if (places <= MOST_ELEMENTS) return;
    throw new TooLarge(
        node,
        `All in all \`${node.name}\` takes ${places} places; at most ${MOST_ELEMENTS} can be checked.`,
    );
}

/** What fields belong to: a struct, or what adds fields to one. */
const hasObjects = (container: SyntaxNode): container is Struct | Filesystem =>
    isStruct(container) || isFilesystem(container);

const structNamed = (type: ValueType): Struct | undefined => (type.kind === 'struct' ? type.declaration : undefined);
