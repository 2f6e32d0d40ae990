// Places (offsets in documents) as paths, lines and columns.
import type { Position } from '@faultline/ide';
import { lineIndex, lineText, positionAt } from '@faultline/ide';
import type { Place, Script } from '@faultline/language';
import { uriOf } from '@faultline/language';
import { displayUri } from './scripts.ts';

export interface Location {
    /** As shown to people. */
    readonly path: string;
    readonly start: Position;
    readonly end: Position;
}

export interface Documents {
    readonly add: (texts: ReadonlyMap<string, string>) => void;
    readonly locate: (place: Place) => Location;
    /** The name of the file, with its folder where another document has the same. */
    readonly nameOf: (uri: string) => string;
    /** The whole line on which a place begins. */
    readonly lineOf: (place: Place) => string;
    /** The text of a place, on one line. */
    readonly textOf: (place: Place) => string;
}

export function createDocuments(): Documents {
    const indices = new Map<string, ReturnType<typeof lineIndex>>();
    const indexOf = (uri: string) => indices.get(uri) ?? lineIndex('');
    return {
        add: texts => {
            for (const [uri, text] of texts) indices.set(uri, lineIndex(text));
        },
        locate: ({ uri, start, end }) => ({
            path: displayUri(uri),
            start: positionAt(indexOf(uri), start),
            end: positionAt(indexOf(uri), end),
        }),
        nameOf: uri => {
            const name = lastOf(uri, 1);
            const isShared = [...indices.keys()].some(other => other !== uri && lastOf(other, 1) === name);
            return isShared ? lastOf(uri, 2) : name;
        },
        lineOf: ({ uri, start }) => lineText(indexOf(uri), positionAt(indexOf(uri), start).line),
        textOf: ({ uri, start, end }) => indexOf(uri).text.slice(start, end).replace(/\s+/g, ' ').trim(),
    };
}

/** The texts of a script and of what it imports, by URI. */
export function textsOf(script: Script): ReadonlyMap<string, string> {
    const own: readonly [string, string] = [script.uri, script.text];
    return new Map([
        ...script.modules.map(module => [uriOf(module), module.$cstNode?.root.fullText ?? ''] as const),
        own,
    ]);
}

/** The last parts of a document's path, as shown to people. */
function lastOf(uri: string, parts: number): string {
    return displayUri(uri).split('/').slice(-parts).join('/');
}
