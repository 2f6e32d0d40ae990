// The `///` lines above a declaration.
import type { AstNode, CommentProvider, DocumentationProvider } from 'langium';

/** Markdown, or nothing when the declaration has no `///` lines right above it. */
export function documentation(node: AstNode): string | undefined {
    const cst = node.$cstNode;
    if (cst === undefined) return undefined;
    const text = cst.root.fullText;
    const lineStart = text.lastIndexOf('\n', cst.offset - 1) + 1;
    if (text.slice(lineStart, cst.offset).trim() !== '') return undefined;
    const lines: string[] = [];
    for (let end = lineStart - 1; end > 0; ) {
        const start = text.lastIndexOf('\n', end - 1) + 1;
        const line = /^\s*\/\/\/ ?(.*?)\s*$/.exec(text.slice(start, end));
        if (line === null) break;
        lines.unshift(line[1]!);
        end = start - 1;
    }
    return lines.length === 0 ? undefined : lines.join('\n');
}

export const commentProvider: CommentProvider = { getComment: documentation };

export const documentationProvider: DocumentationProvider = { getDocumentation: documentation };
