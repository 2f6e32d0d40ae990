// The text with a made-up name at the place, read again: the node that holds it knows what it could name.
import type { Script, SyntaxNode } from '@faultline/language';
import { pathTo } from '../syntax/node-at.ts';
import type { CompletionRequest } from './completion.ts';
import type { Word } from './context.ts';

const NAME = 'completed__here';

export interface Probe {
    readonly script: Script;
    /** What holds the name; absent where the syntax around it is too broken. */
    readonly node: SyntaxNode | undefined;
    /** The innermost syntax around the place. */
    readonly around: SyntaxNode;
}

export function probe({ script: { text }, reload }: CompletionRequest, word: Word): Probe {
    const line = text.slice(text.lastIndexOf('\n', word.start - 1) + 1, word.start);
    const rest = /^[^\r\n]*/.exec(text.slice(word.end))![0].trim();
    const open = (line.match(/[([]/g)?.length ?? 0) - (line.match(/[)\]]/g)?.length ?? 0);
    // What the author has not closed yet would take the rest of the line, or of the file, with it.
    const closing = rest === '' && open > 0 ? closers(line) : '';
    const script = reload(`${text.slice(0, word.start)}${NAME}${closing}${text.slice(word.end)}`);
    const around = pathTo(script.module, word.start + 1).at(-1)!;
    const isName = around.$cstNode?.text.endsWith(NAME) === true;
    return { script, node: isName ? around : undefined, around };
}

function closers(line: string): string {
    const open: string[] = [];
    for (const sign of line) {
        if (sign === '(') open.push(')');
        if (sign === '[') open.push(']');
        if (sign === ')' || sign === ']') open.pop();
    }
    return open.toReversed().join('');
}
