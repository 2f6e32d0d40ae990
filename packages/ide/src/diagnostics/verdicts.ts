// What the last run found, as diagnostics: each verdict at the step where it shows, with the whole way there.
import type { Place } from '@faultline/language';
import { expectationInWords, outcomeInWords } from '../judge.ts';
import type { CheckReport, Found } from '../report.ts';
import type { CheckRun, FileRun } from '../run/file-run.ts';
import { titleOf } from '../run/file-run.ts';
import { foundInWords } from '../run/summary.ts';
import type { Spot, Story } from '../trace/story.ts';
import { counted } from '../words.ts';
import { faultOutcomes } from './fault-outcomes.ts';
import { limitDiagnostic } from './limits.ts';
import { pathOf } from './path.ts';
import type { ShownDiagnostic } from './shown.ts';

/** In the document of the run itself; what happens in the library is told where the document calls it. */
export function verdictDiagnostics(run: FileRun): readonly ShownDiagnostic[] {
    const start: Place = { uri: run.uri, start: 0, end: 0 };
    const { outdated } = run;
    const findings = run.findings.map(
        ({ code, place, message }): ShownDiagnostic => ({
            severity: 'warning',
            code,
            message,
            place,
            related: [],
            ...(code === 'unreached' ? { tag: 'unnecessary' } : {}),
        }),
    );
    return [
        ...run.checks.flatMap(check =>
            dated(ofCheck(check, run.uri, start), outdated.checks.has(titleOf(check)) ? 'before-edit' : 'current'),
        ),
        ...dated(
            faultOutcomes(run),
            run.facts.some(({ title }) => outdated.checks.has(title)) ? 'before-edit' : 'current',
        ),
        ...dated(run.paths, outdated.paths ? 'before-edit' : 'current'),
        ...dated(findings, outdated.findings ? 'before-edit' : 'current'),
    ];
}

function dated(all: readonly ShownDiagnostic[], age: 'current' | 'before-edit'): readonly ShownDiagnostic[] {
    return age === 'current' ? all : all.map(one => ({ ...one, message: `${one.message} (Before the last edit.)` }));
}

function ofCheck(check: CheckRun, uri: string, start: Place): readonly ShownDiagnostic[] {
    switch (check.kind) {
        case 'reported':
            return ofReport(check.report, uri, check.report.place ?? start);
        case 'refused':
            return check.diagnostics.map(one => ({ ...one, check: check.title }));
        case 'broken': {
            const message = `Check "${check.title}" broke faultline: ${check.message} This is a bug of faultline.`;
            return [
                { severity: 'error', code: 'internal-error', message, place: start, related: [], check: check.title },
            ];
        }
    }
}

function ofReport(report: CheckReport, uri: string, place: Place): readonly ShownDiagnostic[] {
    const { answer, status, title } = report;
    if (answer === undefined) {
        const message = `Check "${title}": no search decides ${report.model} yet.`;
        return [{ severity: 'info', code: 'undecidable', message, place, related: [], check: title }];
    }
    const shown = answer.found.flatMap(found => ofFound(found, report, uri, place));
    const missing = status === 'unexpected' && answer.found.every(({ isExpected }) => isExpected);
    const wanted = expectationInWords(report.expected);
    const got = foundInWords(answer);
    const states = counted(answer.states, 'state');
    const notes = answer.notes.map(
        (message): ShownDiagnostic => ({
            severity: status === 'unexpected' ? 'warning' : 'info',
            code: 'vacuous',
            message: `Check "${title}": ${message}`,
            place,
            related: [],
            check: title,
        }),
    );
    return [
        ...shown,
        ...(missing
            ? [
                  {
                      severity: 'error',
                      code: 'unexpected-verdict',
                      message: [`Check "${title}" expects ${wanted}; it is ${got} (${states}).`, ...answer.notes].join(
                          ' ',
                      ),
                      place,
                      related: [],
                      check: title,
                  } satisfies ShownDiagnostic,
              ]
            : notes),
        ...limitDiagnostic(report, place),
    ];
}

function ofFound({ isExpected, story }: Found, report: CheckReport, uri: string, place: Place): ShownDiagnostic[] {
    const { outcome } = story;
    const path = pathOf(story);
    const said = report.title === '' ? '' : ` (check "${report.title}")`;
    const spots = spotsIn(story, uri);
    const common = {
        severity: isExpected ? 'hint' : 'error',
        code: outcome.kind === 'bug' ? outcome.name : outcome.kind,
        check: report.title,
    } as const;
    const expected = isExpected ? 'As expected: ' : '';
    const tell = (sentence: string) => `${expected}${outcomeInWords(outcome)}${said}: ${sentence}.`;
    if (spots.length === 0) {
        return [{ ...common, place, message: tell(story.sentence), related: path }];
    }
    return spots.map(({ at, sentence }) => ({ ...common, place: at, message: tell(sentence), related: path }));
}

/** Where the outcome shows in a document, and what to say there. */
export function spotsIn(story: Story, uri: string): readonly { readonly at: Place; readonly sentence: string }[] {
    if (story.at.length === 0 && story.property?.uri === uri) return [{ at: story.property, sentence: story.sentence }];
    const spots: readonly (Spot & { readonly sentence?: string })[] =
        story.waits.length > 0 ? story.waits : story.at.length > 0 ? story.at : story.lines.slice(-1);
    const placed = spots.flatMap(spot => {
        const at = placeIn(spot, uri);
        return at === undefined ? [] : [{ at, sentence: spot.sentence ?? story.sentence }];
    });
    const seen = new Set<string>();
    return placed.filter(({ at, sentence }) => {
        const key = `${at.start} ${at.end} ${sentence}`;
        return !seen.has(key) && seen.add(key) !== undefined;
    });
}

/** The spot itself, or the call in the document that leads to it. */
function placeIn({ place, stack }: Spot, uri: string): Place | undefined {
    return place.uri === uri ? place : stack.findLast(frame => frame.place.uri === uri)?.place;
}
