// All places that mean the same declaration, in whatever document.
import type { Occurrence, Place, Script, SyntaxNode } from '@faultline/language';
import { occurrenceAt, occurrencesOf, placeOfName, uriOf } from '@faultline/language';
import type { Access } from '../syntax/access.ts';
import { accessOf } from '../syntax/access.ts';

export interface Reference {
    readonly place: Place;
    readonly role: Occurrence['role'];
    readonly access: Access;
}

/** `others` are the scripts to search besides the one asked about. */
export function references(script: Script, others: readonly Script[], offset: number): readonly Reference[] {
    const targets = occurrenceAt(script.module, offset)?.targets ?? [];
    return targets.length === 0 ? [] : referencesTo(targets, [script, ...others]);
}

/** All reads and writes of what is under the pointer, in its own document. */
export function highlights(script: Script, offset: number): readonly Reference[] {
    const targets = occurrenceAt(script.module, offset)?.targets ?? [];
    if (targets.length === 0) return [];
    const keys = new Set(targets.map(keyOf));
    return occurrencesOf(script.module).flatMap(one => (means(one, keys) ? [referenceOf(one)] : []));
}

export function referencesTo(targets: readonly SyntaxNode[], scripts: readonly Script[]): readonly Reference[] {
    const keys = new Set(targets.map(keyOf));
    return modulesOf(scripts)
        .flatMap(module => occurrencesOf(module))
        .filter(one => means(one, keys))
        .map(referenceOf);
}

/** The same declaration is another node in each script that was read; its place tells that it is the same. */
export function keyOf(node: SyntaxNode): string {
    const { uri, start } = placeOfName(node);
    return `${uri} ${start}`;
}

/** Each module once. A script's own module knows its names as they are in the editor. */
function modulesOf(scripts: readonly Script[]): readonly Script['module'][] {
    const byUri = new Map(scripts.map(({ module, uri }) => [uri, module]));
    for (const module of scripts.flatMap(({ modules }) => modules)) {
        const uri = uriOf(module);
        if (!byUri.has(uri)) byUri.set(uri, module);
    }
    return [...byUri.values()];
}

function means({ targets }: Occurrence, keys: ReadonlySet<string>): boolean {
    return targets.some(target => keys.has(keyOf(target)));
}

function referenceOf(occurrence: Occurrence): Reference {
    return { place: occurrence.place, role: occurrence.role, access: accessOf(occurrence) };
}
