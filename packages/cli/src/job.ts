// The checks of a run, one after the other. Synchronous: it runs in the main thread while that is short, else in a worker.
//
// Invariant: the events do not depend on where it runs, nor on how often it was handed on.

import { fileURLToPath } from 'node:url';
import type { Budget, Limit, Team } from '@faultline/checker';
import type { Coverage, Variation } from '@faultline/ide';
import { checkQuestion, rejectedParams, untouched } from '@faultline/ide';
import type { Diagnostic, Language, Question, Script } from '@faultline/language';
import { createLanguage } from '@faultline/language';
import { modules } from '@faultline/library';
import type { Settings } from './arguments.ts';
import { textsOf } from './documents.ts';
import type { CheckOutcome, RunEvent } from './run.ts';
import type { ScriptFile } from './scripts.ts';
import { readScript, readUri } from './scripts.ts';

/** Plain data. */
export interface Job {
    readonly files: readonly ScriptFile[];
    readonly only: readonly string[];
    readonly settings: Settings;
    readonly from: Position;
}

/** Where a job stands: the file, and how many of its checks are through, with what they reached. */
export interface Position {
    readonly file: number;
    readonly checks: number;
    /** Whether the file's first event is out. */
    readonly stage: 'untouched' | 'announced';
    /** An absent one left open what can be reached. */
    readonly coverages: readonly (Coverage | undefined)[];
}

export const BEGINNING: Position = { file: 0, checks: 0, stage: 'untouched', coverages: [] };

const PROGRESS_MS = 100;

/** Of a state, where only its hash is kept. */
const HASH_BITS = 64;

export interface Surroundings {
    readonly emit: (event: RunEvent) => void;
    /** In milliseconds, of a monotonic clock. */
    readonly now: () => number;
    /** `cancelled`: the user has had enough, what is running is reported. `elsewhere`: go on in another thread. */
    readonly interruption: () => 'cancelled' | 'elsewhere' | undefined;
    /** Who helps; nobody while it is not clear whether it takes long. */
    readonly team: Team | undefined;
}

/** Runs until it is through or interrupted; answers where to go on, if somebody is to go on elsewhere. */
export function runJob(job: Job, surroundings: Surroundings): Position | undefined {
    return runFiles(job, [...job.files.keys()].slice(job.from.file), surroundings);
}

/** Likewise, of these files of the job. */
export function runFiles(job: Job, files: Iterable<number>, surroundings: Surroundings): Position | undefined {
    const language = createLanguage({ library: new Map(modules.map(({ name, text }) => [name, text])) });
    const { interruption } = surroundings;
    for (const index of files) {
        const from = index === job.from.file ? job.from : BEGINNING;
        if (interruption() === 'cancelled') return undefined;
        if (interruption() === 'elsewhere') return { ...from, file: index };
        const stop = runFile(language, job.files[index]!, job, from, surroundings);
        if (stop !== undefined) return stop === 'cancelled' ? undefined : { ...stop, file: index };
    }
    return undefined;
}

function runFile(
    language: Language,
    file: ScriptFile,
    { only, settings }: Job,
    from: Position,
    surroundings: Surroundings,
): Omit<Position, 'file'> | 'cancelled' | undefined {
    const { emit, interruption } = surroundings;
    const read = readScript(fileURLToPath(file.uri));
    if (read.kind === 'unreadable') {
        const diagnostics = [unreadable(file, read.why)];
        emit({ kind: 'file', file, diagnostics, texts: new Map(), titles: [], allTitles: [], rejected: [] });
        emit({ kind: 'end-of-file', findings: [] });
        return undefined;
    }
    const script = language.load(file.uri, read.text, readUri);
    const variation: Variation = {
        model: settings.model,
        params: settings.params.map(({ name, value }) => `${name}=${value}`),
    };
    const { diagnostics } = script;
    const isWrong = diagnostics.some(({ severity }) => severity === 'error');
    const all = isWrong || isEmpty(script) ? [] : script.checks;
    const chosen = only.length === 0 ? all : all.filter(({ title }) => only.includes(title));
    if (from.stage === 'untouched') {
        emit({
            kind: 'file',
            file,
            diagnostics: [...diagnostics, ...script.findings],
            texts: textsOf(script),
            titles: chosen.map(({ title }) => title),
            allTitles: all.map(({ title }) => title),
            rejected: isWrong ? [] : rejectedParams(script, variation),
        });
    }
    const coverages = [...from.coverages];
    for (const [index, question] of chosen.entries()) {
        if (index < from.checks) continue;
        const here = { checks: index, stage: 'announced', coverages } as const;
        if (interruption() === 'cancelled') return 'cancelled';
        if (interruption() === 'elsewhere') return here;
        const answer = ask(script, question, variation, settings, surroundings);
        if (answer === 'elsewhere') return here;
        coverages.push(answer.coverage);
        emit({ kind: 'check', check: answer.check });
    }
    const known = coverages.filter(coverage => coverage !== undefined);
    const isComplete = known.length === script.checks.length && settings.params.length === 0;
    emit({ kind: 'end-of-file', findings: isComplete ? untouched(script.uri, known) : [] });
    return undefined;
}

