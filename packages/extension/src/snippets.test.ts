// What each snippet becomes when one accepts what it suggests.
import { afterAll, beforeAll, expect, test } from 'vitest';
import snippets from '../snippets.json' with { type: 'json' };
import type { BundledServer } from '../test/bundled-server.ts';
import { startBundledServer } from '../test/bundled-server.ts';
import { expanded } from './commands/expanded.ts';

let server: BundledServer;
beforeAll(async () => {
    server = await startBundledServer();
});
afterAll(() => server.stop());

test.each(Object.entries(snippets))('%s', async (_, { body, description }) => {
    const { end, verdicts } = await server.check(expanded(body));
    expect(end).toBe('complete');
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts.map(({ title, summary, status }) => [title, summary, status])).toEqual(
        verdicts.map(({ title, summary }) => [title, summary, 'met']),
    );
    expect(description).toMatch(/\.$/);
});

test.each(Object.entries(snippets))('%s: what is repeated has a default', (_, { body }) => {
    const text = body.join('\n');
    const stops = new Set([...text.matchAll(/\$\{(\d+):[^}]+\}/g)].map(([, stop]) => stop));
    const repeated = [...text.matchAll(/\$(\d+)/g)].map(([, stop]) => stop).filter(stop => stop !== '0');
    expect(repeated.filter(stop => !stops.has(stop))).toEqual([]);
    expect(expanded(body)).not.toContain('$');
});

test('there are ten shapes, each with a prefix of its own that is one word', () => {
    const prefixes = Object.values(snippets).map(({ prefix }) => prefix);
    expect(new Set(prefixes).size).toBe(10);
    expect(prefixes.filter(prefix => !/^[a-z]+$/.test(prefix))).toEqual([]);
});
