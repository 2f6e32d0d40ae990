// What the palette can do.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { commands, DiagnosticSeverity, extensions, TabInputWebview, window, workspace } from 'vscode';
import { diagnostics, edit, eventually, lenses, open, withCode, write } from './script.ts';

const ID = 'faultline.faultline';
const TWICE = 'lock l: mutex\nthread t { mutex_lock(l); mutex_lock(l) }\n';

interface Tally {
    readonly scripts: number;
    readonly passed: number;
    readonly failed: number;
}

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

    test('the Test Explorer runs every check of the workspace, of files that are not open too', async () => {
        const tally = () => commands.executeCommand<Tally>('faultline.checkWorkspace');
        const before = await tally();
        await write('explorer-right.race', `${TWICE}check "twice" expects deadlock\n`);
        const wrong = await write(
            'explorer-wrong.race',
            `${TWICE}check "twice" expects pass\ncheck "again" expects deadlock\n`,
        );
        const after = await eventually('two more scripts', tally, ({ scripts }) => scripts === before.scripts + 2);
        deepStrictEqual(
            { passed: after.passed - before.passed, failed: after.failed - before.failed },
            { passed: 2, failed: 1 },
        );
        const told = await withCode({ uri: wrong }, 'deadlock');
        deepStrictEqual(
            told.map(({ severity, range }) => ({ severity, line: range.start.line })),
            [{ severity: DiagnosticSeverity.Error, line: 1 }],
        );
        // What has gone from the disk is wrong no more.
        await workspace.fs.delete(wrong);
        await diagnostics({ uri: wrong }, all => all.length === 0);
    });

    test('the trace opens beside the script', async () => {
        const { uri } = await open('trace.race', `${TWICE}check "twice" expects pass\n`);
        await withCode({ uri }, 'deadlock');
        await commands.executeCommand('faultline.showTrace', uri, 'twice');
        const tabs = () => window.tabGroups.all.flatMap(group => group.tabs);
        await eventually('the tab of the trace', tabs, all =>
            all.some(
                ({ input, label }) =>
                    input instanceof TabInputWebview &&
                    input.viewType.endsWith('faultline.trace') &&
                    label === 'Trace: twice',
            ),
        );
    });

    test('a check is exported to Promela', async () => {
        const { uri } = await open('promela.race', `${TWICE}check "twice" expects deadlock\n`);
        await commands.executeCommand('faultline.exportPromela', uri, 'twice');
        const { document } = window.activeTextEditor!;
        ok(document.isUntitled);
        match(document.getText(), /promela\.race: twice.*proctype/s);
    });

    test('a new scenario is there, proved', async () => {
        await commands.executeCommand('faultline.newScenario', 'locks');
        const { document } = window.activeTextEditor!;
        strictEqual(document.languageId, 'faultline');
        await lenses(document, all => all.some(({ title }) => title.startsWith('✓ pass, as expected')));
    });

    test('a server that is restarted goes on with the open scripts', async () => {
        const script = await open('restart.race', 'var count = 0\nthread t { count = 1 }\n');
        await commands.executeCommand('faultline.restartServer');
        await edit(script, '{ count', '{ couns');
        await withCode(script, 'unknown-name');
    });
});
