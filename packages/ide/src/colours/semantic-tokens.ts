// What each name is, for colours: the grammar of the editor knows words only, and every soft keyword is also a name.
import type { Occurrence, Script, SyntaxNode } from '@faultline/language';
import { isExternFn, isStruct, occurrencesOf, uriOf } from '@faultline/language';
import { accessOf } from '../syntax/access.ts';

export const TOKEN_TYPES = [
    'class',
    'enum',
    'enumMember',
    'event',
    'function',
    'label',
    'macro',
    'method',
    'parameter',
    'property',
    'struct',
    'type',
    'variable',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** `shared`: a cell that several threads see. */
export const TOKEN_MODIFIERS = [
    'declaration',
    'defaultLibrary',
    'ghost',
    'lock',
    'modification',
    'readonly',
    'shared',
] as const;
export type TokenModifier = (typeof TOKEN_MODIFIERS)[number];

export interface SemanticToken {
    readonly start: number;
    readonly end: number;
    readonly type: TokenType;
    readonly modifiers: readonly TokenModifier[];
}

/** In the order of the text; they do not overlap. */
export function semanticTokens({ module }: Script): readonly SemanticToken[] {
    let end = 0;
    return occurrencesOf(module).flatMap((occurrence): readonly SemanticToken[] => {
        const { place, targets, role } = occurrence;
        const [target] = targets;
        const type = target && typeOf(target);
        if (type === undefined || place.start < end) return [];
        end = place.end;
        const declared = role === 'declaration' ? (['declaration'] as const) : [];
        const modifiers = [...declared, ...modifiersOf(target!), ...written(occurrence)];
        return [{ start: place.start, end: place.end, type, modifiers }];
    });
}

function typeOf(node: SyntaxNode): TokenType | undefined {
    switch (node.$type) {
        case 'Param':
        case 'Const':
        case 'Let':
        case 'ChooseValue':
        case 'Stack':
        case 'Quantifier':
        case 'EventParameter':
            return 'variable';
        case 'Var':
        case 'Lock':
            return isStruct(node.$container) ? 'property' : 'variable';
        case 'BitsField':
            return 'property';
        case 'Parameter':
        case 'ExternParameter':
            return 'parameter';
        case 'Enum':
            return 'enum';
        case 'EnumMember':
        case 'Mode':
            return 'enumMember';
        case 'Bits':
        case 'Struct':
        case 'Filesystem':
        case 'Mm':
            return 'struct';
        case 'File':
        case 'Vma':
            return 'variable';
        case 'ExternLockKind':
        case 'TypeAlias':
            return 'type';
        case 'Fn':
            return 'function';
        case 'ExternFn':
            return isStruct(node.$container) ? 'method' : 'function';
        case 'Thread':
        case 'Device':
        case 'MachineActor':
            return 'class';
        case 'Interrupt':
        case 'Event':
            return 'event';
        case 'Invariant':
        case 'Final':
        case 'Exists':
        case 'Assert':
            return 'macro';
        case 'Label':
        case 'Cover':
            return 'label';
        default:
            return undefined;
    }
}

function modifiersOf(node: SyntaxNode): readonly TokenModifier[] {
    const library: readonly TokenModifier[] = uriOf(node).startsWith('builtin:') ? ['defaultLibrary'] : [];
    switch (node.$type) {
        case 'Param':
        case 'Const':
        case 'EnumMember':
            return [...library, 'readonly'];
        case 'Var':
            return [...library, ...(node.ghost ? (['ghost'] as const) : []), 'shared'];
        case 'Lock':
            return [...library, 'lock', 'shared'];
        case 'File':
        case 'Vma':
            return [...library, 'shared'];
        default:
            return isExternFn(node) ? ['defaultLibrary'] : library;
    }
}

function written(occurrence: Occurrence): readonly TokenModifier[] {
    return accessOf(occurrence) === 'write' ? ['modification'] : [];
}
