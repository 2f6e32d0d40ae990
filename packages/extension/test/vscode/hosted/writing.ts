// What an editor does to a script.
import { match, ok, strictEqual } from 'node:assert/strict';
import type { CodeAction, CompletionItem, CompletionList, TextEdit } from 'vscode';
import { CodeActionKind, commands, DiagnosticSeverity, Range, WorkspaceEdit, workspace } from 'vscode';
import type { Script } from './script.ts';
import { codeOf, diagnostics, eventually, open, withCode, write } from './script.ts';

suite('writing', () => {
    test('a misspelt name is repaired', async () => {
        const script = await open('misspelt.race', 'var counter = 0\nthread t { couner = 1 }\n');
        await withCode(script, 'unknown-name');
        await repair(script, 'Write `counter`');
        strictEqual(script.document.getText(), 'var counter = 0\nthread t { counter = 1 }\n');
        await diagnostics(script, all => all.every(one => codeOf(one) !== 'unknown-name'));
    });

    test('a missing unlock is added, and the check is as expected from then on', async () => {
        const script = await open(
            'unlock.race',
            `lock l: mutex
thread p {
    mutex_lock(l)
}
thread q {
    mutex_lock(l)
    mutex_unlock(l)
}
check "locks" expects pass
`,
        );
        await diagnostics(script, all => all.length > 0);
        await repair(script, 'Add `mutex_unlock(l)` (checked: "locks" is then as expected)');
        match(script.document.getText(), /thread p \{\n {4}mutex_lock\(l\)\n {4}mutex_unlock\(l\)\n\}/);
        await script.document.save();
        await diagnostics(script, all => all.length === 0);
    });

    test('a check is told to expect what was found', async () => {
        const script = await open(
            'expects.race',
            `lock a: mutex
thread t { mutex_lock(a); mutex_lock(a) }
check "twice" expects pass
`,
        );
        await withCode(script, 'deadlock');
        await repair(script, 'Let "twice" expect deadlock');
        match(script.document.getText(), /check "twice" expects deadlock\n/);
        await script.document.save();
        await diagnostics(script, all => all.every(({ severity }) => severity !== DiagnosticSeverity.Error));
    });

    test('a rename goes through every file that knows the name', async () => {
        const library = await open('shared.race', 'lock <|>big: mutex\n');
        const user = await open(
            'user.race',
            'import "./shared.race"\nthread t { mutex_lock(big); mutex_unlock(big) }\n',
        );
        await diagnostics(user, all => all.length === 0);
        const rename = await eventually(
            'a rename',
            () =>
                commands.executeCommand<WorkspaceEdit>(
                    'vscode.executeDocumentRenameProvider',
                    library.uri,
                    library.cursor,
                    'small',
                ),
            edits => edits.size === 2,
        );
        ok(await workspace.applyEdit(rename));
        strictEqual(library.document.getText(), 'lock small: mutex\n');
        strictEqual(
            user.document.getText(),
            'import "./shared.race"\nthread t { mutex_lock(small); mutex_unlock(small) }\n',
        );
        await diagnostics(user, all => all.length === 0);
    });

    test('a completion brings the import that it needs', async () => {
        const script = await open('import.race', 'thread t { set_current_st<|> }\n');
        const { items } = await eventually(
            'completions',
            () =>
                commands.executeCommand<CompletionList>(
                    'vscode.executeCompletionItemProvider',
                    script.uri,
                    script.cursor,
                    undefined,
                    50,
                ),
            list => list.items.some(({ label }) => nameOf(label) === 'set_current_state'),
        );
        const item = items.find(({ label }) => nameOf(label) === 'set_current_state')!;
        const edits = new WorkspaceEdit();
        edits.set(script.uri, item.additionalTextEdits ?? []);
        ok(await workspace.applyEdit(edits));
        strictEqual(script.document.lineAt(0).text, 'import kernel.wait');
    });

    test('locks offer the operations of their kind', async () => {
        const script = await open('operations.race', 'lock l: rwsem\nthread t { d<|> }\n');
        const { items } = await eventually(
            'completions',
            () =>
                commands.executeCommand<CompletionList>(
                    'vscode.executeCompletionItemProvider',
                    script.uri,
                    script.cursor,
                ),
            list => list.items.length > 0,
        );
        const names = items.map(({ label }) => nameOf(label));
        ok(names.includes('down_read'), names.join());
    });

    test('a file is laid out, and laid out again stays as it is', async () => {
        const script = await open('format.race', 'var   x=0\nthread t{\nx=1 // one\n}\n');
        await format(script);
        strictEqual(script.document.getText(), 'var x = 0\nthread t {\n    x = 1 // one\n}\n');
        strictEqual((await formatting(script)).length, 0);
    });

    test('a name from a file that is not open is found', async () => {
        await write('closed.race', 'lock hidden: mutex\n');
        const script = await open(
            'opened.race',
            'import "./closed.race"\nthread t { mutex_lock(hidden); mutex_unlock(hidden) }\ncheck "c" expects deadlock\n',
        );
        await withCode(script, 'unexpected-verdict');
    });
});

async function repair({ uri, document }: Script, title: string): Promise<void> {
    const all = new Range(0, 0, document.lineCount, 0);
    const actions = await eventually(
        `the repair ${title}`,
        () =>
            commands.executeCommand<CodeAction[]>(
                'vscode.executeCodeActionProvider',
                uri,
                all,
                CodeActionKind.QuickFix.value,
                20,
            ),
        some => some.some(action => action.title === title),
    );
    const { edit, command } = actions.find(action => action.title === title)!;
    if (edit !== undefined) ok(await workspace.applyEdit(edit));
    if (command !== undefined) await commands.executeCommand(command.command, ...(command.arguments ?? []));
}

async function format(script: Script): Promise<void> {
    const edits = await eventually(
        'a layout',
        () => formatting(script),
        some => some.length > 0,
    );
    const all = new WorkspaceEdit();
    all.set(script.uri, [...edits]);
    ok(await workspace.applyEdit(all));
}

async function formatting({ uri }: Script): Promise<readonly TextEdit[]> {
    const options = { tabSize: 4, insertSpaces: true };
    return (
        (await commands.executeCommand<TextEdit[] | undefined>('vscode.executeFormatDocumentProvider', uri, options)) ??
        []
    );
}

function nameOf(label: CompletionItem['label']): string {
    return typeof label === 'string' ? label : label.label;
}
