// The function whose arguments are being written, and which of them is.
import type { Script, SyntaxNode } from '@faultline/language';
import { documentation, isExternFn, isFn, isStruct, nameOf, namesFor } from '@faultline/language';
import { parametersInWords, signatureOf } from '../describe/declaration.ts';
import { innermostAt } from '../syntax/node-at.ts';
import { tokensOf } from '../syntax/tokens.ts';

export interface Signature {
    readonly label: string;
    readonly documentation: string | undefined;
    /** As they stand in the label. */
    readonly parameters: readonly string[];
    /** From 0; may lie beyond the parameters. */
    readonly active: number;
}

export function signatureHelp({ module, text }: Script, offset: number): Signature | undefined {
    const before = tokensOf(text).filter(({ end, kind }) => end <= offset && kind !== 'comment');
    let depth = 0;
    let active = 0;
    for (let at = before.length - 1; at > 0; at--) {
        const { text: sign } = before[at]!;
        if (sign === '{' || sign === '}' || sign === ';') return undefined;
        if (sign === ')' || sign === ']') depth++;
        else if (sign === '[') depth--;
        else if (sign === ',' && depth === 0) active++;
        else if (sign === '(') {
            if (depth > 0) depth--;
            else {
                const name = before[at - 1]!;
                if (name.kind !== 'word') return undefined;
                return signatureNamed(module, name.text, name.start, active);
            }
        }
    }
    return undefined;
}

function signatureNamed(module: SyntaxNode, name: string, offset: number, active: number): Signature | undefined {
    const stand = { $type: 'NameReference', $container: innermostAt(module, offset), $containerIndex: 0 };
    const found = [...namesFor(stand as unknown as SyntaxNode, 'reference').find(name)] as SyntaxNode[];
    const fn = found.find(node => isFn(node) || isExternFn(node) || node.$type === 'Bits');
    if (fn === undefined) return undefined;
    if (fn.$type === 'Bits') {
        const parameters = fn.fields.map(field => `${field.name}: …`);
        return { label: `${fn.name}(${parameters.join(', ')})`, documentation: documentation(fn), parameters, active };
    }
    if (!isFn(fn) && !isExternFn(fn)) return undefined;
    if (isStruct(fn.$container) && nameOf(fn) === '') return undefined;
    return { label: signatureOf(fn), documentation: documentation(fn), parameters: parametersInWords(fn), active };
}