function ask(
    script: Script,
    question: Question,
    variation: Variation,
    { maxStates, maxBytes, timeoutMs, reductions, deadRegisters, keep, tell }: Settings,
    { emit, now, interruption, team }: Surroundings,
): { readonly check: CheckOutcome; readonly coverage: Coverage | undefined } | 'elsewhere' {
    const start = now();
    const { title } = question;
    let isElsewhere = false;
    let told = 0;
    const shouldStop = (): Extract<Limit, 'time' | 'cancelled'> | undefined => {
        const interrupted = interruption();
        isElsewhere ||= interrupted === 'elsewhere';
        if (interrupted !== undefined) return 'cancelled';
        return now() - start >= timeoutMs ? 'time' : undefined;
    };
    try {
        const budget: Budget = {
            maxStates,
            maxBytes,
            shouldStop,
            ...(team && { team }),
            reductions,
            deadRegisters,
            ...(keep === 'hashes' && { hashBits: HASH_BITS }),
            onProgress: progress => {
                const elapsedMs = now() - start;
                if (elapsedMs - told < PROGRESS_MS) return;
                told = elapsedMs;
                emit({ kind: 'progress', title, progress, elapsedMs });
            },
        };
        const checked = checkQuestion(script, question, variation, budget, tell);
        if (isElsewhere) return 'elsewhere';
        switch (checked.kind) {
            case 'errors':
                return { check: { kind: 'refused', title, diagnostics: checked.diagnostics }, coverage: undefined };
            case 'report': {
                const elapsedMs = now() - start;
                const isStopped = (): boolean => interruption() !== undefined;
                const facts = checked.facts?.(isStopped);
                const lockOrder = checked.lockOrder?.(isStopped);
                // Whoever takes over has to begin anew.
                if (interruption() === 'elsewhere' && (facts ?? lockOrder) !== undefined) return 'elsewhere';
                const check = {
                    kind: 'reported',
                    report: checked.report,
                    elapsedMs,
                    ...(facts && { facts }),
                    ...(lockOrder && { lockOrder }),
                } as const;
                return { check, coverage: checked.coverage };
            }
        }
    } catch (error) {
        return { check: broken(title, error), coverage: undefined };
    }
}

export function broken(title: string, error: unknown): CheckOutcome {
    const [message, stack] = error instanceof Error ? [error.message, error.stack ?? ''] : [String(error), ''];
    return { kind: 'broken', title, message, stack };
}

/** A file of declarations alone, for others to import: there is nothing to ask it. */
function isEmpty({ module, checks }: Script): boolean {
    const runs = ['Thread', 'Device', 'Interrupt', 'Event', 'Final', 'Invariant', 'Exists'];
    return checks[0]?.check === undefined && !module.declarations.some(({ $type }) => runs.includes($type));
}

function unreadable({ uri }: ScriptFile, why: string): Diagnostic {
    return {
        severity: 'error',
        code: 'unreadable',
        message: `This file ${why}`,
        place: { uri, start: 0, end: 0 },
        related: [],
    };
}
