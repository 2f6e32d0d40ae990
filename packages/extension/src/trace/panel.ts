// The panel that shows a counterexample beside the text: asks the server for it, keeps it current, opens what is clicked.
//
// One panel: another check takes its place. It comes back when the window is loaded again.
import type { ProtocolLocation, TraceAnswer } from '@faultline/language-server/protocol';
import type { Disposable, ExtensionContext, TextEditor, WebviewPanel } from 'vscode';
import {
    Disposable as Disposables,
    env,
    OverviewRulerLane,
    Range,
    Selection,
    TextEditorRevealType,
    ThemeColor,
    Uri,
    ViewColumn,
    window,
    workspace,
} from 'vscode';
import type { Server } from '../server.ts';
import { sameUri } from '../server.ts';
import type { FromView, Subject, ToView } from './messages.ts';
import { pageHtml } from './page-html.ts';

export interface TracePanel extends Disposable {
    readonly show: (subject: Subject) => Promise<void>;
}

const VIEW_TYPE = 'faultline.trace';
/** From the last edit to a look at what became of the counterexample. */
const EDITED_MS = 250;

interface Open {
    readonly panel: WebviewPanel;
    subject: Subject;
    trace: TraceAnswer | undefined;
}

export function createTracePanel(context: ExtensionContext, server: Server): TracePanel {
    let open: Open | undefined;
    let edited: NodeJS.Timeout | undefined;
    const line = window.createTextEditorDecorationType({
        isWholeLine: true,
        backgroundColor: new ThemeColor('editor.stackFrameHighlightBackground'),
        overviewRulerColor: new ThemeColor('editorOverviewRuler.infoForeground'),
        overviewRulerLane: OverviewRulerLane.Full,
    });
    const disposables = Disposables.from(
        line,
        window.registerWebviewPanelSerializer(VIEW_TYPE, {
            deserializeWebviewPanel: async (panel: WebviewPanel, state: unknown) => {
                if (isSubject(state)) attach(panel, subjectOf(state));
                else panel.dispose();
            },
        }),
        server.onVerdicts(({ uri }) => {
            if (open !== undefined && sameUri(open.subject.uri) === sameUri(uri)) void refresh();
        }),
        workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
            if (contentChanges.length === 0 || !concerns(document.uri)) return;
            clearTimeout(edited);
            edited = setTimeout(() => void refresh(), EDITED_MS);
        }),
        window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
            // what the view itself selects is no wish of the reader
            if (kind !== undefined) followCursor(textEditor);
        }),
    );
    return {
        show: async subject => {
            if (open === undefined) {
                const panel = window.createWebviewPanel(
                    VIEW_TYPE,
                    'Trace',
                    { viewColumn: columnBeside(subject), preserveFocus: true },
                    { enableFindWidget: true },
                );
                attach(panel, subject);
            } else {
                open.subject = subject;
                open.panel.reveal(undefined, true);
                await refresh();
            }
        },
        dispose: () => {
            clearTimeout(edited);
            disposables.dispose();
            open?.panel.dispose();
        },
    };

    function attach(panel: WebviewPanel, subject: Subject): void {
        open?.panel.dispose();
        const mine: Open = { panel, subject, trace: undefined };
        open = mine;
        const at = (...path: string[]) => Uri.joinPath(context.extensionUri, ...path);
        panel.webview.options = { enableScripts: true, localResourceRoots: [at('dist'), at('media')] };
        panel.iconPath = at('media', 'file.svg');
        panel.webview.onDidReceiveMessage((message: FromView) => void hear(mine, message));
        panel.onDidDispose(() => {
            if (open === mine) open = undefined;
            unmark();
        });
        panel.webview.html = pageHtml({
            script: panel.webview.asWebviewUri(at('dist', 'trace-view.js')).toString(),
            style: panel.webview.asWebviewUri(at('media', 'trace.css')).toString(),
            source: panel.webview.cspSource,
        });
    }

    async function hear(mine: Open, message: FromView): Promise<void> {
        switch (message.kind) {
            case 'ready':
                await refresh();
                break;
            case 'reveal':
                await reveal(mine, message.location, message.how);
                break;
            case 'choose':
                mine.subject = {
                    uri: mine.subject.uri,
                    title: message.title,
                    ...(message.index === undefined ? {} : { index: message.index }),
                };
                await refresh();
                break;
            case 'copy':
                await env.clipboard.writeText(mine.trace?.text ?? '');
                window.setStatusBarMessage('Trace copied', 2000);
                break;
            case 'check':
                await server.check({ uri: mine.subject.uri });
                await refresh();
                break;
        }
    }

    /** Asks again and shows what there is. */
    async function refresh(): Promise<void> {
        const mine = open;
        if (mine === undefined) return;
        const { subject } = mine;
        const [trace, verdicts] = await Promise.all([server.trace(subject), server.verdicts({ uri: subject.uri })]);
        if (mine !== open || mine.subject !== subject) return;
        mine.trace = trace ?? undefined;
        mine.panel.title = `Trace: ${subject.title}`;
        if (trace !== null) {
            const titles = verdicts.filter(({ traces }) => traces > 0).map(({ title }) => title);
            tell(mine, { kind: 'show', subject, trace, titles });
            return;
        }
        const verdict = verdicts.find(({ title }) => title === subject.title);
        tell(mine, { kind: 'nothing', subject, said: sayNothing(verdict?.status, verdict?.summary) });
    }

    function concerns(uri: Uri): boolean {
        const key = uri.toString();
        return (
            open !== undefined &&
            (sameUri(open.subject.uri) === key ||
                open.trace?.steps.some(({ location }) => sameUri(location.uri) === key) === true)
        );
    }

    function followCursor({ document, selection }: TextEditor): void {
        if (open?.trace === undefined || window.activeTextEditor?.document !== document) return;
        const key = document.uri.toString();
        const step = open.trace.steps.find(
            ({ location: { uri, range } }) =>
                sameUri(uri) === key &&
                range.start.line <= selection.active.line &&
                selection.active.line <= range.end.line,
        );
        if (step === undefined) return;
        tell(open, { kind: 'select', step: step.step });
        // no longer the step that is selected
        unmark();
    }

    function unmark(): void {
        for (const editor of window.visibleTextEditors) editor.setDecorations(line, []);
    }

    async function reveal(mine: Open, location: ProtocolLocation, how: 'preview' | 'focus'): Promise<void> {
        const uri = Uri.parse(location.uri);
        const { start, end } = location.range;
        const range = new Range(start.line, start.character, end.line, end.character);
        const editor = await window.showTextDocument(await workspace.openTextDocument(uri), {
            viewColumn: columnFor(uri, mine.panel),
            preserveFocus: how === 'preview',
            preview: true,
        });
        unmark();
        editor.setDecorations(line, [range]);
        editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
        if (how === 'focus') editor.selection = new Selection(range.start, range.end);
    }
}

