// Each fix of an example is needed: without it, its check fails.
//
// A fix is what a check that passes sets differently from its nearest neighbour that fails. Where that is one thing, the
// neighbour is the proof. Where it is several, each of them is taken away alone, and the check must fail.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkQuestion } from '@faultline/ide';
import type { Overrides, Question, Script } from '@faultline/language';
import { createTyping, knobValue } from '@faultline/language';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from './examples.ts';
import { BUDGET, load } from './scripts.ts';

/** They say what may happen, not what to do about it. */
const WITHOUT_FIXES: readonly string[] = ['litmus/', 'semantics/'];
/** Nothing in them is broken. */
const WITHOUT_A_BUG: ReadonlySet<string> = new Set(['a-gfs2/a7-reclaim.race']);
/** What tells one situation of a script from another; no situation is the fix of another. */
const SITUATIONS: Readonly<Record<string, readonly string[]>> = {
    'c-dio/c2-results.race': ['what'],
    'c-dio/c4-wrong-count.race': ['what', 'dio_block'],
    'f-writeback/f1-unprepared.race': ['watched', 'leased', 'overwrites_in_place'],
};

const files = globSync('**/*.race', { cwd: EXAMPLES })
    .filter(file => !WITHOUT_FIXES.some(folder => file.startsWith(folder)))
    .toSorted();

describe.each(files)('%s', file => {
    const path = resolve(EXAMPLES, file);
    const script = load(pathToFileURL(path).href, readFileSync(path, 'utf8'));
    const decidable = script.checks.filter(({ model }) => model === 'sc' || model === 'tso');
    const passing = decidable.filter(expectsPass);
    const failing = decidable.filter(question => !expectsPass(question));

    test('shows a bug and its fix', () => {
        const shows = [...(passing.length > 0 ? ['a pass'] : []), ...(failing.length > 0 ? ['a failure'] : [])];
        expect(shows).toEqual(WITHOUT_A_BUG.has(file) ? ['a pass'] : ['a pass', 'a failure']);
    });

    test.each(mutants(script, passing, failing, SITUATIONS[file] ?? []))('$title', ({ question }) => {
        const checked = checkQuestion(script, question, { model: undefined, params: [] }, BUDGET);
        if (checked.kind === 'errors') throw new Error(checked.diagnostics.map(({ message }) => message).join('\n'));
        expect(checked.report.answer!.found).not.toEqual([]);
    });
});

const expectsPass = ({ expects }: Question): boolean => expects.some(({ kind }) => kind === 'pass');

interface Mutant {
    readonly title: string;
    readonly question: Question;
}

/** Those of several fixes that are taken away alone. */
function mutants(
    script: Script,
    passing: readonly Question[],
    failing: readonly Question[],
    situations: readonly string[],
): readonly Mutant[] {
    const all = failing.flatMap(broken => {
        const differences = passing
            .filter(({ model }) => model === broken.model)
            .map(fixed => ({ fixed, changes: changesBetween(script, fixed, broken) }))
            .filter(({ changes }) => changes.length > 0 && !changes.some(({ name }) => situations.includes(name)))
            .toSorted((one, other) => one.changes.length - other.changes.length);
        const [nearest] = differences;
        if (nearest === undefined || nearest.changes.length === 1) return [];
        return differences
            .filter(({ changes }) => changes.length === nearest.changes.length)
            .flatMap(({ fixed, changes }) =>
                changes.map(({ name, apply }) => ({
                    title: `${fixed.title}, but ${name} of ${broken.title}`,
                    question: { ...fixed, overrides: apply(fixed.overrides) },
                })),
            );
    });
    return [...new Map(all.map(mutant => [mutant.title, mutant])).values()];
}

interface Change {
    readonly name: string;
    readonly apply: (overrides: Overrides) => Overrides;
}

/** What leads, one at a time, from the one's params, knobs and policies to the other's. */
function changesBetween(script: Script, { overrides: from }: Question, { overrides: to }: Question): readonly Change[] {
    const typing = createTyping(new Map());
    const changes: Change[] = [];
    for (const param of new Set([...from.params.keys(), ...to.params.keys()])) {
        const standard = typing.constant(param.value)!;
        const value = to.params.get(param) ?? standard;
        if ((from.params.get(param) ?? standard) === value) continue;
        changes.push({ name: param.name, apply: old => ({ ...old, params: new Map(old.params).set(param, value) }) });
    }
    for (const knob of new Set([...from.knobs.keys(), ...to.knobs.keys()])) {
        const value = knobValue(script, knob, to);
        if (knobValue(script, knob, from) === value) continue;
        changes.push({ name: knob, apply: old => ({ ...old, knobs: new Map(old.knobs).set(knob, value) }) });
    }
    for (const lock of new Set([...from.policies.keys(), ...to.policies.keys()])) {
        const value = to.policies.get(lock);
        if (from.policies.get(lock) === value) continue;
        changes.push({
            name: lock.name,
            apply: old => {
                const policies = new Map(old.policies);
                if (value === undefined) policies.delete(lock);
                else policies.set(lock, value);
                return { ...old, policies };
            },
        });
    }
    return changes;
}
