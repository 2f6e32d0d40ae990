// # unfit-override
//
// What it does: reports a check whose params and knobs make the script's own mappings and files impossible: two of them overlap, one goes
// beyond its file, a huge page is not whole, there are more tags than granules.
//
// Why: a check asks about the script as it would be with other values; with these there is no such script.
//
// Example:
//
//     mm P { vma buf = anon[2] rw huge populated }
//     check "larger tables" with machine.pmd_pages = 4
//
// Use instead: a mapping that follows (`anon[machine.pmd_pages]`), or a script of its own.
import { allModules } from '../environment.ts';
import { mappingFindings } from '../mapping-findings.ts';
import { overridesOf } from '../overrides.ts';
import { placeOf } from '../place.ts';
import type { Rule } from '../rule.ts';

export const unfitOverride: Rule = {
    code: 'unfit-override',
    severity: 'error',
    visit: {
        Check: function* (check) {
            const [first] = check.overrides;
            const last = check.overrides.at(-1);
            if (first === undefined || last === undefined) return;
            const [finding] = mappingFindings(allModules(check), overridesOf(check));
            if (finding === undefined) return;
            yield {
                place: { ...placeOf(first), end: placeOf(last).end },
                message: `With this the script cannot be: ${finding.message}`,
                related: [{ place: finding.place, message: 'It is declared here.' }],
            };
        },
    },
};
