// For programs: the schema faultline-check/1, documented in README.md beside this package. Fields are added, never changed.
import type { Answer, Change, CheckReport, Finding, Found, Spot, Story } from '@faultline/ide';
import { expectationInWords, outcomeInWords } from '@faultline/ide';
import type { Diagnostic } from '@faultline/language';
import type { Documents } from '../documents.ts';
import type { CheckOutcome, FileResult } from '../run.ts';
import { exitStatusOf, tally } from '../run.ts';
import type { Terminal } from '../terminal.ts';
import { factsJson } from './facts-json.ts';
import { lockOrderJson } from './lock-order-json.ts';
import { placeJson } from './place-json.ts';
import type { Printer } from './printer.ts';

export function jsonPrinter(terminal: Terminal, documents: Documents): Printer {
    return {
        event: () => {},
        end: result => {
            const { files, elapsedMs, end } = result;
            const document = {
                schema: 'faultline-check/1',
                files: files.map(file => fileJson(documents, file)),
                summary: { ...tally(result), end, exitStatus: exitStatusOf(result), elapsedMs: rounded(elapsedMs) },
            };
            // Facts are for programs alone, and there are many.
            const hasFacts = files.some(({ checks }) => checks.some(check => 'facts' in check));
            terminal.out(`${JSON.stringify(document, undefined, hasFacts ? 0 : 2)}\n`);
        },
    };
}

function fileJson(documents: Documents, { file, diagnostics, checks, findings }: FileResult) {
    return {
        path: file.path,
        diagnostics: [
            ...diagnostics.map(one => diagnosticJson(documents, one)),
            ...findings.map(one => findingJson(documents, one)),
        ],
        checks: checks.map(check => checkJson(documents, check)),
    };
}

function diagnosticJson(documents: Documents, { severity, code, message, place, related, hint }: Diagnostic) {
    return {
        severity,
        code,
        message,
        ...placeJson(documents, place),
        related: related.map(one => ({ message: one.message, ...placeJson(documents, one.place) })),
        ...(hint === undefined ? {} : { hint }),
    };
}

function findingJson(documents: Documents, { code, message, place }: Finding) {
    return { severity: 'warning', code, message, ...placeJson(documents, place), related: [] };
}

function checkJson(documents: Documents, check: CheckOutcome) {
    switch (check.kind) {
        case 'reported':
            return {
                ...reportJson(documents, check.report, check.elapsedMs),
                ...(check.facts === undefined ? {} : { facts: factsJson(documents, check.facts) }),
                ...(check.lockOrder === undefined ? {} : { lockOrder: lockOrderJson(documents, check.lockOrder) }),
            };
        case 'refused':
            return {
                title: check.title,
                status: 'error',
                verdict: null,
                met: false,
                diagnostics: check.diagnostics.map(one => diagnosticJson(documents, one)),
            };
        case 'broken':
            return { title: check.title, status: 'broken', verdict: null, met: false, message: check.message };
    }
}

function reportJson(documents: Documents, report: CheckReport, elapsedMs: number) {
    const { title, place, model, params, expected, status, answer } = report;
    return {
        title,
        ...(place === undefined ? {} : placeJson(documents, place)),
        model,
        params: Object.fromEntries(params.map(({ name, value }) => [name, value])),
        expected: expectationInWords(expected),
        expects: {
            outcomes: expected.outcomes.map(outcomeInWords),
            others: expected.others === 'allowed',
            at: expected.label ?? null,
        },
        status,
        verdict: answer === undefined ? null : verdictJson(answer),
        met: status === 'met',
        elapsedMs: rounded(elapsedMs),
        ...(answer === undefined ? {} : answerJson(documents, answer)),
    };
}

function verdictJson({ verdict: { kind, name } }: Answer): string {
    return name === '' || kind === 'inconclusive' ? kind : `${kind} ${name}`;
}

function answerJson(documents: Documents, answer: Answer) {
    const { states, transitions, depth, bytes, exhausted, limit, omission, assumptions, notes, found } = answer;
    return {
        states,
        transitions,
        depth,
        bytes,
        exhausted,
        limit: limit ?? null,
        ...(omission === undefined ? {} : { omission }),
        assumptions,
        notes,
        trace: found[0] === undefined ? [] : traceJson(documents, found[0].story),
        outcomes: found.map(one => foundJson(documents, one)),
    };
}

export function foundJson(documents: Documents, { outcome, isExpected, story, elsewhere }: Found) {
    return {
        outcome: outcomeInWords(outcome),
        expected: isExpected,
        sentence: story.sentence,
        at: story.at.map(spot => spotJson(documents, spot)),
        cycleStart: story.cycleStart === undefined ? null : story.cycleStart + 1,
        waits: story.waits.map(wait => ({ sentence: wait.sentence, ...spotJson(documents, wait) })),
        cycle: story.cycle,
        race: story.race === undefined ? null : raceJson(documents, story.race),
        trace: traceJson(documents, story),
        elsewhere: elsewhere.map(other => ({
            sentence: other.sentence,
            at: other.at.map(spot => spotJson(documents, spot)),
            trace: traceJson(documents, other),
        })),
    };
}

function traceJson(documents: Documents, { lines }: Story) {
    return lines.map(line => ({
        step: line.step,
        kind: line.kind,
        ...spotJson(documents, line),
        changes: line.changes.map(changeJson).filter(change => change !== undefined),
        reads: line.changes.flatMap(change =>
            change.kind === 'read' ? [{ cell: change.cell, value: change.value }] : [],
        ),
    }));
}

function changeJson(change: Change) {
    switch (change.kind) {
        case 'cell':
        case 'register':
        case 'buffered': {
            const { kind, cell, before, after } = change;
            return { kind, cell, before, after };
        }
        case 'deferred':
            return { kind: 'buffered', cell: change.text, before: null, after: null };
        case 'read':
            return undefined;
    }
}

function raceJson(documents: Documents, { cell, accesses }: NonNullable<Story['race']>) {
    return {
        cell,
        accesses: accesses.map(access => ({
            title: access.title,
            marking: access.marking,
            ...spotJson(documents, access),
        })),
    };
}

function spotJson(documents: Documents, { thread, place, text, part, stack }: Spot) {
    return {
        thread,
        ...placeJson(documents, place),
        text,
        part: part ?? null,
        stack: stack.map(frame => ({ fn: frame.fn, ...placeJson(documents, frame.place) })),
    };
}

function rounded(ms: number): number {
    return Math.round(ms * 10) / 10;
}
