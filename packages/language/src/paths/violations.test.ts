import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../diagnostic.ts';
import { createLanguage } from '../language.ts';
import type { Script } from '../script.ts';

test('a walk that nobody waits for any more ends, and is made again by who asks later', () => {
    const steps = Array.from({ length: 200 }, () => 'WRITE_ONCE(x, 1)').join('\n');
    const text = `var x = 0\nlock l: mutex\nthread p {\n${steps}\nmutex_lock(l)\nmutex_lock(l)\n}\n`;
    const script = createLanguage({ library: new Map() }).load('file:///walk.race', text, () => undefined);
    let asked = 0;
    expect(script.walkPaths(() => ++asked > 1)).toBe(false);
    expect(asked).toBe(2);
    expect(script.walkPaths(() => false)).toBe(true);
    expect(script.findings.map(({ code }) => code)).toContain('lock-recursion');
    expect(script.walkPaths(() => true)).toBe(true);
});

/** Findings of the scripts, each read after those before it. */
function findingsOf(library: ReadonlyMap<string, string>, texts: readonly string[]): readonly string[] {
    const language = createLanguage({ library });
    return texts.map((text, at) =>
        JSON.stringify(soundly(language.load(`file:///${at}.race`, text, () => undefined))).replaceAll(
            /file:[/\w.]*/g,
            '',
        ),
    );
}

function soundly({ diagnostics, findings }: Script): readonly Diagnostic[] {
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    return findings;
}

/** Whatever has been walked before, in both directions, a script's findings are those that it has alone. */
function expectIndependent(library: ReadonlyMap<string, string>, texts: readonly string[]): readonly string[] {
    const alone = texts.map(text => findingsOf(library, [text])[0]!);
    expect(findingsOf(library, texts)).toEqual(alone);
    expect(findingsOf(library, texts.toReversed()).toReversed()).toEqual(alone);
    return alone;
}

test('what a function of the library comes to for one script is not what it comes to for another', () => {
    const library = `param deep = false
const DEEPER = deep
lock inner: mutex
fn enter() {
    mutex_lock(inner)
    if DEEPER { mutex_lock(inner) }
    mutex_unlock(inner)
}
`;
    const plain = 'import kernel.inner\nthread t { enter() }\ncheck "plain" expects pass\n';
    const deep = 'import kernel.inner\nthread t { enter() }\ncheck "deep" with inner.deep = true expects pass\n';
    const held = 'import kernel.inner\nthread t { mutex_lock(inner)\nenter() }\ncheck "held" expects pass\n';
    const [one, two, three] = expectIndependent(new Map([['kernel.inner', library]]), [plain, deep, held]);
    expect(one).toBe('[]');
    expect(two).toContain('lock-recursion');
    expect(three).toContain('lock-recursion');
});

test('nor in the examples', () => {
    const root = new URL('../../../library/', import.meta.url).pathname;
    const library = globSync('{kernel,machine}/*.race', { cwd: root }).map(
        path => [path.replace(/\.race$/, '').replaceAll('/', '.'), readFileSync(root + path, 'utf8')] as const,
    );
    const examples = ['a-gfs2/a3-mmap-writer', 'c-dio/c5-tagged-address'];
    const texts = examples.map(name => readFileSync(`${root}../../examples/${name}.race`, 'utf8'));
    expectIndependent(new Map(library), texts);
});
