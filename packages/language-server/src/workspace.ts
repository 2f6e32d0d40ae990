// Scripts by their documents: loaded when asked for, kept while the texts they were read from stay the same.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LineIndex } from '@faultline/ide';
import { lineIndex, manualPage } from '@faultline/ide';
import type { Language, Script } from '@faultline/language';
import { createLanguage, libraryUri, normalUri, PRELUDE_URI, preludeText } from '@faultline/language';
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
    /** Open scripts that import a document, directly or not. */
    readonly importers: (uri: string) => readonly Script[];
    /** Forgets what was read from the disk. */
    readonly invalidate: () => void;
}

/** Beyond this a file is not even read. */
const LARGEST_FILE = 64 * 2 ** 20;

interface Loaded {
    readonly script: Script;
    readonly texts: ReadonlyMap<string, string>;
    /** Documents that were looked for and not found. */
    readonly missing: ReadonlySet<string>;
}

export function createWorkspace(documents: Documents): Workspace {
    const language: Language = createLanguage({ library: new Map(modules.map(({ name, text }) => [name, text])) });
    const builtin = new Map([
        [PRELUDE_URI, preludeText()],
        ...modules.map(({ name, text }) => [libraryUri(name), text] as const),
    ]);
    const loaded = new Map<string, Loaded>();
    const indices = new Map<string, LineIndex>();
    const disk = new Map<string, { readonly stamp: string; readonly text: string | undefined }>();

    const workspace: Workspace = {
        script: uri => load(normalUri(uri))?.script,
        textsOf: script => loaded.get(script.uri)?.texts ?? new Map([[script.uri, script.text]]),
        text: textOf,
        importers: uri =>
            [...documents.all()].flatMap(document => {
                const found = document.uri === uri ? undefined : load(document.uri);
                return found?.texts.has(uri) || found?.missing.has(uri) ? [found.script] : [];
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
        invalidate: () => disk.clear(),
    };
    return workspace;

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

function manualText(uri: string): string | undefined {
    const code = /^builtin:\/+manual\/([\w-]+)\.md$/.exec(uri)?.[1];
    const page = code === undefined ? undefined : manualPage(code);
    return page === undefined ? undefined : `# ${page.code}\n\n${page.title}.\n\n${page.text}\n`;
}
