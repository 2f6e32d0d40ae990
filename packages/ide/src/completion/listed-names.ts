// Places where only a closed list of names can stand.
import { isBits, isEnum, isStruct, knobs, lockKinds, uriOf } from '@faultline/language';
import type { Completion, CompletionRequest } from './completion.ts';
import { item, itemOf } from './item.ts';

/** `override`: with the `=` that follows in a check. */
export function knobNames(form: 'plain' | 'override'): readonly Completion[] {
    return knobs.map(({ name, documentation, values }) => {
        const choice = values.kind === 'words' ? `\${1|${values.words.join(',')}|}` : `\${1:${values.low}}`;
        return item(name, 'constant', {
            documentation,
            detail: values.kind === 'words' ? values.words.join(' | ') : `${values.low}..${values.high}`,
            snippet: `${name} ${form === 'override' ? '= ' : ''}${choice}`,
        });
    });
}

export function knobWords(name: string): readonly Completion[] {
    const values = knobs.find(knob => knob.name === name)?.values;
    return values?.kind === 'words' ? values.words.map(word => item(word, 'enum-member')) : [];
}

export function lockKindNames(): readonly Completion[] {
    return lockKinds.map(({ name, documentation, hasModes }) =>
        item(name, 'lock', {
            documentation,
            detail: documentation.split('\n')[0]!,
            snippet: hasModes ? `${name} {\n\t\${1:SH}: \${1:SH}\n\t\${2:EX}:\n}` : undefined,
        }),
    );
}

export function moduleNames({ modules, script }: CompletionRequest): readonly Completion[] {
    const known = new Set(script.module.imports.map(({ module }) => module));
    return modules.filter(name => !known.has(name)).map(name => item(name, 'module', { rank: 40 }));
}

export function typeNames({ script }: CompletionRequest, _word: unknown): readonly Completion[] {
    const declared = script.modules
        .flatMap(module => module.declarations)
        .filter(node => (isEnum(node) || isBits(node) || isStruct(node)) && node.name !== undefined)
        .map(node => itemOf(node, { rank: uriOf(node) === script.uri ? 20 : 30 }));
    const words = PRIMITIVES.map(([label, snippet, detail]) =>
        item(label, 'keyword', { snippet: snippet === '' ? undefined : snippet, detail, rank: 40 }),
    );
    return [...declared, ...words];
}

const PRIMITIVES: readonly (readonly [string, string, string])[] = [
    ['bool', '', 'true or false'],
    ['int', `int \${1:0}..\${2:3}`, 'a range of integers'],
    ['u8', '', 'wraps at 8 bits'],
    ['u16', '', 'wraps at 16 bits'],
    ['u32', '', 'wraps at 32 bits'],
    ['ulong', '', 'wraps at 16 bits here'],
    ['size_t', '', 'wraps at 16 bits here'],
    ['thread', '', 'a reference to a thread'],
    ['list', `list<\${1:int}>[\${2:4}]`, 'a bounded list'],
    ['ref', `ref \${1:struct}`, 'a reference that is never null'],
];
