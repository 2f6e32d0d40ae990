// A walk through syntax, in the order of the text.
import type { SyntaxNode } from '@faultline/language';

/** The node and all that it contains. */
export function nodesIn(root: SyntaxNode): readonly SyntaxNode[] {
    const found: SyntaxNode[] = [];
    const work: SyntaxNode[] = [root];
    for (let node = work.pop(); node !== undefined; node = work.pop()) {
        found.push(node);
        const children = Object.entries(node)
            .filter(([key]) => !key.startsWith('$'))
            .flatMap(([, value]): readonly unknown[] => (Array.isArray(value) ? value : [value]))
            .filter(isNode);
        work.push(...children.reverse());
    }
    return found;
}

/** A node has a type; what refers to one has none. */
function isNode(value: unknown): value is SyntaxNode {
    return typeof value === 'object' && value !== null && '$type' in value && typeof value.$type === 'string';
}
