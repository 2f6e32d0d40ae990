// # nested-too-deeply
//
// What it does: refuses a script whose blocks, parentheses or operators nest deeper than a person can follow, or one
// statement of thousands of words.
//
// Why: reading nested text takes room that grows with the depth, and no scenario needs it.
//
// Use instead: a `fn` for the inner part.
import type { AstNode, LangiumDocument } from 'langium';
import { AstUtils } from 'langium';
import type { Diagnostic, Place } from '../diagnostic.ts';
import { placeOf } from '../place.ts';

/** Depth of the syntax tree; a level of parentheses or braces takes two. */
const DEPTH = 500;

/** In what was read; what could not even be read is told by the lexer. */
export function nestedTooDeeply(document: LangiumDocument): Diagnostic | undefined {
    const deep = deepNode(document.parseResult.value);
    return deep === undefined ? undefined : tooDeep(placeOf(deep));
}

export function tooDeep(place: Place): Diagnostic {
    return {
        severity: 'error',
        code: 'nested-too-deeply',
        message: 'This is nested too deeply.',
        place,
        related: [],
        hint: 'Move the inner part to a `fn`.',
    };
}

/** Without recursion: that is what the depth would break. */
function deepNode(root: AstNode): AstNode | undefined {
    const open: { readonly node: AstNode; readonly depth: number }[] = [{ node: root, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (next.depth > DEPTH) return next.node;
        for (const child of AstUtils.streamContents(next.node)) open.push({ node: child, depth: next.depth + 1 });
    }
    return undefined;
}