/** To the right of the document, wherever the command was given. */
function columnBeside({ uri }: Subject): ViewColumn {
    const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === sameUri(uri));
    return editor?.viewColumn === undefined ? ViewColumn.Beside : editor.viewColumn + 1;
}

/** Where the document already is, else beside the panel. */
function columnFor(uri: Uri, panel: WebviewPanel): ViewColumn {
    const editors = window.visibleTextEditors.filter(({ viewColumn }) => viewColumn !== undefined);
    const same = editors.find(({ document }) => document.uri.toString() === uri.toString());
    const other = editors.find(({ viewColumn }) => viewColumn !== panel.viewColumn);
    return (
        same?.viewColumn ?? other?.viewColumn ?? (panel.viewColumn === ViewColumn.One ? ViewColumn.Two : ViewColumn.One)
    );
}

function tell({ panel }: Open, message: ToView): void {
    void panel.webview.postMessage(message);
}

function sayNothing(status: string | undefined, summary: string | undefined): string {
    if (status === undefined) return 'The script has no such check, or cannot be read.';
    if (status === 'not-run') return 'It has not been checked yet.';
    if (status === 'running') return 'It is being checked.';
    return `There is no counterexample: ${summary}.`;
}

/** The view remembers more than this. */
function subjectOf({ uri, title, index }: Subject): Subject {
    return { uri, title, ...(index === undefined ? {} : { index }) };
}

function isSubject(state: unknown): state is Subject {
    return (
        typeof state === 'object' &&
        state !== null &&
        'uri' in state &&
        typeof state.uri === 'string' &&
        'title' in state &&
        typeof state.title === 'string'
    );
}
