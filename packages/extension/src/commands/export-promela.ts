// Export Check to Promela
import { window, workspace } from 'vscode';
import type { Surroundings } from './index.ts';
import { chooseCheck, documentFor } from './which.ts';

export async function exportPromela({ server }: Surroundings, given: unknown, title: unknown): Promise<void> {
    const uri = documentFor(given);
    if (uri === undefined) return;
    const chosen =
        typeof title === 'string' ? title : await chooseCheck(await server.verdicts({ uri }), 'Export which check?');
    if (chosen === undefined) return;
    const answer = await server.exported({ uri, title: chosen, format: 'promela' });
    switch (answer.kind) {
        case 'text':
            await window.showTextDocument(await workspace.openTextDocument({ content: answer.text }));
            break;
        case 'refused':
            void window.showWarningMessage(answer.reasons.join(' '));
            break;
    }
}
