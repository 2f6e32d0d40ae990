// # useless-allow
//
// What it does: warns of a comment `// allow CODE: REASON` that has no reason, that names no diagnostic of paths, or that allows
// what is not found there.
//
// Why: such a comment keeps a finding from being told. One without a reason tells a reader nothing; one that is left over
// would hide the next mistake of its kind.
//
// Example:
//
//     // allow lock-recursion
//     down_read(l)
//
// Use instead: say why the finding does no harm, on the line itself or on the line above it; or take the comment away.
import type { Severity } from '../diagnostic.ts';
import type { Allow } from '../findings.ts';
import type { Finding } from '../rule.ts';
import { codeList } from '../rule.ts';

export interface AllowRule {
    readonly code: string;
    readonly severity: Severity;
    readonly judge: (
        allow: Allow,
        known: { readonly codes: readonly string[]; readonly isUsed: boolean },
    ) => Finding | undefined;
}

export const uselessAllow: AllowRule = {
    code: 'useless-allow',
    severity: 'warning',
    judge({ place, code, reason }, { codes, isUsed }) {
        if (!codes.includes(code)) {
            return { place, message: `\`${code}\` cannot be allowed.`, hint: `These can: ${codeList(codes)}.` };
        }
        if (reason === '')
            return { place, message: 'It allows nothing without a reason.', hint: `\`// allow ${code}: why\`` };
        return isUsed ? undefined : { place, message: `No \`${code}\` is found on this line.` };
    },
};
