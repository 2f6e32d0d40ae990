import { readFixture } from '@faultline/dev';
import { describe, expect, test } from 'vitest';
import { load, URI } from '../testing/editor.ts';
import { definition, typeDefinition } from './definition.ts';
import { documentLinks } from './links.ts';
import { highlights, references } from './references.ts';
import { rename, renameable } from './rename.ts';

/** The marked ranges are what the cursor should lead to. */
function checkPlaces(
    fixture: string,
    find: (text: string, cursor: number) => readonly { readonly start: number; readonly end: number }[],
) {
    const { text, cursor, ranges } = readFixture(fixture);
    const found = find(text, cursor!).toSorted((a, b) => a.start - b.start);
    const show = (all: readonly { readonly start: number; readonly end: number }[]) =>
        all.map(({ start, end }) => `${start}-${end} ${text.slice(start, end)}`);
    expect(show(found)).toEqual(show(ranges));
}

const places = (all: readonly { readonly place: { readonly start: number; readonly end: number } }[]) =>
    all.map(({ place }) => place);

describe('definition', () => {
    const check = (fixture: string) =>
        checkPlaces(fixture, (text, cursor) => places(definition({ script: load(text), run: undefined }, cursor)));
    test('of a variable', () => check('var <|x|> = 0\nthread t { <|>x = 1 }'));
    test('of a member', () => check('struct s { var <|a|>: int }\nvar x: s\nthread t { x.a<|> = 1 }'));
    test('of a register, the nearest one', () => check('thread t { let r = 1\n let <|r|> = 2\n let q = r<|> }'));
    test('of a parameter', () => check('fn f(<|a|>: int): int { return <|>a }'));
    test('of a function', () => check('fn <|f|>() { }\nthread t { <|>f() }'));
    test('of what a check overrides', () => check('param <|p|> = 1\ncheck "c" with <|>p = 2 expects pass'));
    test('of what a check expects', () =>
        check('var x = 0\ninvariant <|inv|>: x == 0\ncheck "c" expects violation <|>inv'));
    test('of a label', () => check('var x = 0\nthread t { <|here|>: x = 1 }\ncheck "c" expects pass at t.<|>here'));
    test('of a loop to break from', () => check('thread t { <|out|>: loop { break <|>out } }'));
    test('nowhere', () => check('var x = 0 <|>'));
    test('in the library', () => {
        const { text, cursor } = readFixture('import kernel.pins\nthread t { <|>pin_page(1) }');
        expect(definition({ script: load(text), run: undefined }, cursor!).map(({ place }) => place.uri)).toEqual([
            'builtin:/kernel/pins.race',
        ]);
    });
    test('of an import', () => {
        const { text, cursor } = readFixture('import kernel.<|>pins\n');
        expect(definition({ script: load(text), run: undefined }, cursor!).map(({ place }) => place.uri)).toEqual([
            'builtin:/kernel/pins.race',
        ]);
    });
    test('of the type', () =>
        checkPlaces(
            'struct <|inode|> { var a: int }\nvar all[3]: inode\nthread t { <|>all[1].a = 1 }',
            (text, cursor) => places(typeDefinition({ script: load(text), run: undefined }, cursor)),
        ));
});

describe('references', () => {
    test('every place, the declaration included', () => {
        const text = 'var x = 0\nthread t { x = x + 1 }\nfinal f: x == 1';
        expect(places(references(load(text), [], text.indexOf('x'))).map(({ start }) => start)).toEqual([
            4, 21, 25, 42,
        ]);
    });
    test('in other documents', () => {
        const shared = 'var counter = 0\nfn bump() { counter = 1 }\n';
        const one = load(shared, {}, 'file:///shared.race');
        const other = load(
            'import "./shared.race"\nthread t { counter = 2 }\n',
            { 'shared.race': shared },
            'file:///user.race',
        );
        const found = references(one, [other], shared.indexOf('counter'));
        expect(found.map(({ place, role }) => `${place.uri} ${role}`)).toEqual([
            'file:///shared.race declaration',
            'file:///shared.race use',
            'file:///user.race use',
        ]);
    });
    test('reads and writes', () => {
        const text =
            'var x = 0\nstruct s { var a[2]: int }\nvar y: s\nthread t { x = 1; let r = x\n WRITE_ONCE(x, r); y.a[x] = 2 }';
        const of = (name: string) => highlights(load(text), text.indexOf(name)).map(({ access }) => access);
        expect(of('x =')).toEqual(['none', 'write', 'read', 'write', 'read']);
        expect(of('a[')).toEqual(['none', 'write']);
    });
});

describe('rename', () => {
    const renamed = (fixture: string, name: string) => {
        const { text, cursor } = readFixture(fixture);
        const result = rename(load(text), [], cursor!, name);
        if (result.kind === 'refused') return result.why;
        return result.places
            .toSorted((a, b) => b.start - a.start)
            .reduce((all, { start, end }) => all.slice(0, start) + result.text + all.slice(end), text);
    };
    test('everywhere', () =>
        expect(renamed('param p = 1\nvar x = p\ncheck "c" with <|>p = 2 expects pass', 'q')).toBe(
            'param q = 1\nvar x = q\ncheck "c" with q = 2 expects pass',
        ));
    test.each([
        ['var <|>x = 0\nvar y = 0', 'y', '`y` is declared already.'],
        ['var x = 0\nfn f(<|>a: int) { x = a }', 'x', '`x` is declared already.'],
        ['var <|>x = 0', 'let', '`let` is a word of the language.'],
        ['var <|>x = 0', '1x', '`1x` is not a name: letters, digits and _ make one.'],
        ['thread t { <|>smp_mb() }', 'mb', '`smp_mb` belongs to the library.'],
        ['var x = 0 <|>', 'y', 'There is no name here.'],
    ])('%j to %s is refused', (fixture, name, why) => expect(renamed(fixture, name)).toBe(why));
    test('what would be renamed', () => {
        const { text, cursor } = readFixture('var counter<|> = 0');
        expect(renameable(load(text), cursor!)).toEqual({
            kind: 'name',
            name: 'counter',
            place: { uri: URI, start: 4, end: 11 },
        });
    });
});

test('imports are links', () => {
    const text = 'import kernel.pins\nimport kernel.nothing\n';
    expect(
        documentLinks(load(text)).map(({ place, target }) => `${text.slice(place.start, place.end)} ${target}`),
    ).toEqual(['kernel.pins builtin:/kernel/pins.race']);
});
