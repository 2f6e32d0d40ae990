// Where a node stands in its text.
import type { AstNode, LangiumDocument } from 'langium';
import { GrammarUtils } from 'langium';
import type { Place } from './diagnostic.ts';
import { isBinaryExpression } from './generated/ast.ts';

/** Syntax never changes, and each check of a script asks again for the places of all that it runs through. */
const places = new WeakMap<AstNode, Place>();

/** The whole node, without the comments and spaces around it. */
export function placeOf(node: AstNode): Place {
    const known = places.get(node);
    if (known !== undefined) return known;
    const { start, end } = spanOf(node);
    const uri = uriOf(node);
    const place = { uri, start, end };
    // One that has no document yet may get one.
    if (uri !== '') places.set(node, place);
    return place;
}

/** The part of a node that a property stands for: its name, a keyword's value. The whole node if it is not there. */
export function placeOfProperty(node: AstNode, property: string, index = 0): Place {
    const found = GrammarUtils.findNodeForProperty(node.$cstNode, property, index);
    return found === undefined ? placeOf(node) : { uri: uriOf(node), start: found.offset, end: found.end };
}

/** The text of a node as written. */
export function textOf(node: AstNode): string {
    const { start, end } = placeOf(node);
    return documentOf(node)?.parseResult.value.$cstNode?.root.fullText.slice(start, end) ?? '';
}

/** The document of a node, as `URI.toString()` prints it. */
export function uriOf(node: AstNode): string {
    return documentOf(node)?.uri.toString() ?? '';
}

function documentOf(node: AstNode): LangiumDocument | undefined {
    let root = node;
    while (root.$container !== undefined) root = root.$container;
    return root.$document;
}

/** The parser gives every part of `a + b + c` the place of the whole; the operands know better. */
function spanOf(node: AstNode): { readonly start: number; readonly end: number } {
    let [first, last] = [node, node];
    while (isBinaryExpression(first) && first.left !== undefined) first = first.left;
    while (isBinaryExpression(last) && last.right !== undefined) last = last.right;
    return { start: first.$cstNode?.offset ?? 0, end: last.$cstNode?.end ?? first.$cstNode?.end ?? 0 };
}
