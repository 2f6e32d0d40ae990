// One completion, with what most of them have in common.
import type { SyntaxNode } from '@faultline/language';
import { documentation, isStruct, nameOf } from '@faultline/language';
import { declarationInWords, parametersInWords } from '../describe/declaration.ts';
import type { Completion, CompletionKind } from './completion.ts';

export function item(label: string, kind: CompletionKind, more: Partial<Completion> = {}): Completion {
    return {
        label,
        kind,
        detail: '',
        documentation: undefined,
        snippet: undefined,
        rank: 50,
        edits: [],
        replaces: undefined,
        ...more,
    };
}

/** A declaration by its name; a function with its parentheses. */
export function itemOf(node: SyntaxNode, more: Partial<Completion> = {}): Completion {
    const kind = KINDS[node.$type] ?? 'variable';
    const detail = declarationInWords(node).split('\n')[0]!;
    const common = { detail, documentation: documentation(node), ...more };
    const name = nameOf(node);
    if (node.$type !== 'Fn' && node.$type !== 'ExternFn') return item(name, kind, common);
    const first = more.snippet ?? '';
    const parameters = parametersInWords(node);
    const isMember = isStruct(node.$container);
    return item(name, kind, {
        ...common,
        snippet:
            first !== ''
                ? first
                : parameters.length === 0 && !isMember
                  ? `${name}()`
                  : `${name}(${parameters.length === 0 ? '' : '$1'})`,
    });
}

const KINDS: Readonly<Record<string, CompletionKind>> = {
    Param: 'constant',
    Const: 'constant',
    EnumMember: 'enum-member',
    Mode: 'enum-member',
    Enum: 'struct',
    Bits: 'struct',
    Struct: 'struct',
    BitsField: 'field',
    Lock: 'lock',
    Fn: 'function',
    ExternFn: 'function',
    Thread: 'thread',
    Device: 'thread',
    Interrupt: 'thread',
    Event: 'thread',
    Invariant: 'property',
    Final: 'property',
    Exists: 'property',
    Assert: 'property',
    Label: 'label',
};
