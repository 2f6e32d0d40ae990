// What the last run of each document said, kept while its text goes on: places move with the edits.
import type { CheckFacts, CheckRun, Edit, FenceTrial, FileRun, Finding } from '@faultline/ide';
import { editBetween, mapPlaces, movedRange, titleOf } from '@faultline/ide';
import type { Diagnostic } from '@faultline/language';

export interface Verdicts {
    /** A run begins: what it reports replaces what is known, check by check. Titles that are gone are forgotten. */
    readonly begin: (uri: string, texts: ReadonlyMap<string, string>, titles: readonly string[]) => Recording;
    readonly edit: (uri: string, edits: readonly Edit[], text: string) => void;
    /** The text of a document is another one, whatever happened to it in between. */
    readonly replace: (uri: string, text: string) => void;
    readonly get: (uri: string) => FileRun | undefined;
    /** Documents with verdicts whose texts include this one. */
    readonly concerned: (uri: string) => readonly string[];
    readonly forget: (uri: string) => void;
}

export interface Recording {
    readonly check: (check: CheckRun) => void;
    readonly paths: (diagnostics: readonly Diagnostic[]) => void;
    readonly findings: (findings: readonly Finding[]) => void;
    /** Of one check, in place of what is known of it. */
    readonly facts: (facts: CheckFacts) => void;
    readonly fences: (fences: readonly FenceTrial[]) => void;
    /** Nothing comes any more. */
    readonly end: () => void;
}

/** The texts of a run, and what was done to them since. */
interface Basis {
    readonly texts: ReadonlyMap<string, string>;
    readonly edits: Map<string, Edit[]>;
}

interface Kept<T> {
    readonly value: T;
    readonly basis: Basis;
}

interface State {
    titles: readonly string[];
    readonly checks: Map<string, Kept<CheckRun>>;
    paths: Kept<readonly Diagnostic[]> | undefined;
    findings: Kept<readonly Finding[]> | undefined;
    readonly facts: Map<string, Kept<CheckFacts>>;
    fences: Kept<readonly FenceTrial[]> | undefined;
    shown: FileRun | undefined;
    /** Of the runs that go on: a text may be edited before the first verdict comes. */
    readonly running: Set<Basis>;
}

export function createVerdicts(): Verdicts {
    const states = new Map<string, State>();
    return {
        begin: (uri, texts, titles) => {
            const basis: Basis = { texts, edits: new Map() };
            const state: State = states.get(uri) ?? {
                titles,
                checks: new Map(),
                paths: undefined,
                findings: undefined,
                facts: new Map(),
                fences: undefined,
                shown: undefined,
                running: new Set(),
            };
            states.set(uri, state);
            state.running.add(basis);
            state.titles = titles;
            for (const title of state.checks.keys()) if (!titles.includes(title)) state.checks.delete(title);
            for (const title of state.facts.keys()) if (!titles.includes(title)) state.facts.delete(title);
            state.shown = undefined;
            return {
                check: check => {
                    const title = titleOf(check);
                    state.checks.set(title, { value: check, basis });
                    // They are of another text than the verdict beside them.
                    if (isEdited(state.facts.get(title))) state.facts.delete(title);
                    if (isEdited(state.fences)) state.fences = undefined;
                    state.shown = undefined;
                },
                paths: diagnostics => {
                    state.paths = { value: diagnostics, basis };
                    state.shown = undefined;
                },
                findings: findings => {
                    state.findings = { value: findings, basis };
                    state.shown = undefined;
                },
                facts: facts => {
                    state.facts.set(facts.title, { value: facts, basis });
                    state.shown = undefined;
                },
                fences: fences => {
                    state.fences = { value: fences, basis };
                    state.shown = undefined;
                },
                end: () => {
                    state.running.delete(basis);
                },
            };
        },
        edit: (uri, edits, text) => {
            for (const state of states.values()) {
                for (const { texts, edits: since } of basesOf(state)) {
                    const checked = texts.get(uri);
                    if (checked === undefined) continue;
                    if (checked === text) since.delete(uri);
                    else since.set(uri, [...(since.get(uri) ?? []), ...edits]);
                    state.shown = undefined;
                }
            }
        },
        replace: (uri, text) => {
            for (const state of states.values()) {
                for (const { texts, edits: since } of basesOf(state)) {
                    const checked = texts.get(uri);
                    if (checked === undefined) continue;
                    const edit = editBetween(checked, text);
                    if (edit === undefined) since.delete(uri);
                    else since.set(uri, [edit]);
                    state.shown = undefined;
                }
            }
        },
        get: uri => {
            const state = states.get(uri);
            if (state !== undefined) state.shown ??= moved(uri, state);
            return state?.shown;
        },
        concerned: uri =>
            [...states].flatMap(([one, state]) => (basesOf(state).some(({ texts }) => texts.has(uri)) ? [one] : [])),
        forget: uri => states.delete(uri),
    };
}

function moved(uri: string, state: State): FileRun {
    const current = <T>({ value, basis: { edits } }: Kept<T>): T =>
        edits.size === 0
            ? value
            : mapPlaces(value, place => {
                  const since = edits.get(place.uri);
                  return since === undefined ? place : { ...place, ...movedRange(place, since) };
              });
    return {
        uri,
        outdated: {
            checks: new Set([...state.checks].flatMap(([title, kept]) => (isEdited(kept) ? [title] : []))),
            paths: isEdited(state.paths),
            findings: isEdited(state.findings),
        },
        checks: state.titles.flatMap(title => {
            const kept = state.checks.get(title);
            return kept === undefined ? [] : [current(kept)];
        }),
        paths: state.paths === undefined ? [] : current(state.paths),
        findings: state.findings === undefined ? [] : current(state.findings),
        facts: [...state.facts.values()].map(({ value, basis }) => ({
            ...value,
            places: current({ value: value.places, basis }),
        })),
        fences: state.fences === undefined ? [] : current(state.fences),
    };
}

function isEdited(kept: Kept<unknown> | undefined): boolean {
    return kept !== undefined && kept.basis.edits.size > 0;
}

function basesOf({ checks, paths, findings, facts, fences, running }: State): readonly Basis[] {
    const all = [...checks.values(), ...facts.values(), ...[paths, findings, fences].filter(one => one !== undefined)];
    return [...new Set([...running, ...all.map(({ basis }) => basis)])];
}
