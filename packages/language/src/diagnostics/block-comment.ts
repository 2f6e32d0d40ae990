// # block-comment
//
// What it does: reports a comment between `/*` and `*/`.
//
// Why: comments are lines here, so that a line can be taken out and put back without thinking about what is inside.
//
// Example:
//
//     /* the waiter */
//
// Use instead: `// the waiter`, or `/// the waiter` for what is shown when somebody points at the declaration below.
import type { IToken, Slip } from '../slips.ts';

export function slipsInComments(hidden: readonly IToken[]): readonly Slip[] {
    return hidden
        .filter(({ image }) => image.startsWith('/*'))
        .map(({ image, startOffset, endOffset }) => ({
            code: 'block-comment',
            message: 'A comment is written with `//`.',
            hint: undefined,
            start: startOffset,
            end: endOffset! + 1,
            instead: image.includes('\n') ? undefined : `//${image.slice(2, -2)}`.trimEnd(),
            related: [],
            isGivenUp: false,
        }));
}
