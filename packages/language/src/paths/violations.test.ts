import { expect, test } from 'vitest';
import { createLanguage } from '../language.ts';

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
