// What a document declares, as an outline.
import type { Place, Script, SyntaxNode } from '@faultline/language';
import { isLabel, nameOf, placeOf, placeOfName } from '@faultline/language';
import { declarationInWords } from '../describe/declaration.ts';
import { nodesIn } from '../syntax/node-at.ts';

export interface OutlineItem {
    readonly name: string;
    readonly kind: OutlineKind;
    /** The declaration without its name, where that says more. */
    readonly detail: string;
    readonly place: Place;
    /** The name alone. */
    readonly selection: Place;
    readonly children: readonly OutlineItem[];
}

export type OutlineKind =
    | 'constant'
    | 'enum'
    | 'enum-member'
    | 'field'
    | 'function'
    | 'label'
    | 'lock'
    | 'property'
    | 'struct'
    | 'test'
    | 'thread'
    | 'variable'
    | 'machine';

/** In the order of the text. */
export function documentSymbols({ module }: Script): readonly OutlineItem[] {
    return module.declarations.flatMap(node => symbolOf(node));
}

export interface FoundItem {
    readonly symbol: OutlineItem;
    /** What it stands in; empty at the top. */
    readonly container: string;
}

/** Symbols whose name has the letters of the query, in their order; the best first. */
export function workspaceSymbols(scripts: readonly Script[], query: string, most: number): readonly FoundItem[] {
    const wanted = query.toLowerCase();
    const all = scripts.flatMap(script => documentSymbols(script).flatMap(symbol => flatten(symbol, '')));
    return all
        .flatMap(found => {
            const rank = rankOf(found.symbol.name.toLowerCase(), wanted);
            return rank === undefined ? [] : [{ found, rank }];
        })
        .toSorted((a, b) => a.rank - b.rank)
        .slice(0, most)
        .map(({ found }) => found);
}

function symbolOf(node: SyntaxNode): readonly OutlineItem[] {
    const kind = KINDS[node.$type];
    if (kind === undefined) return [];
    const name = nameOf(node);
    const shown = node.$type === 'Check' ? node.title : node.$type === 'Machine' ? 'machine' : name;
    if (shown === undefined || shown === '') return [];
    const place = placeOf(node);
    return [
        {
            name: shown,
            kind: node.$type === 'Lock' ? 'lock' : kind,
            detail: detailOf(node, name),
            place,
            selection: node.$type === 'Machine' ? { ...place, end: place.start + 'machine'.length } : placeOfName(node),
            children: membersOf(node).flatMap(symbolOf),
        },
    ];
}

const KINDS: Readonly<Record<string, OutlineKind>> = {
    Param: 'constant',
    Const: 'constant',
    Enum: 'enum',
    EnumMember: 'enum-member',
    Mode: 'enum-member',
    Bits: 'struct',
    BitsField: 'field',
    Struct: 'struct',
    Var: 'variable',
    Lock: 'lock',
    TypeAlias: 'struct',
    Filesystem: 'struct',
    File: 'variable',
    Mm: 'struct',
    Vma: 'variable',
    Machine: 'machine',
    MachineActor: 'thread',
    Fn: 'function',
    ExternFn: 'function',
    Thread: 'thread',
    Device: 'thread',
    Interrupt: 'thread',
    Event: 'thread',
    Invariant: 'property',
    Final: 'property',
    Exists: 'property',
    Check: 'test',
    Label: 'label',
};

function membersOf(node: SyntaxNode): readonly SyntaxNode[] {
    switch (node.$type) {
        case 'Enum':
        case 'Struct':
        case 'Filesystem':
            return node.members;
        case 'Mm':
            return node.vmas;
        case 'Bits':
            return node.fields;
        case 'Lock':
            return node.modes;
        case 'Fn':
        case 'Thread':
        case 'Device':
        case 'Interrupt':
        case 'Event':
            return node.body === undefined ? [] : [...nodesIn(node.body)].filter(isLabel);
        default:
            return [];
    }
}

/** What follows the name: `: rwsem`, `(f: file): int`. */
function detailOf(node: SyntaxNode, name: string): string {
    if (['Enum', 'Bits', 'Struct', 'Check', 'Machine', 'Label', 'EnumMember'].includes(node.$type)) return '';
    const words = declarationInWords(node)
        .split('\n')[0]!
        .replace(/\s*\{.*$/, '');
    const at = new RegExp(`[ .]${name}\\b`).exec(` ${words}`);
    return at === null
        ? ''
        : words
              .slice(at.index + name.length)
              .replace(/^:\s*/, '')
              .replace(/;$/, '')
              .trim();
}

function flatten(symbol: OutlineItem, container: string): readonly FoundItem[] {
    return [{ symbol, container }, ...symbol.children.flatMap(child => flatten(child, symbol.name))];
}

/** The lower the better; absent: does not match. */
function rankOf(name: string, wanted: string): number | undefined {
    if (name.startsWith(wanted)) return name.length - wanted.length;
    const at = name.indexOf(wanted);
    if (at >= 0) return 1000 + at;
    let from = 0;
    for (const letter of wanted) {
        from = name.indexOf(letter, from) + 1;
        if (from === 0) return undefined;
    }
    return 2000 + name.length;
}
