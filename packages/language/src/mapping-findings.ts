// What is wrong with files and mappings for one choice of params and knobs: a check, or the command line, may ask for
// what the script itself does not.
import { beyondTheMachine } from './diagnostics/beyond-the-machine.ts';
import { mappingBeyondFile } from './diagnostics/mapping-beyond-file.ts';
import { misalignedHuge } from './diagnostics/misaligned-huge.ts';
import { overlappingVmas } from './diagnostics/overlapping-vmas.ts';
import { tooManyTags } from './diagnostics/too-many-tags.ts';
import type { Module } from './generated/ast.ts';
import { isFile, isMm } from './generated/ast.ts';
import { machineConstants } from './machine-constants.ts';
import type { Overrides } from './overrides.ts';
import { NO_OVERRIDES } from './overrides.ts';
import type { Finding } from './rule.ts';
import { createTyping } from './typing.ts';

const RULES = [mappingBeyondFile, overlappingVmas, misalignedHuge, tooManyTags, beyondTheMachine];

/** Those that the choice brings about; none where there is nothing to choose. */
export function mappingFindings(modules: readonly Module[], overrides: Overrides): readonly Finding[] {
    if (overrides.params.size === 0 && overrides.knobs.size === 0) return [];
    const known = new Set(findingsFor(modules, NO_OVERRIDES).map(keyOf));
    return findingsFor(modules, overrides).filter(finding => !known.has(keyOf(finding)));
}

function findingsFor(modules: readonly Module[], overrides: Overrides): readonly Finding[] {
    const machine = machineConstants(modules, overrides);
    const typing = createTyping(overrides.params, machine);
    return modules.flatMap(module => {
        const context = { module, typing, machine };
        return module.declarations.flatMap(node =>
            RULES.flatMap(({ visit }) => {
                if (isFile(node)) return [...(visit.File?.(node, context) ?? [])];
                if (!isMm(node)) return [];
                return [
                    ...(visit.Mm?.(node, context) ?? []),
                    ...node.vmas.flatMap(vma => [...(visit.Vma?.(vma, context) ?? [])]),
                ];
            }),
        );
    });
}

const keyOf = ({ place: { uri, start, end } }: Finding): string => `${uri} ${start} ${end}`;
