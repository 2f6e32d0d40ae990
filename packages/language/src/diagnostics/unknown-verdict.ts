// # unknown-verdict
//
// What it does: reports an expectation that is no verdict, and one with a name too many or too few.
//
// Why: a check expects `pass`, `deadlock`, `livelock`, `violation NAME` or `bug KIND`.
//
// Example:
//
//     check "racy" expects hang
//
// Use instead: `deadlock` for what people call a hang, a lost wake-up or a self-deadlock; `violation v` for corruption;
// `bug use-after-free`.
import { nearest } from '../names.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import { VERDICTS } from '../question.ts';
import type { Rule } from '../rule.ts';
import { codeList, replace } from '../rule.ts';
import { BUG_KINDS } from './unknown-bug.ts';

const MEANINGS: Readonly<Record<string, string>> = {
    hang: 'deadlock',
    stuck: 'deadlock',
    starvation: 'deadlock',
    lasso: 'livelock',
    ok: 'pass',
    success: 'pass',
    safe: 'pass',
    none: 'pass',
    fail: 'violation assert',
    failure: 'violation assert',
    assert: 'violation assert',
    uaf: 'bug use-after-free',
    race: 'bug data-race',
};

export const unknownVerdict: Rule = {
    code: 'unknown-verdict',
    severity: 'error',
    visit: {
        Expectation: function* (node) {
            const { verdict, name } = node;
            if (verdict === undefined) return;
            const place = placeOfProperty(node, 'verdict');
            if (!VERDICTS.some(each => each === verdict)) {
                const bug = BUG_KINDS.find(kind => kind === verdict || kind.startsWith(`${verdict}-`));
                const near = bug === undefined ? (MEANINGS[verdict] ?? nearest(verdict, VERDICTS)) : `bug ${bug}`;
                const message = `\`${verdict}\` is no verdict`;
                if (near === undefined) yield { place, message: `${message}; there are ${codeList(VERDICTS)}.` };
                else
                    yield {
                        place,
                        message: `${message}; did you mean \`${near}\`?`,
                        fix: replace(`Write \`${near}\``, placeOf(node), near),
                    };
            } else if (verdict === 'bug' && name === undefined) {
                yield { place, message: '`bug` needs a kind.', hint: `There are ${codeList(BUG_KINDS)}.` };
            } else if (name !== undefined && verdict !== 'bug' && verdict !== 'violation') {
                yield { place: placeOfProperty(node, 'name'), message: `\`${verdict}\` takes no name.` };
            }
        },
        Check: function* ({ expectations, others }) {
            const pass = expectations.find(each => each.verdict === 'pass');
            if (pass !== undefined && (expectations.length > 1 || others)) {
                yield { place: placeOf(pass), message: '`pass` says that nothing else occurs; it stands alone.' };
            }
            const seen = new Set<string>();
            for (const each of expectations) {
                const words = `${each.verdict} ${each.name ?? ''}`;
                if (seen.has(words))
                    yield { place: placeOf(each), message: 'This outcome is listed twice.', severity: 'warning' };
                seen.add(words);
            }
        },
    },
};
