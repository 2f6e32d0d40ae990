import { expect, test } from 'vitest';
import { language } from '../../test/check-diagnostics.ts';

test('ten million characters are refused at once', () => {
    const start = performance.now();
    const { diagnostics } = language.load('file:///main.race', 'var x = 0\n'.repeat(1_000_000), () => undefined);
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
        'too-large: The file has 10000000 characters; a script may have 1000000.',
    ]);
    expect(performance.now() - start).toBeLessThan(1000);
});
