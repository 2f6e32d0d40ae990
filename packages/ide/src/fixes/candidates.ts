// Repairs that may help and that only a check can prove: a fence after a store, an unlock that is missing.
//
// Nobody is shown one of them before a check of the repaired text has met its expectation.
import type { SyntaxNode } from '@faultline/language';
import { isFn, isNameReference, lockOperationOf, placeOf, textOf } from '@faultline/language';
import type { Found } from '../report.ts';
import { titleOf } from '../run/file-run.ts';
import type { Snapshot } from '../snapshot.ts';
import { pathTo } from '../syntax/node-at.ts';

export interface Candidate {
    readonly title: string;
    /** The check that would prove it. */
    readonly check: string;
    /** First to last; they do not overlap. */
    readonly insertions: readonly Insertion[];
}

interface Insertion {
    readonly offset: number;
    readonly text: string;
}

const MOST = 12;

/** The likeliest first; none where the check is as expected, or was not exhausted. */
export function repairCandidates({ script, run }: Snapshot, title: string): readonly Candidate[] {
    const check = run?.outdated.checks.has(title) ? undefined : run?.checks.find(one => titleOf(one) === title);
    if (check?.kind !== 'reported' || check.report.status !== 'unexpected') return [];
    const { answer, model } = check.report;
    const wrong = answer?.found.filter(({ isExpected }) => !isExpected) ?? [];
    const [first] = wrong;
    if (first === undefined || answer?.exhausted !== true || answer.found.length > wrong.length) return [];
    const unlocks = wrong.flatMap(found => missingUnlocks(script, found, title));
    const fences = model === 'tso' ? missingFences(script, wrong, title) : [];
    return [...unlocks, ...fences].slice(0, MOST);
}

/** The text with the insertions in it. */
export function repairedText(text: string, { insertions }: Candidate): string {
    return insertions.reduceRight(
        (all, { offset, text: fresh }) => all.slice(0, offset) + fresh + all.slice(offset),
        text,
    );
}

/** One fence, else one in each of two threads. */
function missingFences(
    { text, uri }: Snapshot['script'],
    found: readonly Found[],
    check: string,
): readonly Candidate[] {
    const stores = found.flatMap(({ story }) =>
        story.lines.filter(
            ({ kind, place, changes }) =>
                kind === 'step' &&
                place.uri === uri &&
                changes.some(change => change.kind === 'buffered' || change.kind === 'deferred'),
        ),
    );
    const distinct = stores.filter((line, at) => stores.findIndex(one => one.place.end === line.place.end) === at);
    const singles = distinct.map(line => ({ line, insertion: after(text, line.place, 'smp_mb()') }));
    const pairs = singles.flatMap((one, at) =>
        singles.slice(at + 1).flatMap(other => (one.line.thread === other.line.thread ? [] : [[one, other]])),
    );
    return [...singles.map(one => [one]), ...pairs].map(group => ({
        title: `Add \`smp_mb()\` after ${group.map(({ line }) => `\`${line.text}\``).join(' and ')}`,
        check,
        insertions: group.map(({ insertion }) => insertion).toSorted((a, b) => a.offset - b.offset),
    }));
}

/** Where a thread ended with a lock: give it back at the end of the code that took it. */
function missingUnlocks(
    { text, uri, module }: Snapshot['script'],
    { outcome, story }: Found,
    check: string,
): readonly Candidate[] {
    if (outcome.kind !== 'bug' || outcome.name !== 'lock-misuse') return [];
    const [failing] = story.at;
    const own = story.lines.filter(line => line.place.uri === uri && line.thread === failing?.thread);
    const distinct = own.filter((line, at) => own.findIndex(one => one.place.start === line.place.start) === at);
    return distinct.flatMap((line): readonly Candidate[] => {
        const path = pathTo(module, line.place.start);
        const call = path.find(node => node.$type === 'Call');
        const code = path.findLast(node => isFn(node) || node.$type === 'Thread' || node.$type === 'Device');
        const release = call && releaseOf(call);
        if (release === undefined || code === undefined || !('body' in code) || code.body === undefined) return [];
        const last = code.body.statements.findLast(({ $type }) => $type !== 'Return');
        if (last === undefined) return [];
        return [{ title: `Add \`${release}\``, check, insertions: [after(text, placeOf(last), release)] }];
    });
}

/** `mutex_unlock(l)` for `mutex_lock(l)`. */
function releaseOf(call: SyntaxNode & { readonly $type: 'Call' }): string | undefined {
    const { callee } = call;
    const found = lockOperationOf(isNameReference(callee) ? callee.reference.ref : undefined);
    const [lock] = call.arguments;
    if (found === undefined || lock === undefined) return undefined;
    const { kind, operation } = found;
    if (operation.effect !== 'acquire' && operation.effect !== 'try-acquire') return undefined;
    const release = kind.operations.find(
        ({ effect, mode, parameters, context }) =>
            effect === 'release' &&
            mode === operation.mode &&
            parameters.length === 0 &&
            context.length === operation.context.length,
    );
    return release === undefined ? undefined : `${release.name}(${textOf(lock)})`;
}

/** A statement of its own behind another: on a line of its own, unless the block stands on one line. */
function after(text: string, { end }: { readonly end: number }, statement: string): Insertion {
    const lineStart = text.lastIndexOf('\n', end - 1) + 1;
    const rest = /^[^\r\n]*/.exec(text.slice(end))![0].trim();
    const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
    const isAlone = rest === '' || rest.startsWith('//');
    if (!isAlone) return { offset: end, text: `; ${statement}` };
    const lineEnd = end + /^[^\r\n]*/.exec(text.slice(end))![0].length;
    return { offset: lineEnd, text: `\n${indent}${statement}` };
}
