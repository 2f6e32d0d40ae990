// What can be folded: blocks, runs of comments, the imports.
import type { Token } from './tokens.ts';
import { tokensOf } from './tokens.ts';

export interface Fold {
    /** From 0, both included. */
    readonly startLine: number;
    readonly endLine: number;
    readonly kind: 'block' | 'comment' | 'imports';
}

export function foldingRanges(text: string): readonly Fold[] {
    const tokens = tokensOf(text);
    return [...blocks(tokens), ...runs(tokens, 'comment'), ...runs(tokens, 'imports')].toSorted(
        (a, b) => a.startLine - b.startLine || b.endLine - a.endLine,
    );
}

function blocks(tokens: readonly Token[]): readonly Fold[] {
    const open: Token[] = [];
    return tokens.flatMap((token): readonly Fold[] => {
        if (token.text === '{') open.push(token);
        if (token.text !== '}') return [];
        const start = open.pop();
        // The line of the closing brace stays to be seen.
        const endLine = token.line - 1;
        return start === undefined || endLine <= start.line ? [] : [{ startLine: start.line, endLine, kind: 'block' }];
    });
}

/** Consecutive lines that begin with a comment, or with `import`. */
function runs(tokens: readonly Token[], kind: 'comment' | 'imports'): readonly Fold[] {
    const first = tokens.filter((token, at) => tokens[at - 1]?.line !== token.line);
    const lines = first.filter(token => (kind === 'comment' ? token.kind === 'comment' : token.text === 'import'));
    const folds: Fold[] = [];
    let start = 0;
    lines.forEach((token, at) => {
        if (lines[at + 1]?.line === token.line + 1) return;
        if (at > start) folds.push({ startLine: lines[start]!.line, endLine: token.line, kind });
        start = at + 1;
    });
    return folds;
}
