// A declaration as one line of code, with what the reader would have to infer.
import type { SyntaxNode } from '@faultline/language';
import { builtinOf, createTyping, isStruct, lockOperationOf, showType, textOf } from '@faultline/language';

const typing = createTyping(new Map());
const WIDEST = 100;

/** `let r: int 0..3`, `down_read(lock: rwsem)`, `fn f(x: int): bool`; several lines for what is short as a whole. */
export function declarationInWords(node: SyntaxNode): string {
    switch (node.$type) {
        case 'Let':
            return `let ${node.name}: ${showType(typing.typeOfDeclaration(node))}`;
        case 'ChooseValue':
            return `choose ${node.name}: ${showType(typing.typeOfDeclaration(node))}`;
        case 'Quantifier':
        case 'EventParameter':
            return `${node.name}: ${showType(typing.typeOfDeclaration(node))}`;
        case 'Parameter':
        case 'BitsField':
            return `${owner(node)}${node.name}: ${showType(typing.typeOfDeclaration(node))}`;
        case 'Var': {
            const kind = node.ghost ? 'ghost var' : 'var';
            const per = node.per === undefined ? '' : ` per ${node.per}`;
            const initial = node.value === undefined ? '' : ` = ${textOf(node.value)}`;
            return `${kind} ${owner(node)}${node.name}${per}: ${showType(typing.typeOfDeclaration(node))}${initial}`;
        }
        case 'Param':
        case 'Const': {
            const word = node.$type === 'Param' ? 'param' : 'const';
            const value = node.value === undefined ? '' : ` = ${textOf(node.value)}`;
            return `${word} ${node.name}: ${showType(typing.typeOfDeclaration(node))}${value}`;
        }
        case 'Lock':
            return `lock ${owner(node)}${head(node).replace(/^lock\s+/, '')}`;
        case 'EnumMember':
            return `${node.$container.name}.${node.name} = ${node.$containerIndex ?? 0}`;
        case 'Fn':
        case 'ExternFn':
            return signatureOf(node);
        case 'ExternLockKind':
            return `lock kind ${node.name}`;
        case 'Enum':
        case 'Bits':
        case 'Struct':
            return short(textOf(node)) ?? head(node);
        default:
            return head(node);
    }
}

/** `copy(from: addr, n: int): int` */
export function signatureOf(node: SyntaxNode & { readonly $type: 'Fn' | 'ExternFn' }): string {
    const parameters = parametersInWords(node);
    if (node.$type === 'Fn') {
        const result = node.returnType === undefined ? '' : `: ${textOf(node.returnType)}`;
        return `fn ${node.name}(${parameters.join(', ')})${result}`;
    }
    const result = (builtinOf(node) ?? lockOperationOf(node)?.operation)?.result ?? 'void';
    return `${node.name}(${parameters.join(', ')})${RESULT[result] ?? ''}`;
}

/** Each parameter as one writes it: `f: file`, `x`. */
export function parametersInWords(node: SyntaxNode & { readonly $type: 'Fn' | 'ExternFn' }): readonly string[] {
    if (node.$type === 'Fn') return node.parameters.map(one => textOf(one));
    return node.parameters.map(({ name, type }) => (type === undefined ? name : `${name}: ${textOf(type)}`));
}

const RESULT: Readonly<Record<string, string>> = {
    bool: ': bool',
    int: ': int',
    thread: ': thread',
    unsigned: ': ulong',
    cell: ': what the cell holds',
    element: ': an element',
};

/** The text up to its body, on one line. */
function head(node: SyntaxNode): string {
    const [line = ''] = textOf(node).split('\n');
    const text = (node.$type === 'Lock' ? line.replace(/\{\s*$/, '') : line.replace(/\{.*$/, '')).trim();
    return text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 1)}…`;
}

function short(text: string): string | undefined {
    return text.split('\n').length <= 12 ? text : undefined;
}

/** `inode.` before the name of a member. */
function owner(node: SyntaxNode): string {
    const { $container } = node;
    if (isStruct($container) || $container?.$type === 'Bits') {
        return `${($container as { readonly name?: string }).name ?? '?'}.`;
    }
    return '';
}
