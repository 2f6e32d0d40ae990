// New Scenario from a Template: a new document with one of the snippets, and its first verdict.
import { SnippetString, ViewColumn, window, workspace } from 'vscode';
import snippets from '../../snippets.json' with { type: 'json' };
import { LANGUAGE } from '../client.ts';
import { expanded } from './expanded.ts';
import type { Surroundings } from './index.ts';

/** `given`: the prefix of a snippet, to have it as it is; absent: asks, and lets one fill it in. */
export async function newScenario({ server }: Surroundings, given: unknown): Promise<void> {
    const templates = Object.entries(snippets);
    const [, wanted] = templates.find(([, { prefix }]) => prefix === given) ?? [];
    const [, chosen] = wanted === undefined ? ((await pick(templates)) ?? []) : [];
    const body = (wanted ?? chosen)?.body;
    if (body === undefined) return;
    const document = await workspace.openTextDocument({
        language: LANGUAGE,
        content: wanted === undefined ? '' : expanded(body),
    });
    const editor = await window.showTextDocument(document, { viewColumn: column(), preview: false });
    if (wanted === undefined) await editor.insertSnippet(new SnippetString(body.join('\n')));
    await server.check({ uri: document.uri.toString() });
}

/** A walkthrough stays in sight. Its links' own `toSide:` is forgotten when the command has to start the extension first. */
function column(): ViewColumn {
    const isElsewhere =
        window.activeTextEditor === undefined && window.tabGroups.activeTabGroup.activeTab !== undefined;
    return isElsewhere ? ViewColumn.Beside : ViewColumn.Active;
}

type Template = readonly [string, (typeof snippets)[keyof typeof snippets]];

async function pick(templates: readonly Template[]): Promise<Template | undefined> {
    const items = templates.map(template => {
        const [label, { prefix, description }] = template;
        return { label, description: prefix, detail: description, template };
    });
    const chosen = await window.showQuickPick(items, { placeHolder: 'What kind of race?', matchOnDetail: true });
    return chosen?.template;
}
