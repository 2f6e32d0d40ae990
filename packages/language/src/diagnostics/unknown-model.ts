// # unknown-model
//
// What it does: reports a memory model that does not exist, and notes one that cannot be decided yet.
//
// Why: `sc` is one memory and no reordering; `tso` is a store buffer for each CPU, as on x86. `lkmm` and `armv8` are
// understood, and answered with "not decidable yet".
//
// Example:
//
//     check "on arm" under arm64 expects pass
//
// Use instead: `under armv8`, `under lkmm`, `under tso`, or nothing for `sc`.
import { nearest } from '../names.ts';
import { placeOfProperty } from '../place.ts';
import { MODELS } from '../question.ts';
import type { Rule } from '../rule.ts';
import { codeList, replace } from '../rule.ts';

const MEANINGS: Readonly<Record<string, string>> = {
    x86: 'tso',
    x86_64: 'tso',
    x86tso: 'tso',
    arm: 'armv8',
    arm64: 'armv8',
    aarch64: 'armv8',
    linux: 'lkmm',
    lkm: 'lkmm',
    seqcst: 'sc',
    sequential: 'sc',
};

export const unknownModel: Rule = {
    code: 'unknown-model',
    severity: 'error',
    visit: {
        Check: function* (node) {
            const { model } = node;
            if (model === undefined) return;
            const place = placeOfProperty(node, 'model');
            if (!MODELS.some(each => each === model)) {
                const near = MEANINGS[model.toLowerCase()] ?? nearest(model, MODELS);
                const message = `There is no memory model \`${model}\``;
                if (near === undefined) yield { place, message: `${message}; there are ${codeList(MODELS)}.` };
                else
                    yield {
                        place,
                        message: `${message}; did you mean \`${near}\`?`,
                        fix: replace(`Write \`${near}\``, place, near),
                    };
            }
        },
    },
};
