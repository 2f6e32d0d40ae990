// The language status item: beside the language's name at the foot of the window.
import type { StatusParams } from '@faultline/language-server/protocol';
import type { Disposable } from 'vscode';
import { Disposable as Disposables, LanguageStatusSeverity, languages, window } from 'vscode';
import { LANGUAGE } from './client.ts';
import type { CommandName } from './command-names.ts';
import type { Server } from './server.ts';
import type { StatusText } from './status-text.ts';
import { statusText } from './status-text.ts';

export function createStatus(server: Server): Disposable {
    const item = languages.createLanguageStatusItem('faultline.status', { language: LANGUAGE });
    item.name = 'Faultline';
    let status: StatusParams | undefined;
    const show = () => {
        const uri = window.activeTextEditor?.document.uri.toString();
        const { text, detail, severity, isBusy, action } = statusText(
            status,
            uri === undefined ? undefined : server.lastVerdicts(uri),
        );
        item.text = text;
        item.detail = detail;
        item.severity = SEVERITY[severity];
        item.busy = isBusy;
        item.command = { ...ACTIONS[action], arguments: [] };
    };
    show();
    return Disposables.from(
        item,
        server.onStatus(next => {
            status = next;
            show();
        }),
        server.onVerdicts(show),
        window.onDidChangeActiveTextEditor(show),
    );
}

const SEVERITY: Readonly<Record<StatusText['severity'], LanguageStatusSeverity>> = {
    info: LanguageStatusSeverity.Information,
    warning: LanguageStatusSeverity.Warning,
    error: LanguageStatusSeverity.Error,
};

const ACTIONS: Readonly<Record<StatusText['action'], { readonly title: string; readonly command: CommandName }>> = {
    check: { title: 'Check', command: 'faultline.checkFile' },
    stop: { title: 'Stop', command: 'faultline.stopChecking' },
    output: { title: 'Output', command: 'faultline.showOutput' },
};
