// What the palette, lenses and links call.
import { OPEN_SETTING_COMMAND } from '@faultline/language-server/protocol';
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { commands, Disposable as Disposables } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { CommandName } from '../command-names.ts';
import type { Server } from '../server.ts';
import type { Tests } from '../testing/controller.ts';
import type { TracePanel } from '../trace/panel.ts';
import { checkFile, checkWorkspace } from './check.ts';
import { exportPromela } from './export-promela.ts';
import { newScenario } from './new-scenario.ts';
import { showTrace } from './show-trace.ts';

/** What commands work with. */
export interface Surroundings {
    readonly context: ExtensionContext;
    readonly client: LanguageClient;
    readonly server: Server;
    readonly panel: TracePanel;
    readonly tests: Tests;
    readonly log: LogOutputChannel;
}

export function registerCommands(around: Surroundings): Disposables {
    const { context, client, server, log } = around;
    const all: Readonly<Record<CommandName, (...given: readonly unknown[]) => unknown>> = {
        'faultline.checkFile': uri => checkFile(around, uri),
        'faultline.checkWorkspace': () => checkWorkspace(around),
        'faultline.exportPromela': (uri, title) => exportPromela(around, uri, title),
        'faultline.getStarted': () =>
            commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
        'faultline.newScenario': name => newScenario(around, name),
        'faultline.restartServer': () => client.restart(),
        'faultline.showOutput': () => log.show(),
        'faultline.showTrace': (uri, title) => showTrace(around, uri, title),
        'faultline.stopChecking': () => server.cancel({}),
    };
    return Disposables.from(
        ...Object.entries(all).map(([name, act]) => commands.registerCommand(name, act)),
        // The server's repairs name it; it is nothing for the palette.
        commands.registerCommand(OPEN_SETTING_COMMAND, (id: unknown) =>
            commands.executeCommand('workbench.action.openSettings', String(id)),
        ),
    );
}
