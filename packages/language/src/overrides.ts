// What a check (or the command line) changes: params, machine knobs, the policies of locks.
import type { Check, Knob as KnobNode, Lock, Module, Param } from './generated/ast.ts';
import { isMachine } from './generated/ast.ts';
import { knobs } from './knobs.ts';
import type { OverrideTarget } from './override-target.ts';
import { resolveTarget, targetOfOverride } from './override-target.ts';
import type { Type } from './types.ts';
import { rangeOf, showType } from './types.ts';
import { createTyping } from './typing.ts';

export interface Overrides {
    /** Truth is 1 or 0; a member of an enum is its index. */
    readonly params: ReadonlyMap<Param, number>;
    /** By name; a knob with words for values holds the index of the word. */
    readonly knobs: ReadonlyMap<string, number>;
    /** The index into the policies of the lock's kind. */
    readonly policies: ReadonlyMap<Lock, number>;
}

export const NO_OVERRIDES: Overrides = { params: new Map(), knobs: new Map(), policies: new Map() };

/** What the `with` of a check says; what makes no sense there is left out (and is a diagnostic). */
export function overridesOf(check: Check): Overrides {
    const typing = createTyping(new Map());
    let result = NO_OVERRIDES;
    for (const override of check.overrides) {
        const value = typing.constant(override.value);
        if (value !== undefined) result = withOverride(result, targetOfOverride(override), value);
    }
    return result;
}

/** An override from outside, `gup.revalidate=false`, with the script's names; a string says what is wrong with it. */
export function overrideFromText(script: { readonly module: Module }, text: string): Overrides | string {
    const parts = /^\s*([\w.]+)\s*=\s*(\S+)\s*$/.exec(text);
    if (parts === null) return `\`${text}\` is not of the form \`name=value\`.`;
    const [, name, word] = parts as unknown as [string, string, string];
    const target = resolveTarget(script.module, name.split('.'));
    if (target.kind === 'unknown') return `There is no param, knob or lock policy \`${name}\`.`;
    const value = valueFromText(target, word);
    return typeof value === 'string' ? value : withOverride(NO_OVERRIDES, target, value);
}

/** The value of a knob in a check: overridden there, or turned by a `machine` block (the script's own before the library's), or the default. */
export function knobValue(script: { readonly modules: readonly Module[] }, name: string, overrides: Overrides): number {
    const overridden = overrides.knobs.get(name);
    if (overridden !== undefined) return overridden;
    const typing = createTyping(overrides.params);
    for (const module of script.modules.toReversed()) {
        for (const knob of knobsOf(module)) {
            const value = knob.name === name ? typing.constant(knob.value) : undefined;
            if (value !== undefined) return value;
        }
    }
    return knobs.find(knob => knob.name === name)?.default ?? 0;
}

function knobsOf(module: Module): readonly KnobNode[] {
    return module.declarations.filter(isMachine).flatMap(machine => machine.knobs);
}

function withOverride(overrides: Overrides, target: OverrideTarget, value: number): Overrides {
    switch (target.kind) {
        case 'param':
            return { ...overrides, params: new Map(overrides.params).set(target.param, value) };
        case 'knob':
            return { ...overrides, knobs: new Map(overrides.knobs).set(target.knob.name, value) };
        case 'policy':
            return { ...overrides, policies: new Map(overrides.policies).set(target.lock, value) };
        case 'unknown':
            return overrides;
    }
}

function valueFromText(target: Exclude<OverrideTarget, { kind: 'unknown' }>, word: string): number | string {
    switch (target.kind) {
        case 'param':
            return valueOfType(createTyping(new Map()).typeOfDeclaration(target.param), target.param.name, word);
        case 'knob':
            return target.knob.values.kind === 'words'
                ? indexOfWord(target.knob.values.words, target.knob.name, word)
                : numberWithin(target.knob.values, target.knob.name, word);
        case 'policy':
            return indexOfWord(target.lockKind.policies ?? [], target.lock.name, word);
    }
}

function valueOfType(type: Type, name: string, word: string): number | string {
    if (type.kind === 'bool') return indexOfWord(['false', 'true'], name, word);
    if (type.kind === 'enum')
        return indexOfWord(
            type.declaration.members.map(member => member.name),
            name,
            word,
        );
    const range = rangeOf(type);
    return range === undefined
        ? `\`${name}\` has type \`${showType(type)}\`; its value cannot be given here.`
        : numberWithin(range, name, word);
}

function indexOfWord(words: readonly string[], name: string, word: string): number | string {
    const index = words.indexOf(word);
    return index >= 0
        ? index
        : `\`${name}\` is one of ${words.map(each => `\`${each}\``).join(', ')}; \`${word}\` is not.`;
}

function numberWithin(
    { low, high }: { readonly low: number; readonly high: number },
    name: string,
    word: string,
): number | string {
    const value = /^-?(?:\d+|0[xX][0-9a-fA-F]+)$/.test(word) ? Number(word) : Number.NaN;
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    return `\`${name}\` is a number from ${low} to ${high}; \`${word}\` is not.`;
}
