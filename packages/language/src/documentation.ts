// The `///` lines above a declaration.
import type { AstNode, CommentProvider, DocumentationProvider } from 'langium';

/** Markdown, or nothing when the declaration has no `///` lines right above it. */
export function documentation(node: AstNode): string | undefined {
    const lines = linesAbove(node).filter(line => !OUTCOME.test(line));
    return lines.length === 0 ? undefined : lines.join('\n');
}

/** How an outcome of the function, or a value of an enum, is told: what its line `Outcome: …` says. */
export function outcomeText(node: AstNode): string | undefined {
    return linesAbove(node)
        .map(line => OUTCOME.exec(line)?.[1])
        .find(text => text !== undefined);
}

/** What its line `NAME: …` says, for the analyses of the text: `Role: fault handler`, `Guarded by: ptl`. */
export function remark(node: AstNode, name: string): string | undefined {
    const prefix = `${name}: `;
    return linesAbove(node)
        .find(line => line.startsWith(prefix))
        ?.slice(prefix.length)
        .replace(/\.$/, '');
}

const OUTCOME = /^Outcome: (.*?)\.?$/;

function linesAbove(node: AstNode): readonly string[] {
    const cst = node.$cstNode;
    if (cst === undefined) return [];
    const text = cst.root.fullText;
    const lineStart = text.lastIndexOf('\n', cst.offset - 1) + 1;
    if (text.slice(lineStart, cst.offset).trim() !== '') return [];
    const lines: string[] = [];
    for (let end = lineStart - 1; end > 0; ) {
        const start = text.lastIndexOf('\n', end - 1) + 1;
        const line = /^\s*\/\/\/ ?(.*?)\s*$/.exec(text.slice(start, end));
        if (line === null) break;
        lines.unshift(line[1]!);
        end = start - 1;
    }
    return lines;
}

export const commentProvider: CommentProvider = { getComment: documentation };

export const documentationProvider: DocumentationProvider = { getDocumentation: documentation };
