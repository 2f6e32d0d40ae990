// Sharing changes nothing: the same outcomes, as many states and as many transitions as with all calls written out.
//
// `FAULTLINE_SHARING=500` looks at that many scripts, `FAULTLINE_SEED=123` at that one alone.

import { check } from '@faultline/checker';
import { dump, random } from '@faultline/checker/reference';
import { createLanguage } from '@faultline/language';
import { describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { stackAt } from './source-map.ts';

const language = createLanguage({ library: new Map() });
const BUDGET = { maxStates: 30_000, maxBytes: 1 << 28, shouldStop: () => undefined };

function compiled(text: string, largestWrittenOut: number) {
    const script = language.load('file:///test.race', text, () => undefined);
    const compilation = compile(script, script.checks[0]!, { largestWrittenOut });
    if (compilation.kind === 'errors') throw new Error(`${compilation.diagnostics[0]!.message}\n${text}`);
    if (compilation.kind === 'undecidable') throw new Error('undecidable');
    return compilation;
}

function answer(text: string, largestWrittenOut: number) {
    const { program } = compiled(text, largestWrittenOut);
    const { witnesses, states, transitions, exhausted } = check(program, BUDGET);
    const outcomes = [...new Set(witnesses.map(({ outcome }) => `${outcome.kind} ${outcome.name}`))].sort();
    return exhausted ? { outcomes, states, transitions } : 'not exhausted';
}

const written = (text: string) => answer(text, Number.POSITIVE_INFINITY);
const shared = (text: string) => answer(text, 0);

describe('a shared function', () => {
    test.each([
        ['returns to each of its calls', 'fn f(n: int): int { return x + n }', 'let i = f(1)\nlet j = f(2)\ny = i + j'],
        ['may be called in an argument of itself', 'fn f(n: int): int { return x + n }', 'y = f(f(1) + f(2))'],
        [
            'may run several times in one step',
            'fn f(n: int, m: int): int { return n * 10 + m }',
            'let i = x\ny = f(f(f(i, 1), f(i, 2)), f(f(i, 3), f(i, 4)))',
        ],
        ['may take no step', 'fn f(n: int): int { if n == 0 { return 1 }\nreturn x }', 'y = f(0) + f(1) + f(0)'],
        [
            'may take no step in a loop',
            'fn f(n: int) { if n != 0 { x = n } }',
            'let i = 0\nwhile i < 3 { f(0)\ni += 1 }',
        ],
        ['does not carry what other calls need', 'fn f() { x = 0 }', 'let r = y\nf()\ny = r\nf()\nf()'],
        [
            'works on cells and objects',
            'fn f(c: &int, p: ref o) { c = p.v }',
            'f(&x, &a)\nf(&y, &b)\nf(&x, &b)\nlet q = p\nif q != null { f(&y, q) }',
        ],
        [
            'works on records',
            'local struct r { var i = 0; var j = 0 }\nfn f(q: r) { q.j = q.i + x }',
            'let q = r(i: 1)\nf(q)\ny = q.j\nlet s = r(i: 2)\nf(s)\nf(q)\ny = q.j + s.j',
        ],
        ['has objects of its own', 'fn f(): int { stack s: o\ns.v += 1\nreturn s.v }', 'y = f()\ny = f()'],
        ['may fail', 'fn f(n: int) { assert small: n < 2\nx = n }', 'f(1)\nf(2)'],
        ['may keep a lock', 'fn f() { mutex_lock(a.l) }\nfn g() { mutex_unlock(a.l) }', 'f()\nx += 1\ng()\nf()\ng()'],
        [
            'calls others',
            'fn g(n: int): int { return x + n }\nfn f(n: int): int { return g(n) + g(n + 1) }',
            'y = f(1)\ny = f(2) + g(1)',
        ],
        [
            'need not return',
            'fn f() { loop { if x == 3 { return }\nif y == 7 { loop { x = 1 } } } }',
            'x = 3\nf()\ny = 7\nf()',
        ],
    ])('%s', (_, functions, body) => {
        for (const model of ['sc', 'tso']) {
            const text = `struct o { lock l: mutex; var v = 0 }\nvar a: o\nvar b: o\nvar p: ref o? = &b\nvar x = 0\nvar y = 0
${functions}\nthread t { ${body} }\nthread u { ${body} }\ncheck "it" under ${model} expects deadlock, ...`;
            expect(shared(text)).toEqual(written(text));
        }
    });

    test('knows the calls that lead to it', () => {
        const text = `var x = 0\nfn g() { x = 1 }\nfn f() { g() }\nthread t { f()\ng()\nf() }`;
        const { program, sourceMap } = compiled(text, 0);
        const write = program.steps.findIndex(step => !step.local && step.actions.some(({ kind }) => kind === 'store'));
        const { within } = sourceMap.steps[write]!;
        const lines = (outer: number, inner: number): readonly string[] => {
            const registers = new Map([
                [sourceMap.shared[within!]!.returnPoint, inner],
                ...sourceMap.shared
                    .filter((_, id) => id !== within)
                    .map(({ returnPoint }) => [returnPoint, outer] as const),
            ]);
            return stackAt(sourceMap, write, id => registers.get(id)).map(
                ({ fn, place }) => `${fn} from line ${text.slice(0, place.start).split('\n').length}`,
            );
        };
        const all = [0, 1].flatMap(outer => [0, 1].map(inner => lines(outer, inner).join(', ')));
        expect(new Set(all)).toEqual(
            new Set(['f from line 4, g from line 3', 'g from line 5', 'f from line 6, g from line 3']),
        );
    });

    test('keeps a program small', () => {
        const chain = Array.from({ length: 20 }, (_, i) => `fn f${i + 1}() { f${i}()\nf${i}() }`).join('\n');
        const text = `var x = 0\nfn f0() { READ_ONCE(x) }\n${chain}\nthread t { f6() }\nthread u { f20() }`;
        expect(compiled(text, 400).program.steps.length).toBeLessThan(2000);
    });
});

describe('scripts that nobody wrote', () => {
    const count = Number(process.env['FAULTLINE_SHARING'] ?? 40);
    const only = process.env['FAULTLINE_SEED'];
    const seeds = only === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(only)];
    test(`${seeds.length} of them`, { timeout: count * 2000 }, () => {
        let decided = 0;
        for (const seed of seeds) {
            const text = script(seed);
            const expected = written(text);
            if (expected === 'not exhausted') continue;
            decided++;
            const told = only === undefined ? '' : `${text}\n${dump(compiled(text, 0).program)}`;
            expect(shared(text), `seed ${seed}\n${told}`).toEqual(expected);
        }
        expect(decided).toBeGreaterThan(seeds.length / 3);
    });
});

