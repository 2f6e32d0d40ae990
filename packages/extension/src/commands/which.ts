// Which document, and which of its checks, a command is meant for.
import type { Verdict } from '@faultline/language-server/protocol';
import { Uri, window } from 'vscode';
import { LANGUAGE } from '../client.ts';

/** What was given (a string from the server, a URI from a menu), else the script that is looked at, or, from a view, one that is in sight. */
export function documentFor(given: unknown): string | undefined {
    if (typeof given === 'string') return given;
    if (given instanceof Uri) return given.toString();
    const editors = [window.activeTextEditor, ...window.visibleTextEditors].filter(editor => editor !== undefined);
    const script = editors.find(
        ({ document: { languageId, uri } }) => languageId === LANGUAGE && uri.scheme !== 'builtin',
    );
    if (script !== undefined) return script.document.uri.toString();
    void window.showInformationMessage('Open a Faultline script (*.race) first.');
    return undefined;
}

/** Asks where there are several; the one at the cursor comes first. */
export async function chooseCheck(verdicts: readonly Verdict[], question: string): Promise<string | undefined> {
    const [first] = verdicts;
    if (first === undefined || verdicts.length === 1) return first?.title;
    const line = window.activeTextEditor?.selection.active.line ?? 0;
    const isHere = ({ range }: Verdict) => range.start.line <= line && line <= range.end.line;
    const ordered = verdicts.toSorted((a, b) => Number(isHere(b)) - Number(isHere(a)));
    const chosen = await window.showQuickPick(
        ordered.map(({ title, summary }) => ({ label: title, description: summary })),
        { placeHolder: question },
    );
    return chosen?.label;
}
