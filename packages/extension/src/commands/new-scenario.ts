// New Scenario from a Template: a new document with one of the snippets, and its first verdict.
import { SnippetString, window, workspace } from 'vscode';
import snippets from '../../snippets.json' with { type: 'json' };
import { LANGUAGE } from '../client.ts';
import type { Surroundings } from './index.ts';

/** `given`: the prefix of a snippet; absent: asks. */
export async function newScenario({ server }: Surroundings, given: unknown): Promise<void> {
    const templates = Object.entries(snippets);
    const [, chosen] = templates.find(([, { prefix }]) => prefix === given) ?? (await pick(templates)) ?? [];
    if (chosen === undefined) return;
    const document = await workspace.openTextDocument({ language: LANGUAGE });
    const editor = await window.showTextDocument(document);
    await editor.insertSnippet(new SnippetString(chosen.body.join('\n')));
    await server.check({ uri: document.uri.toString() });
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
