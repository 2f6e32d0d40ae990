// Written by packages/dev/scripts/embed-manual.ts from the top comments of packages/language/src/diagnostics/*.ts; do not edit.
import type { Page } from '../explain/manual.ts';

export const DIAGNOSTIC_PAGES: readonly Page[] = [
    {
        "code": "bad-operand",
        "title": "reports an operator that cannot be applied to its operands",
        "text": "Why: arithmetic and order are for numbers, `!`, `&&` and `||` for truths, `==` for two values of one type.\n\nExample:\n\n    var p: ref node? = null\n    thread t { if !p { return } }\n\nUse instead: `if p == null { return }`. And since `==` binds tighter than `&`, as in C: `(flags & 4) == 0`."
    },
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
        "code": "needs-cast",
        "title": "reports a signed value where an unsigned one is expected, the other way round, and a wide unsigned value where a narrow one is",
        "text": "Why: C converts silently, and `-1 < 1u` is false. Literals and other constants fit either side.\n\nExample:\n\n    var n: int\n    var size: ulong\n    thread t { size = n }\n\nUse instead: say which is meant: `size = ulong(n)`."
    },
    {
        "code": "nested-too-deeply",
        "title": "refuses a script whose blocks, parentheses or operators nest deeper than a person can follow, or one statement of thousands of words",
        "text": "Why: reading nested text takes room that grows with the depth, and no scenario needs it.\n\nUse instead: a `fn` for the inner part."
    },
    {
        "code": "no-effect",
        "title": "reports a statement that only computes a value",
        "text": "Why: nothing becomes of the value; mostly `=` was meant.\n\nExample:\n\n    x == 1\n\nUse instead: `x = 1`, or `let r = …`, or a call."
    },
    {
        "code": "not-a-condition",
        "title": "reports a condition that is not a `bool`",
        "text": "Why: what is tested is written out: whether a number is zero, whether a reference is null.\n\nExample:\n\n    let left = copy()\n    if left { return }\n\nUse instead: `if left != 0 { return }`; for a reference, `if p != null`."
    },
    {
        "code": "not-assignable",
        "title": "reports an assignment to something that holds no value: a param, a function, a lock, a whole array",
        "text": "Why: registers, parameters, cells, their fields and elements can change while a script runs; nothing else can.\n\nExample:\n\n    const LIMIT = 3\n    thread t { LIMIT = 4 }\n\nUse instead: `var limit = 3` for a shared cell, `let limit = 3` for a register."
    },
    {
        "code": "not-text",
        "title": "refuses a file that is not a text",
        "text": "Why: a file with zero bytes is a program or a picture, and anything said about its syntax would be noise.\n\nUse instead: a script, a text in UTF-8."
    },
    {
        "code": "out-of-range",
        "title": "reports a value that its place can never hold, an index that its array never has, a range from high to low, an array without elements, a division by zero",
        "text": "Why: at run time it would be `bug range` on every path.\n\nExample:\n\n    var n: int 0..3 = 4\n\nUse instead: a wider range, or another value."
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
        "code": "type-mismatch",
        "title": "reports a value of one type where another is expected",
        "text": "Why: a `bool` is not a number here and a number is not a reference, as in the kernel's own style guide if not in C.\n\nExample:\n\n    var flag = false\n    thread t { flag = 1 }\n\nUse instead: a value of the type, `flag = true`; for a number that is a truth, `n != 0`; `int(b)` the other way round."
    },
    {
        "code": "unknown-name",
        "title": "reports a name that nothing declares at this place",
        "text": "Why: a script is decided exhaustively, so every name must mean one thing. A register is known from its `let` to the\nend of its block; the names of a module are known to modules that import it, not to those that import these.\n\nExample:\n\n    var flag = false\n    thread t { flg = true }\n\nUse instead: the name as declared (`flag`), or declare it: `let r = …` for a register, `var x: …` for shared state."
    }
];
