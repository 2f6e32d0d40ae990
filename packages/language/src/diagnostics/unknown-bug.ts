// # unknown-bug
//
// What it does: reports a kind of bug that does not exist.
//
// Why: a check that expects it could never be met.
//
// Example:
//
//     check "stale pointer" expects bug uaf
//
// Use instead: a kind from the list; here, `use-after-free`.
import { nearest } from '../names.ts';
import { placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';
import { codeList, replace } from '../rule.ts';

export const BUG_KINDS: readonly string[] = [
    'use-after-free',
    'double-free',
    'null-deref',
    'range',
    'uninitialized',
    'refcount',
    'stale-tlb',
    'lock-misuse',
    'unbalanced',
    'sleep-in-atomic',
    'irq-flush',
    'data-race',
    'oops',
    'leak',
];

const MEANINGS: Readonly<Record<string, string>> = {
    uaf: 'use-after-free',
    race: 'data-race',
    overflow: 'range',
    'null-pointer': 'null-deref',
    null: 'null-deref',
    'memory-leak': 'leak',
    scheduling: 'sleep-in-atomic',
};

export const unknownBug: Rule = {
    code: 'unknown-bug',
    severity: 'error',
    visit: {
        Expectation: function* (node) {
            const { verdict, name } = node;
            if (verdict !== 'bug' || name === undefined || BUG_KINDS.includes(name)) return;
            const place = placeOfProperty(node, 'name');
            const near = MEANINGS[name] ?? nearest(name, BUG_KINDS);
            const message = `There is no bug \`${name}\``;
            if (near === undefined) yield { place, message: `${message}.`, hint: `There are ${codeList(BUG_KINDS)}.` };
            else
                yield {
                    place,
                    message: `${message}; did you mean \`${near}\`?`,
                    fix: replace(`Write \`${near}\``, place, near),
                };
        },
    },
};
