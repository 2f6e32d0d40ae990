// A name written with its module in front, `filemap.truncate`, as other languages have it. Here the names of an imported
// module stand alone; only what the `with` of a check sets is written with its module.
import { environmentOf } from './environment.ts';
import type { Member, NameReference } from './generated/ast.ts';
import { isMember } from './generated/ast.ts';
import { exportsOf } from './scope.ts';

/** What may have the name of a module and is followed by no dot, or by members of its own. */
const WITHOUT_MEMBERS = new Set<string | undefined>([undefined, 'Bits', 'Enum', 'Filesystem', 'Fn', 'Struct']);

/** The whole of `filemap.truncate`, for the `filemap` in it: where that has no such member, and the module has. */
export function qualifiedByModule(node: NameReference): Member | undefined {
    const whole = node.$container;
    if (!isMember(whole) || whole.receiver !== node || whole.member?.ref !== undefined) return undefined;
    if (!WITHOUT_MEMBERS.has(node.reference?.ref?.$type)) return undefined;
    const { imports } = environmentOf(node);
    const name = whole.member?.$refText ?? '';
    const isOfModule = imports.some(
        ({ alias, module }) => alias === node.reference?.$refText && exportsOf(module).has(name),
    );
    return isOfModule ? whole : undefined;
}
