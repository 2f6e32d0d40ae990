// After a dot: members, and for a lock the operations of its kind, which move in front: `l.down_read` is `down_read(l)`.
import type { SyntaxNode } from '@faultline/language';
import { createTyping, lockKinds, nameOf, namesFor, placeOf, uriOf } from '@faultline/language';
import type { Completion, CompletionRequest } from './completion.ts';
import type { Word } from './context.ts';
import { item, itemOf } from './item.ts';
import { probe } from './probe.ts';

export function memberNames(
    request: CompletionRequest,
    { word, dot }: { readonly word: Word; readonly dot: number },
): readonly Completion[] {
    const { node } = probe(request, word);
    if (node?.$type !== 'Member') return [];
    const members = ([...namesFor(node, 'member').all()] as SyntaxNode[]).map(member =>
        // What an author has declared before what the library adds to it: the mappings of an address space.
        itemOf(member, { rank: uriOf(member).startsWith('builtin:') ? 20 : 18 }),
    );
    const { receiver } = node;
    const type = createTyping(new Map()).typeOf(receiver);
    if (type.kind !== 'lock' || receiver === undefined) return members;
    const { start } = placeOf(receiver);
    const written = request.script.text.slice(start, dot);
    const kind = lockKinds.find(({ name }) => name === nameOf(type.declaration));
    const operations = (kind?.operations ?? []).map(operation => {
        const more = operation.parameters.map(({ name }, index) => `, \${${index + 1}:${name}}`).join('');
        return item(operation.name, 'function', {
            detail: `${operation.name}(${written})`,
            documentation: operation.documentation,
            snippet: `${operation.name}(${written}${more})`,
            replaces: { start, end: word.end },
            rank: operation.effect === 'acquire' || operation.effect === 'release' ? 10 : 15,
        });
    });
    return [...operations, ...members];
}
