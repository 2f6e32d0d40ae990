// Check File, Check Workspace
import { commands, ProgressLocation, window } from 'vscode';
import { counted } from '../status-text.ts';
import type { Tally } from '../testing/controller.ts';
import type { Surroundings } from './index.ts';
import { documentFor } from './which.ts';

export async function checkFile({ server }: Surroundings, given: unknown): Promise<void> {
    const uri = documentFor(given);
    if (uri === undefined) return;
    const { end, verdicts } = await server.check({ uri });
    switch (end) {
        case 'errors':
            await offer('The script has errors: nothing was checked.', PROBLEMS);
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

/** Answers what came of it as soon as it is through, whatever becomes of the message. */
export async function checkWorkspace({ tests }: Surroundings): Promise<Tally> {
    const tally = await window.withProgress(
        { location: ProgressLocation.Notification, title: 'Checking all scripts of the workspace', cancellable: true },
        (_, token) => tests.runAll(token),
    );
    const { scripts, passed, failed, open } = tally;
    if (scripts === 0) {
        void window.showInformationMessage('There are no Faultline scripts (*.race) with checks in this workspace.');
        return tally;
    }
    const others = [failed === 0 ? '' : `${failed} not`, open === 0 ? '' : `${open} undecided`].filter(
        one => one !== '',
    );
    const said = [`${counted(passed, 'check')} as expected`, ...others].join(', ');
    void offer(`${counted(scripts, 'script')}: ${said}.`, ...(failed === 0 ? [] : [PROBLEMS]), TESTS);
    return tally;
}

interface Offer {
    readonly title: string;
    readonly command: string;
}
const PROBLEMS: Offer = { title: 'Show Problems', command: 'workbench.actions.view.problems' };
const TESTS: Offer = { title: 'Show Tests', command: 'workbench.view.testing.focus' };

async function offer(message: string, ...offers: readonly Offer[]): Promise<void> {
    const chosen = await window.showInformationMessage(message, ...offers);
    if (chosen !== undefined) await commands.executeCommand(chosen.command);
}
