// What a file in `diagnostics/` exports: what it looks at, and what it finds there.
import type { Fix, Place, Severity } from './diagnostic.ts';
import type { FaultlineAstType, Module } from './generated/ast.ts';
import type { Typing } from './typing.ts';

export interface Rule {
    readonly code: string;
    readonly severity: Severity;
    /** Called for each node of the type. Parts of a node may be missing where its syntax is broken. */
    readonly visit: Visitors;
    /** Whether it draws conclusions from what is not there, and so says nothing where the syntax is broken. */
    readonly needsWholeSyntax?: true;
}

export type Visitors = {
    readonly [T in keyof FaultlineAstType]?: (node: FaultlineAstType[T], context: Context) => Iterable<Finding>;
};

export interface Context {
    readonly module: Module;
    /** The typing without overrides. */
    readonly typing: Typing;
    /** The values of `machine.NAME` without overrides. */
    readonly machine: (name: string) => number | undefined;
}

export interface Finding {
    readonly place: Place;
    readonly message: string;
    readonly related?: readonly { readonly place: Place; readonly message: string }[];
    readonly hint?: string;
    readonly fix?: Fix;
    /** Instead of the rule's own. */
    readonly severity?: Severity;
}

/** A repair that replaces one place. */
export function replace(title: string, place: Place, text: string): Fix {
    return { title, edits: [{ place, text }] };
}

export function codeList(words: readonly string[]): string {
    return words.map(word => `\`${word}\``).join(', ');
}
