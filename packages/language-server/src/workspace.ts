// Scripts by their documents: loaded when asked for, kept while the texts they were read from stay the same.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LibraryNames, LineIndex } from '@faultline/ide';
import { lineIndex, manualPage, wordAt } from '@faultline/ide';
import type { Language, Script } from '@faultline/language';
import { createLanguage, libraryUri, nameOf, normalUri, PRELUDE_URI, preludeText } from '@faultline/language';
import { modules } from '@faultline/library';
import type { Documents } from './documents.ts';
import type { Texts } from './to-lsp.ts';

export interface Workspace extends Texts {
    /** The script of a document, open or not; nothing where it cannot be read. */
    readonly script: (uri: string) => Script | undefined;
    /** The texts that a script was read from, its own included, without those of the library. */
    readonly textsOf: (script: Script) => ReadonlyMap<string, string>;
    /** The text of a document as the client has it open, else of the library or the disk. */
    readonly text: (uri: string) => string | undefined;
    /** Open documents that import a document, directly or not, as they were last read. */
    readonly importers: (uri: string) => readonly string[];
    /** The document of a script with another text; nothing is kept. */
    readonly reload: (script: Script, text: string) => Script;
    /** Open scripts, and those of the folders. */
    readonly all: () => readonly Script[];
    /** Scripts that may name what is at an offset: the open ones, and those of the folders whose text has the word. */
    readonly related: (script: Script, offset: number) => readonly Script[];
    readonly libraryNames: LibraryNames;
    readonly libraryModules: readonly string[];
    /** Forgets what was read from the disk. */
    readonly invalidate: () => void;
}

/** Beyond this a file is not even read. */
const LARGEST_FILE = 64 * 2 ** 20;
/** More scripts than these in the folders are left alone. */
const MOST_FILES = 2000;

interface Loaded {
    readonly script: Script;
    readonly texts: ReadonlyMap<string, string>;
    /** Documents that were looked for and not found. */
    readonly missing: ReadonlySet<string>;
}

export function createWorkspace(documents: Documents, folders: () => readonly string[]): Workspace {
    const language: Language = createLanguage({ library: new Map(modules.map(({ name, text }) => [name, text])) });
    const builtin = new Map([
        [PRELUDE_URI, preludeText()],
        ...modules.map(({ name, text }) => [libraryUri(name), text] as const),
    ]);
    const loaded = new Map<string, Loaded>();
    const indices = new Map<string, LineIndex>();
    /** Scripts in the folders, found once until something changes on the disk. */
    let files: readonly string[] | undefined;
    let names: LibraryNames | undefined;
    const disk = new Map<string, { readonly stamp: string; readonly text: string | undefined }>();

    const workspace: Workspace = {
        script: uri => load(normalUri(uri))?.script,
        textsOf: script => loaded.get(script.uri)?.texts ?? new Map([[script.uri, script.text]]),
        text: textOf,
        importers: uri =>
            [...documents.all()].flatMap(document => {
                const known = document.uri === uri ? undefined : (loaded.get(document.uri) ?? load(document.uri));
                return known?.texts.has(uri) || known?.missing.has(uri) ? [document.uri] : [];
            }),
        indexOf: uri => {
            const open = documents.get(uri);
            if (open !== undefined) return open.index;
            const text = textOf(uri) ?? '';
            const known = indices.get(uri);
            if (known?.text === text) return known;
            const index = lineIndex(text);
            indices.set(uri, index);
            return index;
        },
        clientUri: uri => documents.get(uri)?.clientUri ?? uri,
        reload: (script, text) => language.load(script.uri, text, textOf),
        all: () => scriptsOf(workspaceUris()),
        related: ({ uri, text }, offset) => {
            const word = wordAt(text, offset)?.text;
            const named = workspaceUris().filter(
                one => one !== uri && word !== undefined && textOf(one)?.includes(word) === true,
            );
            return scriptsOf(named);
        },
        get libraryNames() {
            names ??= libraryNames(language);
            return names;
        },
        libraryModules: modules.map(({ name }) => name),
        invalidate: () => {
            disk.clear();
            files = undefined;
        },
    };
    return workspace;

    function scriptsOf(uris: readonly string[]): readonly Script[] {
        return uris.flatMap(uri => load(uri)?.script ?? []);
    }

    /** Open documents first. */
    function workspaceUris(): readonly string[] {
        files ??= folders().flatMap(scriptFiles).slice(0, MOST_FILES);
        const open = [...documents.all()].map(({ uri }) => uri).filter(uri => !uri.startsWith('builtin:'));
        return [...new Set([...open, ...files])];
    }

    function load(uri: string): Loaded | undefined {
        const known = loaded.get(uri);
        if (known !== undefined && isCurrent(known)) return known;
        const text = textOf(uri);
        if (text === undefined) return undefined;
        const texts = new Map([[uri, text]]);
        const missing = new Set<string>();
        const script = language.load(uri, text, other => {
            const found = textOf(other);
            if (found === undefined) missing.add(other);
            else texts.set(other, found);
            return found;
        });
        const fresh = { script, texts, missing };
        loaded.set(uri, fresh);
        return fresh;
    }

    function isCurrent({ texts, missing }: Loaded): boolean {
        for (const [uri, text] of texts) if (textOf(uri) !== text) return false;
        for (const uri of missing) if (textOf(uri) !== undefined) return false;
        return true;
    }

    function textOf(uri: string): string | undefined {
        const open = documents.get(uri)?.text;
        if (open !== undefined) return open;
        if (uri.startsWith('builtin:')) return builtin.get(uri) ?? manualText(uri);
        return uri.startsWith('file:') ? readDisk(uri) : undefined;
    }

    function readDisk(uri: string): string | undefined {
        try {
            const path = fileURLToPath(uri);
            if (!existsSync(path)) return undefined;
            const { size, mtimeMs } = statSync(path);
            const stamp = `${size} ${mtimeMs}`;
            const known = disk.get(uri);
            if (known?.stamp === stamp) return known.text;
            const text = size > LARGEST_FILE ? undefined : readFileSync(path, 'utf8');
            disk.set(uri, { stamp, text });
            return text;
        } catch {
            return undefined;
        }
    }
}

/** Top-level names of the library's modules. */
function libraryNames(language: Language): LibraryNames {
    const names = new Map<string, string[]>();
    for (const { name: module, text } of modules) {
        const { module: parsed } = language.load(libraryUri(module), text, () => undefined);
        for (const declaration of parsed.declarations) {
            const name = nameOf(declaration);
            if (name !== '' && declaration.$type !== 'Param') names.set(name, [...(names.get(name) ?? []), module]);
        }
    }
    return names;
}

/** The *.race files of a folder and below, as the language prints their URIs. */
function scriptFiles(folder: string): readonly string[] {
    if (!folder.startsWith('file:')) return [];
    try {
        const root = fileURLToPath(folder);
        return globSync('**/*.race', { cwd: root, exclude: ['**/node_modules', '**/.git'] })
            .toSorted()
            .map(path => normalUri(pathToFileURL(join(root, path)).href));
    } catch {
        return [];
    }
}

function manualText(uri: string): string | undefined {
    const code = /^builtin:\/+manual\/([\w-]+)\.md$/.exec(uri)?.[1];
    const page = code === undefined ? undefined : manualPage(code);
    return page === undefined ? undefined : `# ${page.code}\n\n${page.title}.\n\n${page.text}\n`;
}
