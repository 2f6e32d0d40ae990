// workspace/executeCommand: what lenses name, for any client
import { normalUri } from '@faultline/language';
import type { ServerCapabilities } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { COMMANDS } from '../protocol.ts';

export const executeCommandCapability: ServerCapabilities = {
    executeCommandProvider: { commands: Object.values(COMMANDS) },
};

export function onExecuteCommand({ connection, workspace, checks, shownTitles }: Context): void {
    connection.onExecuteCommand(async ({ command, arguments: given }) => {
        const [uri, title] = given ?? [];
        switch (command) {
            case COMMANDS.check: {
                const script = typeof uri === 'string' ? workspace.script(uri) : undefined;
                if (script === undefined) return null;
                if (typeof title === 'string') shownTitles.set(script.uri, title);
                return checks.check(script, typeof title === 'string' ? [title] : undefined);
            }
            case COMMANDS.cancel:
                await checks.cancel(typeof uri === 'string' ? normalUri(uri) : undefined);
                return null;
            default:
                return null;
        }
    });
}
