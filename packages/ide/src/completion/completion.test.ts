import { readFixture } from '@faultline/dev';
import { describe, expect, test } from 'vitest';
import { LIBRARY, load } from '../testing/editor.ts';
import { completions } from './completion.ts';

const LIBRARY_NAMES = new Map([
    ['pin_page', ['kernel.pins']],
    ['pins', ['kernel.pins']],
]);

function complete(fixture: string, others: Readonly<Record<string, string>> = {}) {
    const { text, cursor } = readFixture(fixture);
    return completions({
        script: load(text, others),
        offset: cursor!,
        reload: changed => load(changed, others),
        library: LIBRARY_NAMES,
        modules: [...LIBRARY.keys()].filter(name => name.startsWith('kernel.')),
    }).items;
}

const labels = (fixture: string, others?: Readonly<Record<string, string>>) =>
    complete(fixture, others).map(({ label }) => label);

const LOCKS = `
lock m: mutex
lock rw: rwsem
struct inode { lock glock: rwsem; var size: int 0..3 }
var x: inode
enum Colour { RED, GREEN }
bits Pte { present: bool; pfn: u8 }
`;

describe('members', () => {
    test('of an object', () => expect(labels(`${LOCKS}thread t { x.<|> }`)).toEqual(['glock', 'size']));
    test('of an enum', () => expect(labels(`${LOCKS}thread t { let c = Colour.<|> }`)).toEqual(['GREEN', 'RED']));
    test('of a lock: what its kind can do, put in front', () => {
        const items = complete(`${LOCKS}thread t { x.glock.dow<|> }`);
        const down = items.find(({ label }) => label === 'down_read');
        expect(down).toMatchObject({ snippet: 'down_read(x.glock)', detail: 'down_read(x.glock)' });
        expect(items.map(({ label }) => label)).not.toContain('mutex_lock');
    });
});

describe('names', () => {
    test('only locks of the kind, and what has one, where a lock is wanted', () =>
        expect(labels(`${LOCKS}thread t { down_read(<|> }`)).toEqual(['rw', 'x']));
    test('an object first where one of its kind is wanted', () =>
        expect(
            labels(`${LOCKS}fn grow(n: int, i: ref inode) { }\nthread t { let a = 1\n grow(a, <|>)\n }`).slice(0, 2),
        ).toEqual(['x', 'a']));
    test('what another script declares before what the library does', () => {
        const own = 'lock m: mutex\nvar shared = 0\nfn help() { }\n';
        const all = labels('import "own.race"\nimport kernel.pins\nvar x = 0\nthread t { let a = <|> }', {
            'own.race': own,
        });
        expect(all.slice(0, 4)).toEqual(['x', 'm', 'shared', 't']);
        expect(all.indexOf('help')).toBeLessThan(all.indexOf('pin_page'));
        expect(all.indexOf('shared')).toBeLessThan(all.indexOf('READ_ONCE'));
    });
    test('registers and parameters first', () =>
        expect(labels(`${LOCKS}fn f(a: int) { let b = 1\n let c = <|>\n}`).slice(0, 2)).toEqual(['a', 'b']));
    test('the only lock of its kind is filled in', () =>
        expect(
            complete(`${LOCKS}thread t {\n mutex_l<|>\n}`).find(({ label }) => label === 'mutex_lock')?.snippet,
        ).toBe(`mutex_lock(\${1:m})`));
    test('keywords where a statement begins', () => expect(labels(`thread t {\n <|>\n}`)).toContain('wait'));
    test('keywords behind a line that ends with a bracket', () =>
        expect(labels(`${LOCKS}thread t {\n mutex_lock(m)\n <|>\n}`)).toContain('wait'));
    test('no keywords inside an expression', () => expect(labels(`thread t {\n let a = <|>\n}`)).not.toContain('wait'));
    test('what the library has comes with its import', () => {
        const pin = complete(`${LOCKS}thread t {\n pin<|>\n}`).find(({ label }) => label === 'pin_page');
        expect(pin).toMatchObject({ detail: 'import kernel.pins' });
        expect(pin?.edits.map(({ text }) => text)).toEqual(['import kernel.pins\n\n']);
    });
    // Enter takes the best of what resembles the word; behind a word that is all there it has to begin a new line.
    test.each([
        'var x = tru|e',
        'thread t { let a = fals|e }',
        'struct s { var a: int }\nvar p: s? = nul|l',
        'thread t {\n mutex_lock(m)\n retur|n\n}',
        'thread t { loop {\n mutex_lock(m)\n brea|k\n} }',
        'thread t { let me = curren|t }',
        'var ab = 0\nthread t { let a = a|b }',
    ])('a word that is all there stays what it is: %s', fixture => {
        const word = /\w*\|\w*/.exec(fixture)![0].replace('|', '');
        const items = complete(`${LOCKS}${fixture.replace(/\|(\w*)/, '$1<|>')}`);
        const same = items.filter(({ label }) => label === word);
        expect(same.map(({ label, snippet }) => snippet ?? label)).toEqual([word]);
    });
    test('nobody guesses a new name', () => {
        expect(labels('var <|>')).toEqual([]);
        expect(labels('thread t {\n let <|>\n}')).toEqual([]);
    });
    test('nothing in a comment or a string', () => {
        expect(labels('// a<|>')).toEqual([]);
        expect(labels('check "a<|>" expects pass')).toEqual([]);
    });
});

