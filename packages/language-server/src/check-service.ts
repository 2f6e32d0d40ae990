// When what is checked: on save, while typing, on demand. A newer run of a document supersedes the older one.
import { availableParallelism } from 'node:os';
import type { Script } from '@faultline/language';
import type { JobEvent } from './job.ts';
import type { Run, RunEnd } from './pool.ts';
import { createPool } from './pool.ts';
import type { ServerSettings } from './protocol.ts';
import type { Verdicts } from './verdicts.ts';

export interface CheckService {
    /** Checks all that a script asks, or only some titles. Answers how it ended. */
    readonly check: (script: Script, titles: readonly string[] | undefined) => Promise<CheckEnd>;
    /** Stops the run of a document, or all. Resolves when it is quiet. */
    readonly cancel: (uri: string | undefined) => Promise<void>;
    /** Whether a check of a changed text meets its expectation; nothing is kept or shown. */
    readonly proves: (script: Script, text: string, title: string) => Promise<boolean>;
    readonly running: () => readonly string[];
    readonly warm: () => void;
    readonly dispose: () => Promise<void>;
}

export type CheckEnd = RunEnd['kind'] | 'superseded' | 'errors' | 'nothing';

/** What somebody hears of the runs. */
export interface CheckListener {
    readonly began: (script: Script, titles: readonly string[], cancel: () => void) => RunListener;
    readonly changed: (uri: string) => void;
}
export interface RunListener {
    readonly event: (event: JobEvent) => void;
    readonly ended: (end: CheckEnd, message: string) => void;
}

export interface CheckServiceOptions {
    readonly workerUrl: URL;
    readonly verdicts: Verdicts;
    readonly listener: CheckListener;
    readonly settings: () => ServerSettings;
    readonly textsOf: (script: Script) => ReadonlyMap<string, string>;
    /** Whether somebody may point at its places. */
    readonly isOpen: (uri: string) => boolean;
}

/** How long somebody who asks for repairs may wait for the proof of one. */
const PROOF_SECONDS = 1;

interface Running {
    readonly run: Run;
    readonly text: string;
    readonly titles: readonly string[];
    /** How it ended for whoever asked. */
    readonly end: Promise<CheckEnd>;
    isSuperseded: boolean;
}

export function createCheckService({
    workerUrl,
    verdicts,
    listener,
    settings,
    textsOf,
    isOpen,
}: CheckServiceOptions): CheckService {
    // At least two, so that a newer run need not wait until the older one has stopped.
    const pool = createPool(workerUrl, Math.max(2, Math.min(4, availableParallelism() - 1)));
    const running = new Map<string, Running[]>();

    return {
        check,
        cancel: async uri => {
            const stopped = [...running]
                .filter(([one]) => uri === undefined || one === uri)
                .flatMap(([, runs]) => runs);
            await Promise.all(stopped.map(({ run }) => run.stop()));
        },
        proves: async (script, text, title) => {
            const texts = new Map(textsOf(script)).set(script.uri, text);
            let isMet = false;
            const limits = { ...settings().limits, seconds: PROOF_SECONDS };
            const run = pool.start({ uri: script.uri, texts, titles: [title], limits, wanted: 'verdict' }, event => {
                isMet ||=
                    event.kind === 'check' && event.check.kind === 'reported' && event.check.report.status === 'met';
            });
            await run.end;
            return isMet;
        },
        running: () => [...running.keys()],
        warm: pool.warm,
        dispose: pool.dispose,
    };

    function check(script: Script, titles: readonly string[] | undefined): Promise<CheckEnd> {
        const { uri, text } = script;
        const all = script.checks.map(({ title }) => title);
        const asked = titles ?? all;
        const isFull = titles === undefined;
        for (const older of running.get(uri) ?? []) {
            const covers = asked.every(title => older.titles.includes(title));
            // Who asks for what is being checked gets that answer.
            if (!isFull && older.text === text && covers && !older.isSuperseded) return older.end;
            const overlaps = asked.some(title => older.titles.includes(title));
            if (isFull || older.text !== text || overlaps) {
                older.isSuperseded = true;
                void older.run.stop();
            }
        }
        if (script.diagnostics.some(({ severity }) => severity === 'error')) return Promise.resolve('errors');
        if (!asksAnything(script)) {
            verdicts.forget(uri);
            listener.changed(uri);
            return Promise.resolve('nothing');
        }
        return start(script, titles, asked, all);
    }

    function start(
        script: Script,
        titles: readonly string[] | undefined,
        asked: readonly string[],
        all: readonly string[],
    ): Promise<CheckEnd> {
        const { uri, text } = script;
        const texts = textsOf(script);
        const recording = verdicts.begin(uri, texts, all);
        const heard = listener.began(script, asked, () => void run.stop());
        const wanted = isOpen(uri) ? 'facts' : 'diagnostics';
        const run = pool.start({ uri, texts, titles, limits: settings().limits, wanted }, event => {
            if (mine.isSuperseded) return;
            switch (event.kind) {
                case 'progress':
                    break;
                case 'check':
                    recording.check(event.check);
                    listener.changed(uri);
                    break;
                case 'paths':
                    recording.paths(event.diagnostics);
                    listener.changed(uri);
                    break;
                case 'findings':
                    recording.findings(event.findings);
                    listener.changed(uri);
                    break;
                case 'facts':
                    recording.facts(event.facts);
                    listener.changed(uri);
                    break;
                case 'fences':
                    recording.fences(event.fences);
                    break;
            }
            heard.event(event);
        });
        const end = run.end.then((how): CheckEnd => {
            recording.end();
            const others = (running.get(uri) ?? []).filter(one => one !== mine);
            if (others.length === 0) running.delete(uri);
            else running.set(uri, others);
            const ended = mine.isSuperseded ? 'superseded' : how.kind;
            heard.ended(ended, how.kind === 'crashed' ? how.message : '');
            return ended;
        });
        const mine: Running = { run, text, titles: asked, end, isSuperseded: false };
        running.set(uri, [...(running.get(uri) ?? []), mine]);
        return end;
    }
}

/** A file of declarations alone is for others to import. */
export function asksAnything({ module, checks }: Script): boolean {
    const runs = ['Thread', 'Device', 'Interrupt', 'Event', 'Final', 'Invariant', 'Exists'];
    return checks[0]?.check !== undefined || module.declarations.some(({ $type }) => runs.includes($type));
}
