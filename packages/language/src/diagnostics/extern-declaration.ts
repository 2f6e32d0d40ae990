// # extern-declaration
//
// What it does: reports an `extern` declaration in a script.
//
// Why: `extern` says that the language itself provides something. C's meaning, "defined in another file", is `import`.
//
// Use instead: `fn` for a function of your own, `import` for one of another file.
import { environmentOf } from '../environment.ts';
import type { ExternFn, ExternLockKind, Struct } from '../generated/ast.ts';
import { placeOf } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';

export const externDeclaration: Rule = {
    code: 'extern-declaration',
    severity: 'error',
    visit: {
        ExternFn: judge,
        ExternLockKind: judge,
        Struct: function* (node) {
            if (node.extern) yield* judge(node);
        },
    },
};

function* judge(node: ExternFn | ExternLockKind | Struct): Iterable<Finding> {
    if (environmentOf(node).prelude === undefined) return;
    const { start, uri } = placeOf(node);
    yield {
        place: { uri, start, end: start + 'extern'.length },
        message: 'Only the language itself declares something `extern`.',
    };
}