describe('declarations', () => {
    test('at the top', () => expect(labels('<|>')).toContain('thread'));
    test('kinds of locks', () => expect(labels('lock l: <|>')).toContain('rwsem'));
    test('types', () => expect(labels(`${LOCKS}var y: <|>`).slice(0, 3)).toEqual(['Colour', 'Pte', 'inode']));
    test('types of parameters', () => expect(labels(`${LOCKS}fn f(a: <|>) { }`)).toContain('inode'));
    test('modules', () => expect(labels('import <|>')).toEqual(['kernel.pins']));
    test('modules that are not imported yet', () => expect(labels('import kernel.pins\nimport <|>')).toEqual([]));
    test('knobs and their words', () => {
        expect(labels('machine { <|> }')).toContain('rwsem');
        expect(labels('machine { rwsem <|> }')).toEqual(['fair', 'reader_pref']);
    });
});

describe('memory', () => {
    const MEMORY = 'import kernel.pins\nfilesystem gfs2 { lock glock: rwsem }\nfile x: gfs2 { pages 1 }\n';
    test.each([
        ['mm P { <|> }', ['vma']],
        ['mm P { vma <|> }', []],
        ['mm P { vma buf = <|> }', ['x', 'anon', 'none']],
        ['mm P {\n    vma buf = x[0] shared\n    <|>\n}', ['vma']],
        ['mm P { vma buf = anon[1] uffd(<|>) }', ['minor', 'missing', 'wp']],
        ['file y: <|>', ['gfs2']],
        ['file y { <|> }', ['blocks', 'cached', 'pages', 'size']],
    ])('%j', (line, expected) => expect(labels(MEMORY + line)).toEqual(expected));
    test('flags, with what follows them', () => {
        const items = complete(`${MEMORY}mm P { vma buf = x[0] rw <|> }`);
        expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(['shared', 'mte', 'populated', 'tags']));
        expect(items.find(({ label }) => label === 'tags')?.snippet).toBe(`tags [\${1:1}]`);
    });
    test('members of a filesystem: fields, and what it may do its own way', () => {
        expect(labels(`${MEMORY}filesystem other { <|> }`)).toEqual(['lock', 'var', 'grab']);
        const grab = complete(`${MEMORY}filesystem other { <|> }`).find(({ label }) => label === 'grab');
        expect(grab?.snippet).toBe('grab(n) {\n\t$0\n}');
    });
});

describe('checks', () => {
    const CHECK = `param p = false
lock rw: rwsem
thread t { here: p2 = 1 }
var p2 = 0
invariant inv: p2 == 0
`;
    test.each([
        ['check "t" <|>', ['at', 'expects', 'under', 'with']],
        ['check "t" expects <|>', ['...', 'bug', 'deadlock', 'livelock', 'pass', 'violation']],
        ['check "t" expects violation <|>', ['inv']],
        ['check "t" under <|>', ['sc', 'tso']],
        ['check "t" with <|>', ['machine', 'p', 'rw.policy']],
        ['check "t" with p = <|>', ['false', 'true']],
        ['check "t" with machine.rwsem = <|>', ['fair', 'reader_pref']],
        ['check "t" with rw.policy = <|>', ['fair', 'reader_pref']],
        ['check "t" expects violation inv at <|>', ['here']],
    ])('%s', (line, expected) => expect(labels(CHECK + line).toSorted()).toEqual(expected));
    test('kinds of bugs', () => expect(labels(`${CHECK}check "t" expects bug <|>`)).toContain('sleep-in-atomic'));
});

test('every prefix of a script can be completed', () => {
    const text = `${LOCKS}thread t { down_read(x.glock); if x.size == 1 { x.size = 2 } }\ncheck "t" with a = 1 expects pass\n`;
    for (let end = 0; end <= text.length; end += 3) {
        const prefix = text.slice(0, end);
        expect(() => complete(`${prefix.replaceAll('<|', '')}<|>`)).not.toThrow();
    }
});
