// How declarations of files and address spaces hang together with the structs of the machine's modules, and what other
// modules add to those.
import type { AstNode } from 'langium';
import { allModules, environmentOf, moduleOf, seenBy, visibleModules } from './environment.ts';
import type { Call, Expression, Filesystem, Fn, Mm, Module, Struct, StructMember, Var, Vma } from './generated/ast.ts';
import { isBits, isFilesystem, isFn, isMm, isNameReference, isStruct } from './generated/ast.ts';

/** The modules that a script sees as soon as it speaks of memory. */
export const MACHINE_MODULES: readonly string[] = ['machine.memory', 'machine.tlb', 'machine.mmu'];

/** A struct of the machine, as the module of the node sees it. */
export function machineStruct(node: AstNode, name: string): Struct | undefined {
    for (const module of visibleModules(node)) {
        const found = structNamed(module, name);
        if (found?.extensible) return found;
    }
    return undefined;
}

/** The struct that a struct adds fields to; absent where it is a struct of its own. */
export function baseOf(struct: Struct): Struct | undefined {
    const module = moduleOf(struct);
    if (struct.extensible || struct.extern || module === undefined) return undefined;
    const { prelude } = environmentOf(module);
    for (const other of seenBy(module)) {
        const found = structNamed(other, struct.name);
        if (found?.extensible) return found;
    }
    return prelude === undefined ? undefined : structNamed(prelude, struct.name);
}

/** Its own members, and those that the modules add: `struct` of the same name, and for inodes the filesystems. */
export function membersOfStruct(struct: Struct, modules: readonly Module[]): readonly (StructMember | Fn)[] {
    if (!struct.extensible && !struct.extern) return struct.members;
    return [
        ...struct.members,
        ...modules.flatMap(module =>
            module.declarations.flatMap((declaration): readonly (StructMember | Fn)[] => {
                if (isStruct(declaration) && declaration !== struct && baseOf(declaration) === struct) {
                    return declaration.members;
                }
                if (struct.name !== 'inode') return [];
                if (isFilesystem(declaration)) return declaration.members.filter(member => !isFn(member));
                return isFn(declaration) && declaration.hook ? [declaration] : [];
            }),
        ),
    ];
}

const seenMembers = new WeakMap<Module, Map<Struct, readonly (StructMember | Fn)[]>>();

/** The members of a struct as a node's module sees them. */
export function visibleMembers(struct: Struct, node: AstNode): readonly (StructMember | Fn)[] {
    const module = moduleOf(node);
    if (module === undefined || (!struct.extensible && !struct.extern)) return struct.members;
    const known = seenMembers.get(module) ?? new Map<Struct, readonly (StructMember | Fn)[]>();
    seenMembers.set(module, known);
    const found = known.get(struct) ?? membersOfStruct(struct, allModules(module));
    known.set(struct, found);
    return found;
}

/** The hook that a filesystem's function stands for. */
export function hookOf(fn: Fn): Fn | undefined {
    if (!isFilesystem(fn.$container)) return undefined;
    return hooksSeenFrom(fn.$container).find(hook => hook.name === fn.name);
}

export function hooksSeenFrom(node: Filesystem): readonly Fn[] {
    return allModules(node).flatMap(module =>
        module.declarations.filter((declaration): declaration is Fn => isFn(declaration) && declaration.hook),
    );
}

/** Whether a module is a part of the machine: it declares what others add to, or imports such a module itself. */
export function isMachineModule(module: Module): boolean {
    return (
        module.imports.some(node => node.module?.startsWith('machine.')) ||
        module.declarations.some(node => isStruct(node) && node.extensible)
    );
}

/** Whether a variable is there once for each thread or CPU. */
export function perOf(node: Var): Var['per'] {
    const { $container: container } = node;
    return isStruct(container) && container.name === 'thread' && !container.extern ? 'thread' : node.per;
}

/** `pte(mm, a)`: called with values that have no names, a word is what the function `pte_at` finds. */
export function accessorOf(call: Call): Fn | undefined {
    const bits = isNameReference(call.callee) ? call.callee.reference?.ref : undefined;
    if (!isBits(bits) || call.arguments.length === 0 || call.arguments[0]?.field !== undefined) return undefined;
    return moduleOf(bits)?.declarations.find((each): each is Fn => isFn(each) && each.name === `${bits.name}_at`);
}

export interface VmaPlace {
    /** The number of its first page in the address space. */
    readonly page: number;
    readonly pages: number;
}

/** Where the mappings of an address space are. The pages of the first page table stay unmapped, so that no address is 0. */
export function placesOf(
    mm: Mm,
    constant: (expression: Expression | undefined) => number | undefined,
    pmdPages = 1,
): ReadonlyMap<Vma, VmaPlace> {
    const places = new Map<Vma, VmaPlace>();
    let next = pmdPages;
    for (const vma of mm.vmas) {
        const pages = Math.max(1, pagesOf(vma, constant));
        const isHuge = vma.flags.some(flag => flag.name === 'huge');
        const given = constant(vma.flags.find(flag => flag.name === 'page')?.values[0]);
        const page = given ?? (isHuge ? Math.ceil(next / pmdPages) * pmdPages : next);
        places.set(vma, { page, pages });
        next = Math.max(next, page + pages);
    }
    return places;
}

/** How many pages a mapping has; a free slot has room for one unless it says otherwise. */
export function pagesOf(vma: Vma, constant: (expression: Expression | undefined) => number | undefined): number {
    const first = constant(vma.first);
    if (vma.none || vma.anonymous) return vma.first === undefined ? 1 : (first ?? 1);
    return vma.last === undefined ? 1 : (constant(vma.last) ?? 0) - (first ?? 0) + 1;
}

const mms = new WeakMap<readonly Module[], readonly Mm[]>();

export function mmsIn(modules: readonly Module[]): readonly Mm[] {
    const found = mms.get(modules) ?? modules.flatMap(module => module.declarations.filter(isMm));
    mms.set(modules, found);
    return found;
}

const structs = new WeakMap<Module, ReadonlyMap<string, Struct>>();

function structNamed(module: Module, name: string): Struct | undefined {
    let named = structs.get(module);
    if (named === undefined) {
        // The first of a name counts.
        named = new Map(
            module.declarations
                .filter(isStruct)
                .toReversed()
                .map(each => [each.name, each]),
        );
        structs.set(module, named);
    }
    return named.get(name);
}
