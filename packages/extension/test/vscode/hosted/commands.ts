// What the palette can do.
import { ok, strictEqual } from 'node:assert/strict';
import { commands, extensions } from 'vscode';
import { edit, open, withCode } from './script.ts';

const ID = 'faultline.faultline';

suite('commands', () => {
    test('the extension is active because a script is open', async () => {
        await open('active.race', 'var x = 0\n');
        strictEqual(extensions.getExtension(ID)?.isActive, true);
    });

    test('every command that is declared exists', async () => {
        const declared: { command: string }[] = extensions.getExtension(ID)!.packageJSON.contributes.commands;
        const known = new Set(await commands.getCommands(true));
        ok(declared.length > 0);
        strictEqual(
            declared
                .map(({ command }) => command)
                .filter(command => !known.has(command))
                .join(),
            '',
        );
    });

    test('a server that is restarted goes on with the open scripts', async () => {
        const script = await open('restart.race', 'var count = 0\nthread t { count = 1 }\n');
        await commands.executeCommand('faultline.restartServer');
        await edit(script, '{ count', '{ couns');
        await withCode(script, 'unknown-name');
    });
});