function script(seed: number): string {
    const { below, chance, pick } = random(seed);
    const value = (locals: readonly string[], depth: number): string => {
        const call = depth > 0 && chance(0.5) ? `f${below(depth)}` : undefined;
        if (call !== undefined) return `(${call}(${arguments_(locals, depth - 1)}) & 3)`;
        return pick([...locals, ...locals, 'x', 'READ_ONCE(y)', String(below(4)), `((${pick(locals)} + 1) & 3)`]);
    };
    const arguments_ = (locals: readonly string[], depth: number): string =>
        `${value(locals, depth)}, ${pick(['&x', '&y', '&c'].slice(0, locals.includes('n') ? 3 : 2))}, ${
            locals.includes('n') ? pick(['p', '&a', '&b']) : pick(['&a', '&b'])
        }, ${pick(['true', 'false', ...(locals.includes('n') ? ['flag'] : [])])}`;
    const statement = (locals: readonly string[], depth: number, nesting: number): string => {
        const v = (): string => value(locals, depth);
        const inner = (): string => block(locals, depth, nesting - 1, 1 + below(2));
        const inFunction = locals.includes('n');
        const kinds = [
            () => `WRITE_ONCE(${pick(['x', 'y'])}, ${v()})`,
            () => `${pick(['x', 'y'])} = ${v()}`,
            () => `${pick(locals)} = ${v()}`,
            () => `if ${v()} == ${v()} { ${inner()} } else { ${inner()} }`,
            () => (inFunction ? `if flag { ${inner()} }` : `WRITE_ONCE(y, ${v()})`),
            () => (inFunction ? `c = ${v()}` : `WRITE_ONCE(x, ${v()})`),
            () => (inFunction ? `p.v = ${v()}` : `a.v = ${v()}`),
            () => (inFunction ? `return ${v()}` : `b.v = ${v()}`),
            () => (depth > 0 ? `f${below(depth)}(${arguments_(locals, depth - 1)})` : `x = ${v()}`),
            () => `i = 0\nwhile i < 2 { i += 1\n${inner()} }`,
            () => `mutex_lock(a.l)\n${pick(['x', 'y'])} = ${v()}\nmutex_unlock(a.l)`,
            () => `assert small: ${v()} < 4`,
        ];
        return (nesting > 0 ? pick(kinds) : kinds[below(3)]!)();
    };
    const block = (locals: readonly string[], depth: number, nesting: number, length: number): string =>
        Array.from({ length }, () => statement(locals, depth, nesting)).join('\n');
    const functions = Array.from(
        { length: 3 },
        (_, index) => `fn f${index}(n: int 0..3, c: &int 0..3, p: ref o, flag: bool): int {
let i: int 0..3 = n\nlet r: int 0..3 = 0
${block(['n', 'r'], index, 2, 1 + below(3))}\nreturn r }`,
    );
    const body = (): string => `let i: int 0..3 = 0\nlet s: int 0..3 = 0\n${block(['s'], 3, 2, 2 + below(2))}`;
    return `struct o { lock l: mutex; var v: int 0..3 = 0 }\nvar a: o\nvar b: o\nvar x: int 0..3 = 0\nvar y: int 0..3 = 0
${functions.join('\n')}
thread t { ${body()} }
thread u { ${body()} }
check "it" under ${pick(['sc', 'sc', 'tso'])} expects deadlock, ...`;
}
