// What each snippet becomes when one accepts what it suggests.
import { afterAll, beforeAll, expect, test } from 'vitest';
import snippets from '../snippets.json' with { type: 'json' };
import type { BundledServer } from '../test/bundled-server.ts';
import { startBundledServer } from '../test/bundled-server.ts';

let server: BundledServer;
beforeAll(async () => {
    server = await startBundledServer();
});
afterAll(() => server.stop());

/** Defaults in place of the tab stops, mirrors included; throws where a mirror has none. */
function expanded(body: readonly string[]): string {
    const text = body.join('\n');
    const defaults = new Map<string, string>();
    for (const [, stop = '', value = ''] of text.matchAll(/\$\{(\d+):([^}]*)\}/g)) defaults.set(stop, value);
    return text
        .replace(/\$\{(\d+):([^}]*)\}/g, (_, _stop, value: string) => value)
        .replace(/\$(\d+)/g, (_, stop: string) => {
            const value = stop === '0' ? '' : defaults.get(stop);
            if (value === undefined) throw new Error(`$${stop} has no default`);
            return value;
        });
}

test.each(Object.entries(snippets))('%s', async (_, { body, description }) => {
    const { end, verdicts } = await server.check(expanded(body));
    expect(end).toBe('complete');
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts.map(({ title, summary, status }) => [title, summary, status])).toEqual(
        verdicts.map(({ title, summary }) => [title, summary, 'met']),
    );
    expect(description).toMatch(/\.$/);
});

test('there are ten shapes, each with a prefix of its own that is one word', () => {
    const prefixes = Object.values(snippets).map(({ prefix }) => prefix);
    expect(new Set(prefixes).size).toBe(10);
    expect(prefixes.filter(prefix => !/^[a-z]+$/.test(prefix))).toEqual([]);
});
