// For build servers: JUnit's XML, a suite for each script, a case for each check.
import type { Documents } from '../documents.ts';
import type { CheckOutcome, FileResult } from '../run.ts';
import { tally } from '../run.ts';
import type { Terminal } from '../terminal.ts';
import { plain } from '../terminal.ts';
import type { Printer } from './printer.ts';
import { checkLines, diagnosticLines, verdictInWords } from './text.ts';

const WIDTH = 120;

export function junitPrinter(terminal: Terminal, documents: Documents): Printer {
    return {
        event: () => {},
        end: result => {
            const suites = result.files.map(file => suite(documents, file));
            const count = (name: Counter) => suites.reduce((sum, one) => sum + one[name], 0);
            terminal.out(
                [
                    '<?xml version="1.0" encoding="UTF-8"?>',
                    `<testsuites name="faultline" tests="${count('tests')}" failures="${count('failures')}" errors="${count('errors')}" skipped="${count('skipped')}" time="${seconds(result.elapsedMs)}">`,
                    ...suites.flatMap(({ xml }) => xml),
                    ...(tally(result).notRun === 0
                        ? []
                        : [`  <!-- stopped: ${tally(result).notRun} checks were not run -->`]),
                    '</testsuites>',
                    '',
                ].join('\n'),
            );
        },
    };
}

type Counter = 'tests' | 'failures' | 'errors' | 'skipped';
type Suite = Readonly<Record<Counter, number>> & { readonly xml: readonly string[] };

function suite(documents: Documents, { file, diagnostics, checks }: FileResult): Suite {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const text = errors.flatMap(one => diagnosticLines({ documents, paint: plain }, one)).join('\n');
    const script: Case = { title: 'script', ms: 0, result: 'error', message: errors[0]?.message ?? '', text };
    const cases = [...(errors.length > 0 ? [script] : []), ...checks.map(check => caseOf(documents, check))];
    const count = (result: Case['result']) => cases.filter(one => one.result === result).length;
    const ms = cases.reduce((sum, one) => sum + one.ms, 0);
    const counters = {
        tests: cases.length,
        failures: count('failure'),
        errors: count('error'),
        skipped: count('skipped'),
    };
    const attributes = Object.entries(counters).map(([name, value]) => `${name}="${value}"`);
    return {
        ...counters,
        xml: [
            `  <testsuite name="${escaped(file.path)}" ${attributes.join(' ')} time="${seconds(ms)}">`,
            ...cases.flatMap(one => caseXml(file.path, one)),
            '  </testsuite>',
        ],
    };
}

interface Case {
    readonly title: string;
    readonly ms: number;
    readonly result: 'passed' | 'failure' | 'error' | 'skipped';
    readonly message: string;
    readonly text: string;
}

function caseOf(documents: Documents, check: CheckOutcome): Case {
    const { title } = check.kind === 'reported' ? check.report : check;
    const view = { documents, paint: plain, width: WIDTH, trace: 'unexpected', home: undefined } as const;
    const text = checkLines(view, check, 0).join('\n');
    switch (check.kind) {
        case 'refused':
            return { title, text, ms: 0, result: 'error', message: check.diagnostics[0]?.message ?? '' };
        case 'broken':
            return { title, text, ms: 0, result: 'error', message: check.message };
        case 'reported': {
            const { report, elapsedMs } = check;
            const isProven = report.status === 'met' && report.answer?.omission === undefined;
            const message = isProven ? '' : verdictInWords(report);
            return { title, text, ms: elapsedMs, result: RESULT[report.status], message };
        }
    }
}

const RESULT = { met: 'passed', unexpected: 'failure', inconclusive: 'error', undecidable: 'skipped' } as const;

function caseXml(path: string, { title, ms, result, message, text }: Case): readonly string[] {
    const opening = `    <testcase classname="${escaped(path)}" name="${escaped(title)}" time="${seconds(ms)}"`;
    switch (result) {
        case 'passed':
            return message === ''
                ? [`${opening}/>`]
                : [`${opening}>`, `      <system-out>${escaped(message)}</system-out>`, '    </testcase>'];
        case 'skipped':
            return [`${opening}>`, `      <skipped message="${escaped(message)}"/>`, '    </testcase>'];
        case 'failure':
        case 'error':
            return [
                `${opening}>`,
                `      <${result} message="${escaped(message)}">${escaped(text)}</${result}>`,
                '    </testcase>',
            ];
    }
}

/** Text for XML 1.0, which cannot say most control characters at all. */
function escaped(text: string): string {
    return text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

function seconds(ms: number): string {
    return (ms / 1000).toFixed(3);
}
