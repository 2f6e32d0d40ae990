// What an editor tells about a script that nobody changes.
import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import type { Hover, InlayHint, Location, LocationLink, MarkdownString } from 'vscode';
import { commands, Range } from 'vscode';
import type { Script } from './script.ts';
import { eventually, lenses, open, withCode } from './script.ts';

const DIRTY = `bits Pte { present: bool, write: bool, dirty: bool }
var pte: Pte = Pte(present: true, write: true)
thread user { atomic { if pte.write { pte.dirty = true } } }
thread kernel {
    let old = READ_ONCE(pte)
    WRITE_ONCE(<|>pte, Pte(present: true, write: false, dirty: old.dirty))
}
final kept: pte.dirty || !pte.write
final stored: pte.dirty
check "read, then write" expects pass
`;

suite('reading', () => {
    test('hover on a page-table entry: its fields, and what the steps of the way did to it', async () => {
        const script = await open('pte.race', DIRTY);
        await withCode(script, 'violation');
        const text = await hover(script, /Pte\(/);
        match(text, /var pte: Pte = Pte\(present: true, write: true\)/);
        match(text, /Before step 2 \(kernel\): `pte` is \{present, write\}/);
        match(text, /On the way to violation stored in "read, then write".*\{present, write\} → \{present\}/s);
    });

    test('hover on a lock: who holds it where a thread is stuck', async () => {
        const script = await open(
            'hover-lock.race',
            `lock mmap_lock: rwsem
thread reader { down_read(mmap_lock); down_read(<|>mmap_lock); up_read(mmap_lock); up_read(mmap_lock) }
thread writer { down_write(mmap_lock); up_write(mmap_lock) }
check "a reader reads twice" expects pass
`,
        );
        await withCode(script, 'deadlock');
        match(await hover(script, /stuck/), /lock mmap_lock: rwsem/);
        match(await hover(script, /stuck/), /Where reader is stuck: `mmap_lock` is held by reader \(read\)/);
    });

    test('hover on a function of the library names the kernel function it stands for', async () => {
        const script = await open('hover-library.race', 'import kernel.wait\nthread t { <|>schedule() }\n');
        match(await hover(script, /schedule/), /Gives the CPU away.*`?schedule\(\)`?.*kernel\.wait/s);
    });

    test('a lens over each check says what came of it, and leads to its trace', async () => {
        const script = await open('lens.race', DIRTY);
        await withCode(script, 'violation');
        const all = await lenses(script, some => some.length > 0);
        deepStrictEqual(
            all.map(({ line }) => line),
            all.map(() => 9),
        );
        match(all[0]!.title, /^✗ violation stored, expected pass · \d+ states · \d+ ms$/);
        const [, trace] = all;
        strictEqual(trace?.title, 'Trace');
    });

    test('definition of a function of the library', async () => {
        const script = await open('definition.race', 'import kernel.wait\nthread t { <|>schedule() }\n');
        const targets = await eventually(
            'a definition',
            () =>
                commands.executeCommand<(Location | LocationLink)[]>(
                    'vscode.executeDefinitionProvider',
                    script.uri,
                    script.cursor,
                ),
            all => all.length > 0,
        );
        const [target] = targets;
        strictEqual(('targetUri' in target! ? target.targetUri : target!.uri).toString(), 'builtin:/kernel/wait.race');
    });

    test('the steps of the way stand beside the text', async () => {
        const script = await open('hints.race', DIRTY);
        await withCode(script, 'violation');
        const all = new Range(0, 0, script.document.lineCount, 0);
        const hints = await eventually(
            'hints',
            () => commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', script.uri, all),
            found => found.length >= 3,
        );
        const lines = hints.map(({ position }) => position.line);
        deepStrictEqual(
            [2, 4, 5].filter(line => !lines.includes(line)),
            [],
        );
    });
});

/** What a hover says, once it says what is wanted. */
async function hover({ uri, cursor }: Script, until: RegExp): Promise<string> {
    return eventually(
        `a hover with ${until}`,
        async () => {
            const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', uri, cursor);
            return hovers
                .flatMap(({ contents }) => contents)
                .map(content => (content as MarkdownString).value)
                .join('\n');
        },
        text => until.test(text),
    );
}
