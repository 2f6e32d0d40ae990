// A call, and a fence: what it came to over all executions, what it changes, what it orders.
import { builtinOf, isCall, isFn, isNameReference, placeOf } from '@faultline/language';
import type { FactCall } from '../facts/calls.ts';
import type { CheckFacts, FactObject } from '../facts/facts.ts';
import { pathTo } from '../syntax/node-at.ts';
import type { HoverSection, Subject } from './hover.ts';
import type { Seen } from './seen.ts';
import { factsShown } from './seen.ts';
import { code } from './values.ts';

const MOST = 6;

export function outcomesOfCall({ snapshot, occurrence }: Subject): readonly HoverSection[] {
    const [target] = occurrence.targets;
    const seen = factsShown(snapshot);
    if (seen === undefined || !isFn(target) || occurrence.role === 'declaration') return [];
    const { facts } = seen;
    const around = facts.calls.filter(({ place, fn }) => {
        const { uri, start, end } = facts.places[place]!;
        return (
            fn === target.name &&
            uri === occurrence.place.uri &&
            start <= occurrence.place.start &&
            occurrence.place.end <= end
        );
    });
    const length = ({ place }: FactCall) => facts.places[place]!.end - facts.places[place]!.start;
    const smallest = Math.min(...around.map(length));
    const calls = around.filter(call => length(call) === smallest);
    if (calls.length === 0) return [];
    return [
        { kind: 'text', text: [...outcomes(seen, calls), ...faults(calls), ...changes(facts, calls)].join('\n\n') },
    ];
}

function outcomes({ where, facts }: Seen, calls: readonly FactCall[]): readonly string[] {
    const all = [...new Set(calls.flatMap(call => call.outcomes.map(({ words }) => words)))];
    if (all.length === 0) return [];
    const shown = all.slice(0, MOST).map(words => `- ${words}`);
    const more = all.length > MOST ? [`- and ${all.length - MOST} more`] : [];
    const gap = facts.gap === undefined ? [] : [facts.gap];
    return [[`Over all executions ${where}, this call:`, ...shown, ...more, ...gap].join('\n')];
}

function faults(calls: readonly FactCall[]): readonly string[] {
    const all = new Set(calls.flatMap(call => call.faults));
    return all.size === 0 ? [] : [`Faults met on the way: ${[...all].join(', ')}.`];
}

/** Words first, page-table entries above all; what has many values by its name alone. */
function changes({ objects }: CheckFacts, calls: readonly FactCall[]): readonly string[] {
    const all = calls
        .flatMap(call => call.changes)
        .filter(({ object }) => KINDS.includes(objects[object]!.kind))
        .toSorted((a, b) => KINDS.indexOf(objects[a.object]!.kind) - KINDS.indexOf(objects[b.object]!.kind));
    const isShort = (change: (typeof all)[number]) => [change.before, change.after].every(side => side.length <= 3);
    const told = all.filter(isShort).slice(0, MOST);
    const others = [
        ...new Set(all.filter(change => !told.includes(change)).map(({ object }) => objects[object]!.name)),
    ];
    const lines = told.map(({ object, before, after }) => {
        const { name, values } = objects[object]!;
        const words = (side: readonly number[]) => side.map(value => code(values[value]!.words)).join(', ');
        return `- ${code(name)}: ${words(before)} → ${words(after)}`;
    });
    const more = others.length > MOST ? `, and ${others.length - MOST} more` : '';
    const rest = others.length === 0 ? [] : [`- ${others.slice(0, MOST).map(code).join(', ')}${more}`];
    return lines.length + rest.length === 0 ? [] : [['It changes:', ...lines, ...rest].join('\n')];
}

const KINDS: readonly FactObject['kind'][] = ['word', 'record', 'variable'];

export function aboutFence({ snapshot, occurrence }: Subject): readonly HoverSection[] {
    const [target] = occurrence.targets;
    const semantics = builtinOf(target)?.semantics;
    const { run, script } = snapshot;
    if (semantics?.kind !== 'fence' || run === undefined || occurrence.role === 'declaration') return [];
    const seen = factsShown(snapshot);
    const check = run.checks.find(one => one.kind === 'reported' && one.report.title === seen?.facts.title);
    const model = check?.kind === 'reported' ? check.report.model : undefined;
    const call = pathTo(script.module, occurrence.place.start).findLast(
        node => isCall(node) && isNameReference(node.callee) && node.callee.reference.ref === target,
    );
    if (seen === undefined || model === undefined || call === undefined) return [];
    const place = placeOf(call);
    const lines: string[] = [];
    if (model === 'sc') lines.push(`Under sc (${seen.where}) everything is in order already: it changes nothing.`);
    else if (!semantics.drains)
        lines.push(`Under ${model} (${seen.where}) nothing leaves its order here: it changes nothing.`);
    else {
        const [before, after] = neighbours(seen, place);
        if (before !== undefined && after !== undefined)
            lines.push(`Here ${code(before)} reaches memory before ${code(after)} is done.`);
    }
    const trial = run.fences.find(one => one.place.uri === place.uri && one.place.start === place.start);
    const differing = (trial?.checks ?? []).filter(one => one.before !== one.without);
    for (const one of differing.slice(0, MOST))
        lines.push(`Without it "${one.title}" is ${one.without} (now: ${one.before}).`);
    if (trial !== undefined && trial.checks.length > 0 && differing.length === 0) {
        lines.push(
            `Without it ${trial.checks.length === 1 ? 'the verdict is' : `the verdicts of ${trial.checks.length} checks are`} the same.`,
        );
    }
    return lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n\n') }];
}

/** The last access in the text before a place and the first one behind it, of a thread that executes both. */
function neighbours(
    { facts }: Seen,
    { uri, start, end }: { readonly uri: string; readonly start: number; readonly end: number },
): readonly (string | undefined)[] {
    const accesses = facts.steps.flatMap(step => {
        const place = facts.places[step.place]!;
        return step.touches.length > 0 && place.uri === uri ? [{ step, place }] : [];
    });
    const fence = facts.steps.find(
        step => facts.places[step.place]!.uri === uri && facts.places[step.place]!.start === start,
    );
    const own = accesses.filter(({ step }) => step.thread === fence?.thread);
    const before = own.filter(({ place }) => place.end <= start).toSorted((a, b) => b.place.end - a.place.end)[0];
    const after = own.filter(({ place }) => place.start >= end).toSorted((a, b) => a.place.start - b.place.start)[0];
    return [before, after].map(found => (found === undefined ? undefined : (found.step.part ?? found.step.text)));
}
