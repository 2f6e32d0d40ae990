// One run of `faultline check`: the events as they come, and what they add up to.
import type { Gap, Progress } from '@faultline/checker';
import type { CheckFacts, CheckReport, Finding, LockOrder } from '@faultline/ide';
import type { Diagnostic } from '@faultline/language';
import type { ExitStatus } from './exit-status.ts';
import { EXIT } from './exit-status.ts';
import type { ScriptFile } from './scripts.ts';

/** Plain data, so that it crosses threads. The events of a file stand between its `file` and its `end-of-file`. */
export type RunEvent =
    | FileEvent
    | { readonly kind: 'progress'; readonly title: string; readonly progress: Progress; readonly elapsedMs: number }
    | { readonly kind: 'check'; readonly check: CheckOutcome }
    | { readonly kind: 'end-of-file'; readonly findings: readonly Finding[] };

export interface FileEvent {
    readonly kind: 'file';
    readonly file: ScriptFile;
    readonly diagnostics: readonly Diagnostic[];
    /** The texts of the script and of what it imports, by URI. */
    readonly texts: ReadonlyMap<string, string>;
    /** Titles of the checks that follow. */
    readonly titles: readonly string[];
    /** Titles of all its checks. */
    readonly allTitles: readonly string[];
    /** `--param`s that mean nothing here, and why. */
    readonly rejected: readonly { readonly param: string; readonly message: string }[];
}

export type CheckOutcome = Reported | Refused | Broken;

export interface Reported {
    readonly kind: 'reported';
    readonly report: CheckReport;
    readonly elapsedMs: number;
    /** Where somebody asked for them. */
    readonly facts?: CheckFacts;
    readonly lockOrder?: LockOrder;
}
/** The script does not compile for this check. */
export interface Refused {
    readonly kind: 'refused';
    readonly title: string;
    readonly diagnostics: readonly Diagnostic[];
}
/** Our own bug. */
export interface Broken {
    readonly kind: 'broken';
    readonly title: string;
    readonly message: string;
    readonly stack: string;
}

export interface FileResult {
    readonly file: ScriptFile;
    readonly diagnostics: readonly Diagnostic[];
    readonly titles: readonly string[];
    readonly checks: readonly CheckOutcome[];
    readonly findings: readonly Finding[];
}

/** What a run came to. `stopped`: by Ctrl-C, so that some checks may be missing. */
export interface RunResult {
    readonly files: readonly FileResult[];
    readonly end: 'complete' | 'stopped';
    readonly elapsedMs: number;
}

export interface Tally {
    readonly checks: number;
    readonly met: number;
    readonly unexpected: number;
    readonly inconclusive: number;
    readonly undecidable: number;
    /** Refused for errors in the script. */
    readonly refused: number;
    readonly broken: number;
    /** Not begun when the run was stopped. */
    readonly notRun: number;
    readonly filesWithErrors: number;
}

export function tally({ files }: RunResult): Tally {
    const checks = files.flatMap(file => file.checks);
    const withStatus = (status: CheckReport['status']) =>
        checks.filter(check => check.kind === 'reported' && check.report.status === status).length;
    const announced = files.reduce((sum, { titles }) => sum + titles.length, 0);
    return {
        checks: announced,
        met: withStatus('met'),
        unexpected: withStatus('unexpected'),
        inconclusive: withStatus('inconclusive'),
        undecidable: withStatus('undecidable'),
        refused: checks.filter(({ kind }) => kind === 'refused').length,
        broken: checks.filter(({ kind }) => kind === 'broken').length,
        notRun: announced - checks.length,
        filesWithErrors: files.filter(hasErrors).length,
    };
}

export function exitStatusOf(result: RunResult): ExitStatus {
    const { broken, unexpected, inconclusive, notRun, filesWithErrors } = tally(result);
    if (broken > 0) return EXIT.bug;
    if (filesWithErrors > 0) return EXIT.script;
    if (unexpected > 0) return EXIT.unexpected;
    const isCut = result.files.some(({ checks }) => checks.some(isCutShort));
    return inconclusive > 0 || notRun > 0 || isCut || result.end === 'stopped' ? EXIT.limit : EXIT.met;
}

/** Which limit left something open: a met check that lists all that may happen is not met for sure. */
export function openLimit({ expected, answer }: CheckReport): Gap | undefined {
    return expected.others === 'allowed' ? undefined : answer?.limit;
}

function isCutShort(check: CheckOutcome): boolean {
    return check.kind === 'reported' && check.report.status === 'met' && openLimit(check.report) !== undefined;
}

function hasErrors({ diagnostics, checks }: FileResult): boolean {
    return diagnostics.some(({ severity }) => severity === 'error') || checks.some(({ kind }) => kind === 'refused');
}
