// Scripts in the workspace of the window that is tested, and waiting for what becomes of them.
import { readFixture } from '@faultline/dev';
import type { CodeLens, Diagnostic, Position, TextDocument, TextEditor, Uri } from 'vscode';
import { commands, languages, Range, Uri as Uris, window, workspace } from 'vscode';

export interface Script {
    readonly uri: Uri;
    readonly document: TextDocument;
    readonly editor: TextEditor;
    /** Where the fixture has `<|>`; its start without one. */
    readonly cursor: Position;
}

export interface Lens {
    readonly line: number;
    readonly title: string;
}

/** Writes a file into the workspace, without opening it; a fixture's marks are taken out. */
export async function write(name: string, fixture: string): Promise<Uri> {
    const uri = inWorkspace(name);
    await workspace.fs.writeFile(uri, new TextEncoder().encode(readFixture(fixture).text));
    return uri;
}

/** Writes a script and shows it in an editor. */
export async function open(name: string, fixture: string): Promise<Script> {
    const document = await workspace.openTextDocument(await write(name, fixture));
    const editor = await window.showTextDocument(document, { preview: false });
    return { uri: document.uri, document, editor, cursor: document.positionAt(readFixture(fixture).cursor ?? 0) };
}

/** Replaces the only occurrence of a text, as typing would: the document is not saved. */
export async function edit({ document, editor }: Script, from: string, to: string): Promise<void> {
    const at = document.getText().indexOf(from);
    if (at === -1) throw new Error(`${from} does not occur.`);
    const range = new Range(document.positionAt(at), document.positionAt(at + from.length));
    if (!(await editor.edit(builder => builder.replace(range, to)))) throw new Error('VS Code refused the edit.');
}

/** The diagnostics of a document, once they satisfy the predicate. */
export async function diagnostics(
    { uri }: Pick<Script, 'uri'>,
    until: (all: readonly Diagnostic[]) => boolean,
): Promise<readonly Diagnostic[]> {
    return eventually('diagnostics', () => languages.getDiagnostics(uri), until);
}

/** Those with a code, once there are any. */
export async function withCode(script: Pick<Script, 'uri'>, code: string): Promise<readonly Diagnostic[]> {
    const all = await diagnostics(script, some => some.some(one => codeOf(one) === code));
    return all.filter(one => codeOf(one) === code);
}

/** The lenses of a document, once they satisfy the predicate. */
export async function lenses(
    { uri }: Pick<Script, 'uri'>,
    until: (all: readonly Lens[]) => boolean,
): Promise<readonly Lens[]> {
    const ask = () => commands.executeCommand<CodeLens[] | undefined>('vscode.executeCodeLensProvider', uri, 10);
    return eventually(
        'lenses',
        async () => ((await ask()) ?? []).map(one => ({ line: one.range.start.line, title: one.command?.title ?? '' })),
        until,
    );
}

export function codeOf({ code }: Diagnostic): string {
    return String(typeof code === 'object' ? code.value : code);
}

/**
 * Asks again and again until the answer is as wanted; VS Code tells of few of the things that it comes to know. Throws with the last answer
 * when there is no hope left.
 */
export async function eventually<T>(
    what: string,
    ask: () => T | PromiseLike<T>,
    until: (answer: T) => boolean,
): Promise<T> {
    const deadline = Date.now() + 45_000;
    for (;;) {
        const answer = await ask();
        if (until(answer)) return answer;
        if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}; last: ${JSON.stringify(answer)}`);
        await new Promise(done => setTimeout(done, 25));
    }
}

function inWorkspace(name: string): Uri {
    const folder = workspace.workspaceFolders?.[0];
    if (folder === undefined) throw new Error('The window shows no folder.');
    return Uris.joinPath(folder.uri, name);
}
