// What is wrong, where, and since when.
import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { DiagnosticSeverity, workspace } from 'vscode';
import { codeOf, diagnostics, edit, open, withCode } from './script.ts';

const LOCKS = `lock a: mutex
lock b: mutex
thread p {
    mutex_lock(a)
    mutex_lock(b)
    mutex_unlock(b)
    mutex_unlock(a)
}
thread q {
    mutex_lock(b)
    mutex_lock(a)
    mutex_unlock(a)
    mutex_unlock(b)
}
check "both orders" expects pass
`;
const IN_ORDER = LOCKS.replace('mutex_lock(b)\n    mutex_lock(a)', 'mutex_lock(a)\n    mutex_lock(b)');

suite('diagnostics', () => {
    test('an unknown name is told while one types', async () => {
        const script = await open('typing.race', 'var count = 0\nthread t { count = 1 }\n');
        await edit(script, '{ count', '{ couns');
        const [unknown] = await withCode(script, 'unknown-name');
        ok(script.document.isDirty);
        strictEqual(script.document.getText(unknown!.range), 'couns');
        strictEqual(unknown!.severity, DiagnosticSeverity.Error);
    });

    test('a deadlock is told when the script is saved, not before, with the whole way in order', async () => {
        const script = await open('deadlock.race', IN_ORDER);
        await edit(
            script,
            'mutex_lock(a)\n    mutex_lock(b)\n    mutex_unlock(a)',
            'mutex_lock(b)\n    mutex_lock(a)\n    mutex_unlock(a)',
        );
        strictEqual(script.document.getText(), LOCKS);
        await script.document.save();
        const found = await withCode(script, 'deadlock');
        deepStrictEqual(
            found.map(({ range, severity, source }) => ({ line: range.start.line, severity, source })),
            [4, 10].map(line => ({ line, severity: DiagnosticSeverity.Error, source: 'faultline' })),
        );
        match(found[0]!.message, /waits for b, held by q/);
        match(found[1]!.message, /waits for a, held by p/);
        deepStrictEqual(
            found[0]!.relatedInformation!.map(({ location }) => location.range.start.line),
            [3, 9, 4, 10],
        );
        const [first, second, ...waits] = found[0]!.relatedInformation!.map(({ message }) => message);
        match(first!, /^1\. p: mutex_lock\(a\)/);
        match(second!, /^2\. q: mutex_lock\(b\)/);
        deepStrictEqual(waits, ['✗ p waits for b, held by q', '✗ q waits for a, held by p']);
    });

    test('after an edit a verdict stays, moves with the text and says so; a save takes it away', async () => {
        const script = await open('stale.race', LOCKS);
        await withCode(script, 'deadlock');
        await edit(script, 'lock a: mutex\n', '/// Taken first.\nlock a: mutex\n');
        const moved = await diagnostics(script, all =>
            all.some(({ message }) => message.includes('(Before the last edit.)')),
        );
        deepStrictEqual(
            moved.map(({ range }) => range.start.line),
            [5, 11],
        );
        await edit(script, 'mutex_lock(b)\n    mutex_lock(a)', 'mutex_lock(a)\n    mutex_lock(b)');
        await script.document.save();
        await diagnostics(script, all => all.length === 0);
    });

    test('a verdict leads to its page of the manual', async () => {
        const script = await open('page.race', LOCKS);
        const [deadlock] = await withCode(script, 'deadlock');
        const code = deadlock!.code;
        ok(typeof code === 'object' && codeOf(deadlock!) === 'deadlock');
        const page = await workspace.openTextDocument(code.target);
        match(page.getText(), /^# deadlock/);
    });

    test('each step is one click away, in the library too', async () => {
        const script = await open(
            'library.race',
            `import kernel.wait

var queue: wait_queue_head
thread sleeper {
    stack entry: wait_queue_entry
    init_wait(entry)
    add_wait_queue(queue, entry)
    set_current_state(TASK_UNINTERRUPTIBLE)
    schedule()
    finish_wait(queue, entry)
}
check "nobody wakes it" expects pass
`,
        );
        const [stuck] = await withCode(script, 'deadlock');
        const way = stuck!.relatedInformation!;
        const library = way.filter(({ location }) => location.uri.scheme === 'builtin');
        ok(library.length > 0);
        const shown = await Promise.all(
            library.map(async ({ location, message }) => {
                const document = await workspace.openTextDocument(location.uri);
                return {
                    message,
                    line: document.lineAt(location.range.start.line).text.trim(),
                    path: location.uri.path,
                };
            }),
        );
        const state = shown.find(({ message }) => message.includes('WRITE_ONCE(current.task_state'));
        strictEqual(state?.path, '/kernel/wait.race');
        strictEqual(state.line, 'WRITE_ONCE(current.task_state, state)');
    });
});
