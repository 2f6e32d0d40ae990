// The checks of one script, one after the other: what the worker does. Synchronous.
import type { Progress } from '@faultline/checker';
import type { CheckFacts, CheckReport, CheckRun, Coverage, FenceTrial, Finding } from '@faultline/ide';
import { checkQuestion, tryWithoutFences, untouched } from '@faultline/ide';
import type { Diagnostic, Language } from '@faultline/language';
import { createLanguage } from '@faultline/language';
import { modules } from '@faultline/library';
import type { ServerSettings } from './protocol.ts';

/** Plain data. */
export interface Job {
    readonly uri: string;
    /** The texts of the script and of what it imports, by URI. */
    readonly texts: ReadonlyMap<string, string>;
    /** Only these checks; absent: all. */
    readonly titles: readonly string[] | undefined;
    readonly limits: ServerSettings['limits'];
    /** `diagnostics`: also what the paths say; `facts`: also what hovers tell. */
    readonly wanted: 'verdict' | 'diagnostics' | 'facts';
}

/** Plain data. */
export type JobEvent =
    | { readonly kind: 'progress'; readonly title: string; readonly progress: Progress; readonly elapsedMs: number }
    | { readonly kind: 'check'; readonly check: CheckRun }
    /** After the last verdict: nobody waits longer for one because of them. */
    | { readonly kind: 'facts'; readonly facts: CheckFacts }
    | { readonly kind: 'fences'; readonly fences: readonly FenceTrial[] }
    /** What the paths of the script say, without running it. */
    | { readonly kind: 'paths'; readonly diagnostics: readonly Diagnostic[] }
    | { readonly kind: 'findings'; readonly findings: readonly Finding[] };

export interface Surroundings {
    readonly emit: (event: JobEvent) => void;
    /** In milliseconds, of a monotonic clock. */
    readonly now: () => number;
    readonly isStopped: () => boolean;
}

const PROGRESS_MS = 100;
/** A search that takes longer lets what the paths say come before its verdict. */
const PATHS_MS = 250;
const MEGABYTE = 2 ** 20;
/** Of states that wait for somebody to tell facts of them. */
const MOST_BYTES = 256 * MEGABYTE;

export interface JobRunner {
    readonly run: (job: Job, surroundings: Surroundings) => void;
    /** Reads one more module of the library before somebody needs it; false when there is none. */
    readonly readAhead: () => boolean;
}

/** The library is read once. */
export function createJobRunner(): JobRunner {
    const language = createLanguage({ library: new Map(modules.map(({ name, text }) => [name, text])) });
    const unread = modules.map(({ name }) => name);
    return {
        run: (job, surroundings) => runJob(language, job, surroundings),
        readAhead: () => {
            const name = unread.shift();
            if (name === undefined) return false;
            void language.load('file:///ahead.race', `import ${name}\n`, () => undefined).diagnostics;
            return true;
        },
    };
}

function runJob(language: Language, job: Job, surroundings: Surroundings): void {
    const { emit, now, isStopped } = surroundings;
    const script = language.load(job.uri, job.texts.get(job.uri) ?? '', uri => job.texts.get(uri));
    const { titles } = job;
    const questions =
        titles === undefined ? script.checks : script.checks.filter(({ title }) => titles.includes(title));
    // They take longer than most verdicts.
    let hasPaths = job.wanted === 'verdict';
    const tellPaths = () => {
        if (hasPaths) return;
        hasPaths = true;
        if (!script.walkPaths(isStopped)) return;
        emit({ kind: 'paths', diagnostics: script.findings });
    };
    const coverages: Coverage[] = [];
    const reports: CheckReport[] = [];
    const later: (() => CheckFacts)[] = [];
    let bytes = 0;
    for (const question of questions) {
        if (isStopped()) return;
        let start = now();
        const { title } = question;
        let told = start;
        try {
            const checked = checkQuestion(
                script,
                question,
                { model: undefined, params: [] },
                {
                    maxStates: job.limits.states || Number.POSITIVE_INFINITY,
                    maxBytes: job.limits.memory === 0 ? Number.POSITIVE_INFINITY : job.limits.memory * MEGABYTE,
                    shouldStop: () => {
                        if (isStopped()) return 'cancelled';
                        return job.limits.seconds > 0 && now() - start >= job.limits.seconds * 1000
                            ? 'time'
                            : undefined;
                    },
                    onProgress: progress => {
                        const time = now();
                        if (time - told < PROGRESS_MS) return;
                        told = time;
                        emit({ kind: 'progress', title, progress, elapsedMs: told - start });
                        if (time - start < PATHS_MS) return;
                        tellPaths();
                        // That is no time of this check's.
                        start += now() - time;
                    },
                },
                job.wanted === 'facts' ? 'facts' : 'verdict',
            );
            if (checked.kind === 'errors') {
                emit({ kind: 'check', check: { kind: 'refused', title, diagnostics: checked.diagnostics } });
            } else {
                if (checked.coverage !== undefined) coverages.push(checked.coverage);
                const check = { kind: 'reported', report: checked.report, elapsedMs: now() - start } as const;
                emit({ kind: 'check', check });
                reports.push(checked.report);
                bytes += checked.report.answer?.bytes ?? 0;
                // The states are kept until then.
                if (checked.facts !== undefined && bytes <= MOST_BYTES) later.push(() => checked.facts!(isStopped));
            }
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            emit({ kind: 'check', check: { kind: 'broken', title, message } });
        }
    }
    // Some checks alone do not say what the others reach.
    if (titles === undefined) {
        const isComplete = coverages.length === script.checks.length;
        emit({ kind: 'findings', findings: isComplete ? untouched(script.uri, coverages) : [] });
    }
    if (job.wanted === 'verdict') return;
    try {
        if (!isStopped()) tellPaths();
        if (job.wanted === 'diagnostics') return;
        for (const collect of later) {
            if (isStopped()) return;
            emit({ kind: 'facts', facts: collect() });
        }
        const load = (text: string) => language.load(job.uri, text, uri => job.texts.get(uri));
        const shouldStop = () => (isStopped() ? 'cancelled' : undefined);
        if (!isStopped()) emit({ kind: 'fences', fences: tryWithoutFences(script, reports, load, { shouldStop }) });
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        emit({ kind: 'check', check: { kind: 'broken', title: questions[0]?.title ?? '', message } });
    }
}
