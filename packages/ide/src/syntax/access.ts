// Whether a place that names a cell reads or writes it.
import type { Occurrence, SyntaxNode } from '@faultline/language';
import { builtinOf, lockOperationOf } from '@faultline/language';

export type Access = 'read' | 'write' | 'none';

/** `none` for what is no access: a declaration, a name of a type, the object before a dot. */
export function accessOf({ node, role, targets }: Occurrence): Access {
    if (role === 'declaration') return 'none';
    if (!targets.some(({ $type }) => $type === 'Var' || $type === 'Lock' || $type === 'Let' || $type === 'Parameter')) {
        return 'none';
    }
    let inner: SyntaxNode = node;
    for (;;) {
        const outer = inner.$container as SyntaxNode | undefined;
        switch (outer?.$type) {
            case 'Index':
                if (outer.array !== inner) return 'read';
                break;
            case 'Group':
                break;
            case 'UnaryExpression':
                if (outer.operator !== '&') return 'read';
                break;
            case 'Member':
                return 'none';
            case 'Assignment':
                return outer.target === inner ? 'write' : 'read';
            case 'Argument':
                return accessOfArgument(outer);
            default:
                return 'read';
        }
        inner = outer;
    }
}

function accessOfArgument(argument: SyntaxNode & { readonly $type: 'Argument' }): Access {
    const call = argument.$container as SyntaxNode;
    if (call.$type !== 'Call' || argument.$containerIndex !== 0) return 'read';
    const { callee } = call;
    const fn = callee?.$type === 'NameReference' ? callee.reference.ref : undefined;
    if (lockOperationOf(fn) !== undefined) return 'write';
    const semantics = builtinOf(fn)?.semantics.kind;
    return semantics === 'store' || semantics === 'rmw' ? 'write' : 'read';
}
