// # lock-options
//
// What it does: reports modes or a policy on a lock that has none, a policy that does not exist, and a mode lock without
// modes.
//
// Why: a mode lock is what its modes say: which of them may be held together.
//
// Example:
//
//     lock g: mode
//
// Use instead: `lock g: mode { SH: SH; EX: }`; `lock l: rwsem(reader_pref)`.
import { placeOfProperty } from '../place.ts';
import { lockKindOf } from '../prelude.ts';
import type { Rule } from '../rule.ts';
import { codeList } from '../rule.ts';

export const lockOptions: Rule = {
    code: 'lock-options',
    severity: 'error',
    visit: {
        Lock: function* (node) {
            const kind = lockKindOf(node);
            if (kind === undefined) return;
            const place = placeOfProperty(node, 'lockKind');
            if (kind.hasModes && node.modes.length === 0) {
                yield { place, message: `A \`${kind.name}\` lock lists its modes: \`{ SH: SH; EX: }\`.` };
            } else if (!kind.hasModes && node.modes.length > 0) {
                yield { place, message: `A \`${kind.name}\` has no modes.` };
            }
            if (node.policy === undefined) return;
            const policy = placeOfProperty(node, 'policy');
            if (kind.policies === undefined) {
                yield { place: policy, message: `A \`${kind.name}\` has no policies.` };
            } else if (!kind.policies.includes(node.policy.$refText)) {
                yield { place: policy, message: `A \`${kind.name}\` is one of ${codeList(kind.policies)}.` };
            }
        },
    },
};
