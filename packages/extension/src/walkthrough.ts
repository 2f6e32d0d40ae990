// Ticks off the steps of the walkthrough: by what has been found, not by what has been clicked.
import type { Disposable } from 'vscode';
import { commands } from 'vscode';
import type { Server } from './server.ts';
import { PROGRESS_KEYS } from './walkthrough-keys.ts';

export function trackProgress(server: Server): Disposable {
    const broken = new Set<string>();
    const reach = (key: string) => void commands.executeCommand('setContext', key, true);
    return server.onVerdicts(({ uri, verdicts }) => {
        const isWrong = verdicts.some(({ status }) => status === 'unexpected');
        const isRight = verdicts.length > 0 && verdicts.every(({ status }) => status === 'met');
        if (isRight) reach(PROGRESS_KEYS.proved);
        if (isRight && broken.has(uri)) reach(PROGRESS_KEYS.repaired);
        if (isWrong) {
            broken.add(uri);
            reach(PROGRESS_KEYS.broken);
        }
        if (verdicts.some(({ status, found }) => status === 'unexpected' && found === 'deadlock'))
            reach(PROGRESS_KEYS.deadlock);
    });
}
