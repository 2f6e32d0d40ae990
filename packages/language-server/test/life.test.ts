// The life of a server, over stdio, with a real client library.
import { expect, test } from 'vitest';
import { overStdio } from './client.ts';

const URI = 'file:///scripts/abba.race';
const ABBA = `lock a: mutex
lock b: mutex
fn take_b() { mutex_lock(b) }
thread p { mutex_lock(a); take_b(); mutex_unlock(b); mutex_unlock(a) }
thread q { mutex_lock(b); mutex_lock(a); mutex_unlock(a); mutex_unlock(b) }
check "both orders" expects pass
`;

test('from opening to a verdict to the end', async () => {
    const client = await overStdio();
    expect(client.initialized.serverInfo?.name).toBe('faultline');
    await client.open(URI, ABBA.replace('mutex_lock(a); take_b', 'mutex_lock(nobody); take_b'));
    const first = await client.diagnostics(URI);
    expect(first.diagnostics.map(({ code, range }) => `${code} ${range.start.line}:${range.start.character}`)).toEqual([
        'unknown-name 3:22',
    ]);
    await client.edit(URI, ABBA);
    await client.save(URI);
    const verdict = await client.diagnostics(URI, ({ diagnostics }) =>
        diagnostics.some(({ code }) => code === 'deadlock'),
    );
    expect(verdict.diagnostics.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "deadlock (check "both orders"): p waits for b, held by q.",
        "deadlock (check "both orders"): q waits for a, held by p.",
      ]
    `);
    expect(verdict.diagnostics[0]?.relatedInformation?.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "1. p: mutex_lock(a)  →  a: free → held by p",
        "2. q: mutex_lock(b)  →  b: free → held by q",
        "✗ p waits for b, held by q",
        "✗ q waits for a, held by p",
      ]
    `);
    // The values over all states come after the verdict; a check that was asked for ends when they are there.
    await client.connection.sendRequest('faultline/check', { uri: URI });
    const hover = await client.connection.sendRequest('textDocument/hover', {
        textDocument: { uri: URI },
        position: { line: 3, character: 22 },
    });
    expect(hover).toMatchInlineSnapshot(`
      {
        "contents": {
          "kind": "markdown",
          "value": "\`\`\`faultline
      lock a: mutex
      \`\`\`

      Before this step: \`free\`. After it: \`held by p\`.

      Over all 19 reachable states in "both orders":

      |  | a | before | after | written by |
      | --- | --- | --- | --- | --- |
      | ▶ | \`free\` | ✓ |  | initially, [p: mutex\\_unlock(a)](file:///scripts/abba.race#L4,54), [q: mutex\\_unlock(a)](file:///scripts/abba.race#L5,42) |
      |  | \`held by p\` |  | ✓ | [p: mutex\\_lock(a)](file:///scripts/abba.race#L4,12) |

      Before step 1 (p): \`a\` is free.

      On the way to deadlock in "both orders":

      | | thread | |
      |-:|---|---|
      | ▶ [1](file:///scripts/abba.race#L4,12) | **p** | \`a: free → held by p\` |",
        },
        "range": {
          "end": {
            "character": 23,
            "line": 3,
          },
          "start": {
            "character": 22,
            "line": 3,
          },
        },
      }
    `);
    const definition = await client.connection.sendRequest('textDocument/definition', {
        textDocument: { uri: URI },
        position: { line: 3, character: 30 },
    });
    expect(definition).toMatchInlineSnapshot(`
      [
        {
          "originSelectionRange": {
            "end": {
              "character": 32,
              "line": 3,
            },
            "start": {
              "character": 26,
              "line": 3,
            },
          },
          "targetRange": {
            "end": {
              "character": 29,
              "line": 2,
            },
            "start": {
              "character": 0,
              "line": 2,
            },
          },
          "targetSelectionRange": {
            "end": {
              "character": 9,
              "line": 2,
            },
            "start": {
              "character": 3,
              "line": 2,
            },
          },
          "targetUri": "file:///scripts/abba.race",
        },
      ]
    `);
    expect(await client.stop()).toBe(0);
});
