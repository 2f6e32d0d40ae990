// faultline/trace: a counterexample, told and drawn
import type { Change, Story, StoryLine } from '@faultline/ide';
import { changeInWords, columns, outcomeInWords } from '@faultline/ide';
import { normalUri } from '@faultline/language';
import type { Context } from '../context.ts';
import type { TraceAnswer, TraceChange, TraceParams, TraceStep } from '../protocol.ts';
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
        const found =
            index === undefined
                ? (answer?.found.find(({ isExpected }) => !isExpected) ?? answer?.found[0])
                : answer?.found[index];
        if (run === undefined || answer === undefined || found === undefined) return null;
        shownTitles.set(run.uri, title);
        const { story, isExpected, outcome } = found;
        return {
            title,
            outcome: outcomeInWords(outcome),
            isExpected,
            isStale: run.age === 'before-edit',
            sentence: story.sentence,
            threads: [...new Set([...story.lines, ...story.waits].map(({ thread }) => thread))],
            steps: story.lines.map(line => toStep(workspace, story, line)),
            cycleStart: story.cycleStart,
            waits: story.waits.map(({ thread, sentence, place }) => ({
                thread,
                sentence,
                location: toLocation(workspace, place),
            })),
            cycle: story.cycle,
            text: textOf(story),
            assumptions: answer.assumptions,
        };
    });
}

function toStep(texts: Texts, { at, lines }: Story, line: StoryLine): TraceStep {
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
        location: toLocation(texts, line.place),
        stack: line.stack.map(({ fn, place }) => ({ fn, location: toLocation(texts, place) })),
        changes: line.changes.map(toChange),
        isFault: isLast && shows,
    };
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

function textOf(story: Story): string {
    const drawn = columns(story, WIDTH);
    return [`${outcomeInWords(story.outcome)}: ${story.sentence}`, '', ...drawn].join('\n');
}
