// Where a name leads: its declaration, the declaration of its type, the module that is imported.
import type { Place, SyntaxNode } from '@faultline/language';
import {
    createTyping,
    importedUri,
    isExpression,
    isImport,
    occurrenceAt,
    placeOf,
    placeOfName,
    reflection,
} from '@faultline/language';
import type { Snapshot } from '../snapshot.ts';
import { innermostAt, pathTo } from '../syntax/node-at.ts';

export interface Destination {
    /** What the link spans in the text that was asked about. */
    readonly origin: Place;
    readonly place: Place;
    /** The whole declaration. */
    readonly whole: Place;
}

export function definition({ script }: Snapshot, offset: number): readonly Destination[] {
    const occurrence = occurrenceAt(script.module, offset);
    if (occurrence === undefined) return importAt(script.module, offset);
    return occurrence.targets.map(target => ({
        origin: occurrence.place,
        place: placeOfName(target),
        whole: placeOf(target),
    }));
}

export function typeDefinition({ script }: Snapshot, offset: number): readonly Destination[] {
    const typing = createTyping(new Map());
    const occurrence = occurrenceAt(script.module, offset);
    const path = pathTo(script.module, offset);
    const expression = path.findLast(node => isExpression(node));
    const [target] = occurrence?.targets ?? [];
    let type =
        target !== undefined && reflection.isSubtype(target.$type, 'Named')
            ? typing.typeOfDeclaration(target)
            : typing.typeOf(expression);
    while (type.kind === 'array' || type.kind === 'list' || type.kind === 'cell') type = type.of;
    if (!('declaration' in type)) return [];
    const origin = occurrence?.place ?? placeOf(expression ?? script.module);
    return [{ origin, place: placeOfName(type.declaration), whole: placeOf(type.declaration) }];
}

function importAt(module: SyntaxNode, offset: number): readonly Destination[] {
    const node = innermostAt(module, offset);
    const uri = isImport(node) ? importedUri(node) : undefined;
    if (uri === undefined) return [];
    const start = { uri, start: 0, end: 0 };
    return [{ origin: placeOf(node), place: start, whole: start }];
}
