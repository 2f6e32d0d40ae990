import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { language } from '../test/check-diagnostics.ts';
import { createLanguage, libraryUri } from './language.ts';
import { uriOf } from './place.ts';

const files: Readonly<Record<string, string>> = {
    'file:///lib/a.race': 'import "./b.race"\nvar a = 0\nfn set_a() { a = 1; set_b() }\n',
    'file:///lib/b.race': 'var b = 0\nfn set_b() { b = 1 }\n',
};
const read = (uri: string) => files[uri];

test('modules come dependencies first', () => {
    const text =
        'import "./lib/a.race"\nimport "./lib/b.race"\nimport kernel.first\nthread t { set_a(); set_b(); first = 1 }\n';
    const { modules, diagnostics } = language.load('file:///main.race', text, read);
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
    expect(modules.map(uriOf)).toEqual([
        'file:///lib/b.race',
        'file:///lib/a.race',
        'builtin:/kernel/second.race',
        'builtin:/kernel/first.race',
        'file:///main.race',
    ]);
});

test('a file may be called anything', () => {
    const texts: Readonly<Record<string, string>> = { 'file:///etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n' };
    const { diagnostics } = language.load('file:///dev/stdin', 'import "/etc/passwd"\n', uri => texts[uri]);
    expect(diagnostics).toMatchObject([{ code: 'unknown-import', message: 'The imported file has errors.' }]);
});

test('an import brings no imports of its own', () =>
    expect(
        language
            .load('file:///main.race', 'import "./lib/a.race"\nthread t { set_b() }\n', read)
            .diagnostics.map(({ message }) => message),
    ).toEqual(['`set_b` is not declared; did you mean `set_a`?']));

test('a file with errors is told at its import', () => {
    const { diagnostics } = language.load('file:///main.race', 'import "./bad.race"\n', () => 'var x = true + 1\n');
    expect(diagnostics).toMatchObject([
        {
            code: 'unknown-import',
            message: 'The imported file has errors.',
            related: [{ place: { uri: 'file:///bad.race', start: 8, end: 12 } }],
        },
    ]);
});

test('a script may be loaded again and again', () => {
    const first = language.load('file:///main.race', 'var x = 0\nthread t { x = 1 }\n', read);
    const second = language.load('file:///main.race', 'var y = 0\nthread t { x = 1 }\n', read);
    const third = language.load('file:///main.race', 'var x = 0\nthread t { x = 1 }\n', read);
    const codes = [first, second, third].map(({ diagnostics }) => diagnostics.map(({ code }) => code));
    expect(codes).toEqual([[], ['unused', 'unknown-name'], []]);
});

test('an empty script is asked whether it passes', () => {
    const { checks, diagnostics } = language.load('file:///main.race', '', read);
    expect(diagnostics).toEqual([]);
    expect(checks).toMatchObject([{ check: undefined, model: 'sc', expects: [{ kind: 'pass', name: '' }] }]);
});

test('questions', () => {
    const text = `param p = 1
lock l: rwsem
thread t { second: down_read(l); assert v: p == 1 }
check "a" with p = 2, machine.rwsem = reader_pref, l.policy = reader_pref under tso expects violation v, bug lock-misuse, ... at t.second
check "b"
`;
    const { checks, diagnostics } = language.load('file:///main.race', text, read);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(checks).toMatchObject([
        {
            title: 'a',
            model: 'tso',
            expects: [
                { kind: 'violation', name: 'v' },
                { kind: 'bug', name: 'lock-misuse' },
            ],
            others: true,
            at: ['t', 'second'],
        },
        { title: 'b', model: 'sc', expects: [{ kind: 'pass', name: '' }], others: false, at: undefined },
    ]);
    const { params, knobs, policies } = checks[0]!.overrides;
    expect([
        [...params].map(([param, value]) => [param.name, value]),
        [...knobs],
        [...policies].map(([lock, value]) => [lock.name, value]),
    ]).toEqual([[['p', 2]], [['rwsem', 1]], [['l', 1]]]);
});

test('a broken function leaves the rest its names and types', () => {
    const text = `var x = 0
fn broken( { x = = 1
    if x { ( }
}
fn whole(n: int): int { return n + x }
thread t { let r = whole(true) }
`;
    const { diagnostics } = language.load('file:///main.race', text, read);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toContain(
        'type-mismatch: Expected an `int`, found a `bool`.',
    );
    expect(errors.filter(({ code }) => code === 'unknown-name')).toEqual([]);
});

const LIBRARY = new URL('../../library/', import.meta.url).pathname;
const modules = globSync('{kernel,machine}/*.race', { cwd: LIBRARY }).map(
    path => [path.replace(/\.race$/, '').replaceAll('/', '.'), readFileSync(LIBRARY + path, 'utf8')] as const,
);
const withLibrary = createLanguage({ library: new Map(modules) });

test.each(globSync(`${LIBRARY}../../examples/**/*.race`).toSorted())('nothing is wrong with %s', path => {
    const { diagnostics } = withLibrary.load(`file://${path}`, readFileSync(path, 'utf8'), uri =>
        readFileSync(new URL(uri), 'utf8'),
    );
    const wrong = diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning');
    expect(wrong.map(({ message }) => message)).toEqual([]);
});

test.each(modules)('nothing is wrong with %s', (name, text) => {
    const { diagnostics } = withLibrary.load(libraryUri(name), text, () => undefined);
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
});

test('the name of a mapping is its address', () => {
    const text = `import kernel.tlb
mm P { vma buf = anon[1] rw }
thread t in P { zap_vma(P.buf); P.buf.write = true }
`;
    const { diagnostics } = withLibrary.load('file:///main.race', text, () => undefined);
    const hint = "`P.buf` is the mapping's first address; the mapping is `find_vma(P, P.buf)`.";
    expect(diagnostics.map(({ message, hint }) => ({ message, hint }))).toEqual([
        { message: 'Expected a `ref vma`, found an `addr`.', hint },
        { message: 'A value of type `addr` has no members.', hint },
    ]);
});

test('a lock that is a parameter may be one of a filesystem', () => {
    const text = `filesystem fs { lock glock: mode { SH: SH; EX: } }
file f: fs
fn take(l: mode): int { return mode_lock(l, EX) }
thread t { mode_unlock(f.glock, take(f.glock)) }
`;
    const { diagnostics } = withLibrary.load('file:///main.race', text, () => undefined);
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
});
