// What a module sees beyond itself. A side table: the syntax tree does not know.
import type { AstNode } from 'langium';
import type { Diagnostic } from './diagnostic.ts';
import type { Import, Module } from './generated/ast.ts';
import { isModule } from './generated/ast.ts';

export interface Environment {
    readonly prelude: Module | undefined;
    readonly imports: readonly ImportedModule[];
    /** What it sees without importing it: its own names and those that it imports come first. */
    readonly ambient: readonly Module[];
    readonly outcomes: ReadonlyMap<Import, ImportOutcome>;
    /** The modules of the library that declare a name; a param goes by the name that a check has for it, `wait.exclusive`. */
    readonly declaring: (name: string) => readonly string[];
}

export type ImportOutcome =
    /** `firstError`: why it cannot be used. */
    | { readonly kind: 'module'; readonly module: Module; readonly firstError: Diagnostic | undefined }
    /** `among`: the names there are. */
    | { readonly kind: 'missing'; readonly uri: string; readonly among: readonly string[] }
    /** The imports of the circle, the first module's first. */
    | { readonly kind: 'cycle'; readonly chain: readonly Import[] };

export interface ImportedModule {
    /** The last part of its name: `gup` in `gup.revalidate`. */
    readonly alias: string;
    readonly module: Module;
}

const environments = new WeakMap<Module, Environment>();
const ALONE: Environment = { prelude: undefined, imports: [], ambient: [], outcomes: new Map(), declaring: () => [] };

export function setEnvironment(module: Module, environment: Environment): void {
    environments.set(module, environment);
}

export function environmentOf(node: AstNode): Environment {
    const module = moduleOf(node);
    return (module && environments.get(module)) ?? ALONE;
}

export function moduleOf(node: AstNode): Module | undefined {
    let root = node;
    while (root.$container !== undefined) root = root.$container;
    return isModule(root) ? root : undefined;
}

/** The module itself, then what it imports. */
export function visibleModules(node: AstNode): readonly Module[] {
    const module = moduleOf(node);
    return module === undefined ? [] : [module, ...seenBy(module)];
}

/** What it imports, and what it sees without that. */
export function seenBy(module: Module): readonly Module[] {
    const { imports, ambient } = environmentOf(module);
    return [...new Set([...imports.map(imported => imported.module), ...ambient])];
}

/** The module, what it imports, what that imports, and so on. */
export function allModules(node: AstNode): readonly Module[] {
    const module = moduleOf(node);
    const found = new Set<Module>();
    const waiting = module === undefined ? [] : [module];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (found.has(next)) continue;
        found.add(next);
        waiting.push(...seenBy(next));
    }
    return [...found];
}
