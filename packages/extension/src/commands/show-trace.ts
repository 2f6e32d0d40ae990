// Show Trace
import { window } from 'vscode';
import type { Surroundings } from './index.ts';
import { chooseCheck, documentFor } from './which.ts';

export async function showTrace({ server, panel }: Surroundings, given: unknown, title: unknown): Promise<void> {
    const uri = documentFor(given);
    if (uri === undefined) return;
    const chosen = typeof title === 'string' ? title : await choose(uri);
    if (chosen !== undefined) await panel.show({ uri, title: chosen });

    async function choose(of: string): Promise<string | undefined> {
        const known = await server.verdicts({ uri: of });
        const isFresh = known.every(({ status }) => status !== 'not-run');
        const verdicts = isFresh ? known : (await server.check({ uri: of })).verdicts;
        const withTraces = verdicts.filter(({ traces }) => traces > 0);
        if (withTraces.length === 0)
            void window.showInformationMessage('No check of this script has a counterexample.');
        return chooseCheck(withTraces, 'The counterexample of which check?');
    }
}
