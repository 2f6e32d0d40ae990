// Written by packages/dev/scripts/embed-manual.ts from the top comments of packages/language/src/diagnostics/*.ts; do not edit.
import type { Page } from '../explain/manual.ts';

export const DIAGNOSTIC_PAGES: readonly Page[] = [
    {
        "code": "block-comment",
        "title": "reports a comment between `/*` and `*/`",
        "text": "Why: comments are lines here, so that a line can be taken out and put back without thinking about what is inside.\n\nExample:\n\n    /* the waiter */\n\nUse instead: `// the waiter`, or `/// the waiter` for what is shown when somebody points at the declaration below."
    },
    {
        "code": "missing-brace",
        "title": "reports a block that is still open where the next declaration begins",
        "text": "Why: a declaration that begins a line stands outside all blocks, so a `}` must be missing above it. It is read as if\nit were there, and the rest of the file keeps its meaning.\n\nExample:\n\n    thread a {\n        if x { y = 1\n    }\n    thread b { }\n    // <- Expected `}` before `thread`.\n\nUse instead: close the block."
    },
    {
        "code": "nested-too-deeply",
        "title": "refuses a script whose blocks, parentheses or operators nest deeper than a person can follow, or one statement of thousands of words",
        "text": "Why: reading nested text takes room that grows with the depth, and no scenario needs it.\n\nUse instead: a `fn` for the inner part."
    },
    {
        "code": "not-text",
        "title": "refuses a file that is not a text",
        "text": "Why: a file with zero bytes is a program or a picture, and anything said about its syntax would be noise.\n\nUse instead: a script, a text in UTF-8."
    },
    {
        "code": "syntax-error",
        "title": "says what was expected where the text makes no sense, and what stands there",
        "text": "Why: the line cannot be read. The lines after it are read as usual, and the names it would have declared are missing.\n\nExample:\n\n    let x = let y\n    //      ^^^ Expected an expression, found `let`."
    },
    {
        "code": "too-large",
        "title": "refuses a script of more than a million characters",
        "text": "Why: a script that a person wrote has a few hundred lines; the memory that the syntax of a huge one needs is better\nspent on the search.\n\nUse instead: several files and `import`."
    },
    {
        "code": "unknown-name",
        "title": "reports a name that nothing declares at this place",
        "text": "Why: a script is decided exhaustively, so every name must mean one thing. A register is known from its `let` to the\nend of its block; the names of a module are known to modules that import it, not to those that import these.\n\nExample:\n\n    var flag = false\n    thread t { flg = true }\n\nUse instead: the name as declared (`flag`), or declare it: `let r = …` for a register, `var x: …` for shared state."
    }
];
