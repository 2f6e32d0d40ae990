// The syntax at an offset, and what is below a node.
import type { SyntaxNode } from '@faultline/language';

/** The children of a node, in no promised order. */
function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
    return Object.entries(node).flatMap(([key, value]): readonly SyntaxNode[] => {
        if (key.startsWith('$')) return [];
        if (Array.isArray(value)) return value.filter(isNode);
        return isNode(value) ? [value] : [];
    });
}

/** The node and all below it. */
export function* nodesIn(node: SyntaxNode): Iterable<SyntaxNode> {
    yield node;
    for (const child of childrenOf(node)) yield* nodesIn(child);
}

/** The nodes around an offset, outermost first. */
export function pathTo(root: SyntaxNode, offset: number): readonly SyntaxNode[] {
    const path = [root];
    for (let node: SyntaxNode | undefined = root; node !== undefined; ) {
        node = childrenOf(node).find(child => {
            const cst = child.$cstNode;
            return cst !== undefined && cst.offset <= offset && offset <= cst.end;
        });
        if (node !== undefined) path.push(node);
    }
    return path;
}

export function innermostAt(root: SyntaxNode, offset: number): SyntaxNode {
    return pathTo(root, offset).at(-1)!;
}

function isNode(value: unknown): value is SyntaxNode {
    return typeof value === 'object' && value !== null && '$type' in value && '$container' in value;
}
