// The last section: the documentation, and where it comes from.
import { documentation, lockOperationOf, PRELUDE_URI, uriOf } from '@faultline/language';
import type { HoverSection, Subject } from './hover.ts';

export function documented({ occurrence, snapshot }: Subject): readonly HoverSection[] {
    const [target] = occurrence.targets;
    if (target === undefined) return [];
    const text = documentation(target);
    const uri = uriOf(target);
    const kind = lockOperationOf(target)?.kind.name;
    const origin =
        uri === snapshot.script.uri || uri === PRELUDE_URI
            ? kind === undefined
                ? []
                : [`An operation of \`${kind}\`.`]
            : [`Declared in \`${moduleName(uri)}\`.`];
    return [...(text === undefined ? [] : [text]), ...origin].map(one => ({ kind: 'text', text: one }));
}

/** `kernel.wait` of the library, else the file's name. */
function moduleName(uri: string): string {
    const library = /^builtin:\/+(.*)\.race$/.exec(uri)?.[1];
    return library === undefined
        ? decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))
        : library.replaceAll('/', '.');
}
