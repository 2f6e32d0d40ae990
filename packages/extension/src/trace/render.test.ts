// The page as plain data: what is said to whom cannot see it, and that nothing in it is a style or a script.
import type { TraceAnswer } from '@faultline/language-server/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BundledServer } from '../../test/bundled-server.ts';
import { startBundledServer } from '../../test/bundled-server.ts';
import type { Element } from './element.ts';
import { layoutOf } from './layout.ts';
import { pageHtml } from './page-html.ts';
import { emptyPageOf, locationOf, pageOf } from './render.ts';

let server: BundledServer;
beforeAll(async () => {
    server = await startBundledServer();
});
afterAll(() => server.stop());

const SCRIPT = `
lock sem: rwsem
fn inner() { down_read(sem); up_read(sem) }
thread reader { down_read(sem); inner(); up_read(sem) }
thread writer { down_write(sem); up_write(sem) }
check "fair" expects pass
check "once more" expects pass
`;

async function traceOf(text: string): Promise<TraceAnswer> {
    const { verdicts, trace } = await server.check(text);
    return trace(verdicts[0]!.title);
}

function page(trace: TraceAnswer, titles: readonly string[] = [trace.title]): readonly Element[] {
    const subject = { uri: 'file:///a.race', title: trace.title };
    return pageOf({ subject, trace, titles, layout: layoutOf(trace, new Set()), folded: 0 });
}

function all(elements: readonly (Element | string)[]): readonly Element[] {
    return elements.flatMap(one => (typeof one === 'string' ? [] : [one, ...all(one.children)]));
}

const textOf = (one: Element | string): string => (typeof one === 'string' ? one : one.children.map(textOf).join(' '));
const withClass = (elements: readonly Element[], name: string) =>
    all(elements).filter(({ attributes }) => attributes.class?.split(' ').includes(name));

test('each row says all of itself', async () => {
    const rows = all(page(await traceOf(SCRIPT))).filter(({ attributes }) => attributes['data-row'] !== undefined);
    expect(rows.map(({ attributes }) => attributes['aria-label'])).toMatchInlineSnapshot(`
      [
        "Step 1, reader: down_read(sem); sem: free → held by reader (read)",
        "Step 2, writer: down_write(sem); sem queue: empty → writer (write)",
        "Call of inner, 1 step",
        "Step 3, reader in inner: down_read(sem); sem queue: writer (write) → writer (write), reader (read)",
        "reader at down_read(sem): waits for sem (read), behind writer; writer at down_write(sem): waits for sem (write), held by reader",
      ]
    `);
    expect(rows.map(({ attributes }) => attributes['aria-rowindex'])).toEqual(rows.map((_, at) => String(at + 2)));
    expect(rows.map(({ attributes }) => attributes['aria-expanded'])).toEqual([
        undefined,
        undefined,
        'true',
        undefined,
        undefined,
    ]);
});

test('a tree grid: rows of as many cells as there are columns', async () => {
    const [grid] = all(page(await traceOf(SCRIPT))).filter(({ attributes }) => attributes.role === 'treegrid');
    const rows = grid!.children.filter(one => typeof one !== 'string');
    expect(rows.map(({ attributes }) => attributes.role)).toEqual(rows.map(() => 'row'));
    expect(rows.map(({ children }) => children.length)).toEqual(rows.map(() => 4));
    expect(grid!.attributes).toMatchObject({ 'aria-rowcount': String(rows.length), 'aria-colcount': '4' });
});

test('who waits for what, the cycle, and what is held', async () => {
    const elements = page(await traceOf(SCRIPT));
    expect(withClass(elements, 'told').map(textOf)).toEqual([
        'waits for sem (read)',
        'behind writer',
        'waits for sem (write)',
        'held by reader',
    ]);
    expect(withClass(elements, 'node').map(textOf)).toEqual(['reader', 'sem', 'writer', 'sem', 'reader']);
    expect(withClass(elements, 'tag')).toEqual([]);
    expect(withClass(elements, 'badge').map(textOf)).toEqual(['deadlock']);
});

test('a lock that a statement does not name is named beside it', async () => {
    const elements = page(
        await traceOf(
            `
struct inode { lock l: mutex }
var i: inode
fn take(n: ref inode) { mutex_lock(n.l) }
thread p { take(i); mutex_unlock(i.l); take(i); take(i) }
`,
        ),
    );
    expect(withClass(elements, 'tag').map(one => `${one.attributes.title}`)).toEqual(['takes i.l', 'takes i.l']);
});

test('one chooses between checks, and between counterexamples, where there are several', async () => {
    const selects = (elements: readonly Element[]) =>
        all(elements)
            .filter(({ tag }) => tag === 'select')
            .map(one => [one.attributes['aria-label'], ...one.children.map(textOf)]);
    const trace = await traceOf(SCRIPT);
    expect(selects(page(trace))).toEqual([]);
    expect(selects(page(trace, ['fair', 'once more']))).toEqual([['Check', 'fair', 'once more']]);
    const two = await traceOf('var n = 0\nthread p { n = n + 1 }\nthread q { n = n + 1 }\nfinal both: n == 2\n');
    expect(selects(page(two))).toEqual([['Counterexample', '1 of 2: bug data-race', '2 of 2: violation both']]);
});

test('what does not hold says what it saw', async () => {
    const { verdicts, trace } = await server.check('var x = 0\nthread p { WRITE_ONCE(x, 1) }\nfinal zero: x == 0\n');
    const elements = page(await trace(verdicts[0]!.title));
    expect(textOf(elements.at(-1)!)).toContain('zero : x is 1');
});

test('an edit is told', async () => {
    const trace = await traceOf(SCRIPT);
    const said = (isStale: boolean) =>
        all(page({ ...trace, isStale }))
            .filter(({ attributes }) => attributes.role === 'status')
            .map(textOf);
    expect(said(false)).toEqual(['']);
    expect(said(true)).toEqual(['The text has been edited since: this is from before.']);
});

test('steps and calls lead to their places', async () => {
    const trace = await traceOf(SCRIPT);
    const lines = layoutOf(trace, new Set()).rows.map(row => [row.kind, locationOf(row)?.range.start.line]);
    expect(lines).toEqual([
        ['step', 3],
        ['step', 4],
        ['call', 3],
        ['step', 2],
        ['ending', 2],
    ]);
});

test('nothing in the page brings a style or a script of its own', async () => {
    const subject = { uri: 'file:///a.race', title: '<img src=x onerror=alert(1)>' };
    const elements = all([...page(await traceOf(SCRIPT)), ...emptyPageOf(subject, 'It has not been checked yet.')]);
    expect(elements.filter(({ tag }) => ['script', 'style', 'link', 'iframe', 'img'].includes(tag))).toEqual([]);
    const names = new Set(elements.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...names].filter(name => name === 'style' || name === 'href' || name.startsWith('on'))).toEqual([]);
});

test('the frame lets nothing in but its own script and style', () => {
    const html = pageHtml({ script: 'https://x/s.js', style: 'https://x/s.css', source: 'https://x' });
    const policy = /content="(default-src[^"]*)"/.exec(html)?.[1];
    const nonce = /script nonce="([^"]+)"/.exec(html)?.[1];
    expect(policy).toBe(`default-src 'none'; style-src https://x; script-src 'nonce-${nonce}'`);
    expect(pageHtml({ script: 'a', style: 'b', source: 'c' })).not.toContain(nonce!);
});
