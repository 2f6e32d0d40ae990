// faultline/trace: a counterexample, told and drawn
import type { Change, Spot, Story, StoryLine } from '@faultline/ide';
import { changeInWords, columns, endingOf, outcomeInWords, pathOf } from '@faultline/ide';
import { normalUri } from '@faultline/language';
import type { Context } from '../context.ts';
import type { TraceAnswer, TraceCall, TraceChange, TraceParams, TraceStep } from '../protocol.ts';
import { TRACE } from '../protocol.ts';
import type { Texts } from '../to-lsp.ts';
import { toLocation } from '../to-lsp.ts';

/** Of the picture as text, in characters. */
const WIDTH = 100;

export function onTrace({ connection, workspace, verdicts, shownTitles }: Context): void {
    connection.onRequest(TRACE, ({ uri, title, index }: TraceParams): TraceAnswer | null => {
        const run = verdicts.get(normalUri(uri));
        const check = run?.checks.find(one => one.kind === 'reported' && one.report.title === title);
        const answer = check?.kind === 'reported' ? check.report.answer : undefined;
        const all = answer?.found ?? [];
        const at =
            index ??
            Math.max(
                0,
                all.findIndex(({ isExpected }) => !isExpected),
            );
        const found = all[at];
        if (run === undefined || answer === undefined || found === undefined) return null;
        shownTitles.set(run.uri, title);
        const { story, isExpected, outcome } = found;
        return {
            title,
            index: at,
            counterexamples: all.map(one => ({ outcome: outcomeInWords(one.outcome), isExpected: one.isExpected })),
            outcome: outcomeInWords(outcome),
            isExpected,
            isStale: run.outdated.checks.has(title),
            sentence: story.sentence,
            threads: story.threads,
            steps: story.lines.map(line => toStep(workspace, story, line)),
            cycleStart: story.cycleStart,
            waits: story.waits.map(({ thread, sentence, place }) => ({
                thread,
                sentence,
                location: toLocation(workspace, place),
            })),
            cycle: story.cycle,
            endings: endingOf(story).map(({ spot, told, isShown }) => ({
                thread: spot.thread,
                text: spot.text,
                told,
                isShown,
                location: toLocation(workspace, spot.place),
                stack: toCalls(workspace, spot),
            })),
            holds: story.holds,
            property: story.property === undefined ? undefined : toLocation(workspace, story.property),
            values: story.values,
            text: textOf(story),
            assumptions: answer.assumptions,
        };
    });
}

function toStep(texts: Texts, { at, lines, waits, cycleStart }: Story, line: StoryLine): TraceStep {
    const isLast = line === lines.at(-1);
    const shows = at.some(
        ({ thread, place }) =>
            thread === line.thread && place.uri === line.place.uri && place.start === line.place.start,
    );
    return {
        step: line.step,
        thread: line.thread,
        kind: line.kind,
        text: line.text,
        part: line.part,
        location: toLocation(texts, line.place),
        stack: toCalls(texts, line),
        changes: line.changes.map(toChange),
        isFault: isLast && shows && waits.length === 0 && cycleStart === undefined,
    };
}

function toCalls(texts: Texts, { stack }: Spot): readonly TraceCall[] {
    return stack.map(({ fn, place }) => ({ fn, location: toLocation(texts, place) }));
}

function toChange(change: Change): TraceChange {
    switch (change.kind) {
        case 'cell':
        case 'register':
        case 'buffered':
            return { kind: change.kind, cell: change.cell, before: change.before, after: change.after };
        case 'read':
            return { kind: 'read', cell: change.cell, before: change.value, after: change.value };
        case 'deferred':
            return { kind: 'deferred', cell: '', before: '', after: changeInWords(change) };
    }
}

/** Where the threads do not fit side by side, or there is only one, step by step. */
function textOf(story: Story): string {
    const drawn = columns(story, WIDTH);
    const told = drawn.length > 0 ? drawn : pathOf(story).map(({ message }) => message);
    return [`${outcomeInWords(story.outcome)}: ${story.sentence}`, '', ...told].join('\n');
}
