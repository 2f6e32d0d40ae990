// Check File, Check Workspace
import { commands, ProgressLocation, window } from 'vscode';
import type { Surroundings } from './index.ts';
import { documentFor } from './which.ts';

export async function checkFile({ server }: Surroundings, given: unknown): Promise<void> {
    const uri = documentFor(given);
    if (uri === undefined) return;
    const { end, verdicts } = await server.check({ uri });
    switch (end) {
        case 'errors':
            await offer(
                'The script has errors: nothing was checked.',
                'Show Problems',
                'workbench.actions.view.problems',
            );
            break;
        case 'complete':
            window.setStatusBarMessage(verdicts.map(({ title, summary }) => `${title}: ${summary}`).join(' · '), 5000);
            break;
        case 'stopped':
        case 'superseded':
        case 'crashed':
            // Whoever stopped it knows; a crash is told by the server.
            break;
    }
}

export async function checkWorkspace({ tests }: Surroundings): Promise<void> {
    const { scripts, passed, failed, open } = await window.withProgress(
        { location: ProgressLocation.Notification, title: 'Checking all scripts of the workspace', cancellable: true },
        (_, token) => tests.runAll(token),
    );
    if (scripts === 0) {
        void window.showInformationMessage('There are no Faultline scripts (*.race) with checks in this workspace.');
        return;
    }
    const others = [failed === 0 ? '' : `${failed} not`, open === 0 ? '' : `${open} undecided`].filter(
        one => one !== '',
    );
    const said = [`${passed} checks as expected`, ...others].join(', ');
    await offer(`${scripts} scripts: ${said}.`, 'Show Tests', 'workbench.view.testing.focus');
}

async function offer(message: string, action: string, command: string): Promise<void> {
    const chosen = await window.showInformationMessage(message, action);
    if (chosen === action) await commands.executeCommand(command);
}
