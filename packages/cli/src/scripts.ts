// From paths on the command line to the texts of scripts.
import type { Dirent } from 'node:fs';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nearest, UsageError } from './usage-error.ts';

export interface ScriptFile {
    /** As the user would write it: relative to the working directory where that is shorter. */
    readonly path: string;
    readonly uri: string;
}

export type Text =
    | { readonly kind: 'text'; readonly text: string }
    /** A sentence without the path. */
    | { readonly kind: 'unreadable'; readonly why: string };

/** Beyond this a file is not even read; the language refuses smaller ones for their size by itself. */
const LARGEST_FILE = 64 * 2 ** 20;
const NEVER_ENTERED: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** Files as given, and the *.race files of folders by name; each once. Throws {@link UsageError} where there is none. */
export function findScripts(paths: readonly string[]): readonly ScriptFile[] {
    const files = paths.flatMap(scriptsAt);
    return [...new Set(files.map(file => resolve(file)))].map(file => ({
        path: displayPath(file),
        uri: pathToFileURL(file).href,
    }));
}

/** Reads a script; never throws. */
export function readScript(file: string): Text {
    try {
        const stats = statSync(file);
        // Reading from a pipe or a device may never end, and nothing could interrupt it.
        if (!stats.isFile()) return { kind: 'unreadable', why: 'is not a regular file.' };
        const { size } = stats;
        if (size > LARGEST_FILE) {
            return { kind: 'unreadable', why: `is too large for a script: it has ${Math.round(size / 2 ** 20)} MB.` };
        }
        const bytes = readFileSync(file);
        // With a zero byte it is the language that says so.
        if (bytes.includes(0)) return { kind: 'text', text: bytes.toString('latin1') };
        return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } catch (error) {
        if (error instanceof TypeError) return { kind: 'unreadable', why: 'is not a script: it is not UTF-8 text.' };
        return { kind: 'unreadable', why: `cannot be read: ${reason(error)}.` };
    }
}

/** The text of an import, or nothing: then the language says which import it is. */
export function readUri(uri: string): string | undefined {
    if (!uri.startsWith('file:')) return undefined;
    const read = readScript(fileURLToPath(uri));
    return read.kind === 'text' ? read.text : undefined;
}

/** How a document is called in messages: a path, or `kernel/gup.race` of the library. */
export function displayUri(uri: string): string {
    if (uri.startsWith('file:')) return displayPath(fileURLToPath(uri));
    return uri.replace(/^[a-z-]+:\/*/, '');
}

function displayPath(file: string): string {
    const near = relative(process.cwd(), file);
    return near === '' || near.startsWith('..') ? file : near;
}

function scriptsAt(path: string): readonly string[] {
    switch (kindOf(path)) {
        case 'file':
        case 'other':
            return [path];
        case 'folder': {
            const found = scriptsBelow(path);
            if (found.length === 0) throw new UsageError(`There is no *.race file in ${path}.`);
            return found;
        }
        case 'absent':
            throw new UsageError(absent(path));
    }
}

function scriptsBelow(folder: string): readonly string[] {
    const entries = entriesOf(folder).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const files = entries.filter(entry => entry.name.endsWith('.race') && kindOf(join(folder, entry.name)) === 'file');
    const folders = entries.filter(entry => entry.isDirectory() && !NEVER_ENTERED.has(entry.name));
    return [
        ...files.map(entry => join(folder, entry.name)),
        ...folders.flatMap(entry => scriptsBelow(join(folder, entry.name))),
    ];
}

function entriesOf(folder: string): readonly Dirent[] {
    try {
        return readdirSync(folder, { withFileTypes: true });
    } catch (error) {
        throw new UsageError(`The folder ${folder} cannot be read: ${reason(error)}.`);
    }
}

/** `other`: a pipe, a device, or what cannot even be looked at. */
export function kindOf(path: string): 'file' | 'folder' | 'absent' | 'other' {
    try {
        const found = statSync(path, { throwIfNoEntry: false });
        if (found === undefined) return 'absent';
        if (found.isDirectory()) return 'folder';
        return found.isFile() ? 'file' : 'other';
    } catch {
        return 'other';
    }
}

function absent(path: string): string {
    if (path === '') return 'An empty path names no file.';
    const folder = resolve(path, '..');
    const names = kindOf(folder) === 'folder' ? entriesOf(folder).map(({ name }) => name) : [];
    const meant = nearest(path.slice(path.lastIndexOf('/') + 1), names);
    return `There is no file or folder ${path}.${meant === undefined ? '' : ` Did you mean ${displayPath(join(folder, meant))}?`}`;
}

function reason(error: unknown): string {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    switch (code) {
        case 'EACCES':
        case 'EPERM':
            return 'permission denied';
        case 'ENOENT':
            return 'it is gone';
        case 'ELOOP':
            return 'its symbolic links lead round in a circle';
        default:
            return error instanceof Error ? error.message.replace(/^\w+: /, '') : String(error);
    }
}
