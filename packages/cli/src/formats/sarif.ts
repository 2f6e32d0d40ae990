// For code scanning: SARIF 2.1.0. Static findings, checks that did not come out as expected, and the way to each as a code flow.

import { pathToFileURL } from 'node:url';
import type { Answer, Finding, Found, Spot, Story } from '@faultline/ide';
import { outcomeInWords } from '@faultline/ide';
import type { Diagnostic, Place, Severity } from '@faultline/language';
import type { Documents } from '../documents.ts';
import type { CheckOutcome, FileResult, Reported } from '../run.ts';
import { exitStatusOf } from '../run.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';
import type { Printer } from './printer.ts';

export function sarifPrinter(terminal: Terminal, documents: Documents): Printer {
    return {
        event: () => {},
        end: result => {
            const results = result.files.flatMap(file => resultsOf(documents, file));
            const rules = [...new Set(results.map(({ ruleId }) => ruleId))].toSorted();
            const log = {
                $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
                version: '2.1.0',
                runs: [
                    {
                        tool: {
                            driver: {
                                name: 'faultline',
                                version,
                                rules: rules.map(id => ({ id, help: { text: `faultline explain ${id}` } })),
                            },
                        },
                        columnKind: 'utf16CodeUnits',
                        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(process.cwd()).href}/` } },
                        invocations: [
                            {
                                executionSuccessful: exitStatusOf(result) < 64,
                                exitCode: exitStatusOf(result),
                            },
                        ],
                        results: results.map(one => ({ ...one, ruleIndex: rules.indexOf(one.ruleId) })),
                    },
                ],
            };
            terminal.out(`${JSON.stringify(log, undefined, 2)}\n`);
        },
    };
}

type Level = 'error' | 'warning' | 'note';

interface Result {
    readonly ruleId: string;
    readonly level: Level;
    readonly message: { readonly text: string };
    readonly locations: readonly object[];
    readonly relatedLocations?: readonly object[];
    readonly codeFlows?: readonly object[];
}

function resultsOf(documents: Documents, { diagnostics, checks, findings }: FileResult): readonly Result[] {
    return [
        ...diagnostics.map(one => diagnosticResult(documents, one)),
        ...findings.map(one => findingResult(documents, one)),
        ...checks.flatMap(check => outcomeResults(documents, check)),
    ];
}

function outcomeResults(documents: Documents, check: CheckOutcome): readonly Result[] {
    switch (check.kind) {
        case 'refused':
            return check.diagnostics.map(one => diagnosticResult(documents, one));
        case 'broken':
            return [{ ruleId: 'broken', level: 'error', message: { text: check.message }, locations: [] }];
        case 'reported':
            return checkResults(documents, check);
    }
}

function diagnosticResult(documents: Documents, { severity, code, message, place, related }: Diagnostic): Result {
    return {
        ruleId: code,
        level: LEVEL[severity],
        message: { text: message },
        locations: [location(documents, place)],
        ...(related.length === 0
            ? {}
            : { relatedLocations: related.map((one, id) => ({ id, ...location(documents, one.place, one.message) })) }),
    };
}

const LEVEL: Readonly<Record<Severity, Level>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

function findingResult(documents: Documents, { code, message, place }: Finding): Result {
    return { ruleId: code, level: 'warning', message: { text: message }, locations: [location(documents, place)] };
}

function checkResults(documents: Documents, { report }: Reported): readonly Result[] {
    const { status, answer, title, place } = report;
    const here = place === undefined ? [] : [location(documents, place)];
    switch (status) {
        case 'met':
            return answer?.omission === undefined ? [] : [probableResult(title, here, answer)];
        case 'undecidable':
            return [];
        case 'inconclusive':
            return [
                {
                    ruleId: 'inconclusive',
                    level: 'warning',
                    message: {
                        text: `${title}: ${answer?.limit === 'hashes' ? 'hashes of states are not enough to decide it' : `a limit was reached (${answer?.limit ?? 'cancelled'})`}.`,
                    },
                    locations: here,
                },
            ];
        case 'unexpected': {
            const found = answer?.found.filter(({ isExpected }) => !isExpected) ?? [];
            if (answer === undefined || found.length === 0) return [missingResult(title, here, answer)];
            return found.map(one => foundResult(documents, title, here, one));
        }
    }
}

/** That nothing else goes wrong is no proof, and whoever looks at this alone is told. */
function probableResult(title: string, locations: readonly object[], { notes }: Answer): Result {
    return { ruleId: 'probable-pass', level: 'note', message: { text: `${title}: ${notes.join(' ')}` }, locations };
}

function missingResult(title: string, locations: readonly object[], answer: Answer | undefined): Result {
    const text = `${title}: ${answer?.notes.join(' ') || 'nothing happens, although the check expects something.'}`;
    return { ruleId: 'pass', level: 'error', message: { text }, locations };
}

function foundResult(documents: Documents, title: string, check: readonly object[], { outcome, story }: Found): Result {
    const [at] = story.at;
    const flow = story.lines.length === 0 ? {} : { codeFlows: [codeFlow(documents, story)] };
    return {
        ruleId: outcome.kind === 'bug' ? outcome.name : outcome.kind,
        level: 'error',
        message: { text: `${title}: ${outcomeInWords(outcome)}: ${story.sentence}.` },
        locations: at === undefined ? check : [location(documents, at.place)],
        relatedLocations: story.at
            .slice(1)
            .map((spot, id) => ({ id, ...location(documents, spot.place, spotText(spot)) })),
        ...flow,
    };
}

function codeFlow(documents: Documents, { lines, sentence }: Story): object {
    return {
        message: { text: sentence },
        threadFlows: [
            {
                locations: lines.map(line => ({
                    executionOrder: line.step,
                    nestingLevel: line.stack.length,
                    location: location(documents, line.place, spotText(line)),
                })),
            },
        ],
    };
}

function spotText({ thread, text }: Spot): string {
    return `${thread}: ${text}`;
}

function location(documents: Documents, place: Place, text?: string): object {
    const { path, start, end } = documents.locate(place);
    const isFile = place.uri.startsWith('file:');
    const isBelow = isFile && !path.startsWith('/') && !/^[a-z]:/i.test(path);
    return {
        physicalLocation: {
            artifactLocation: isBelow
                ? { uri: path.split(/[/\\]/).map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' }
                : { uri: place.uri },
            region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
        },
        ...(text === undefined ? {} : { message: { text } }),
    };
}
