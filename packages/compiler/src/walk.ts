// A walk through syntax, in the order of the text.
//
// Syntax never changes, so what was found below a node is kept: each check of a script walks the same functions.
import type { SyntaxNode } from '@faultline/language';

const known = new WeakMap<SyntaxNode, readonly SyntaxNode[]>();

/** The node and all that it contains. */
export function nodesIn(root: SyntaxNode): readonly SyntaxNode[] {
    let found = known.get(root);
    if (found === undefined) {
        const nodes: SyntaxNode[] = [];
        walk(root, nodes);
        found = nodes;
        known.set(root, found);
    }
    return found;
}

/** As deep as the parser, which refuses what is nested too deeply. */
function walk(node: SyntaxNode, nodes: SyntaxNode[]): void {
    nodes.push(node);
    for (const property in node) {
        if (property.startsWith('$')) continue;
        const value: unknown = (node as unknown as Record<string, unknown>)[property];
        if (Array.isArray(value)) {
            for (const one of value as readonly unknown[]) if (isNode(one)) walk(one, nodes);
        } else if (isNode(value)) walk(value, nodes);
    }
}

/** A node has a type; what refers to one has none. */
function isNode(value: unknown): value is SyntaxNode {
    return typeof value === 'object' && value !== null && '$type' in value && typeof value.$type === 'string';
}
