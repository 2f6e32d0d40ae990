// What the last run of a file's checks found: what diagnostics, hovers, lenses and hints tell of.
import type { Diagnostic } from '@faultline/language';
import type { Finding } from '../coverage.ts';
import type { CheckFacts } from '../facts/facts.ts';
import type { FenceTrial } from '../facts/fences.ts';
import type { CheckReport, Found } from '../report.ts';

/** Places are those of the texts as they are now, also where these were edited since the run. */
export interface FileRun {
    readonly uri: string;
    /** What was found in texts that the editor does not show any more. */
    readonly outdated: Outdated;
    /** In the order of the script. */
    readonly checks: readonly CheckRun[];
    /** What the paths of the script say, in all checks, without running them. */
    readonly paths: readonly Diagnostic[];
    readonly findings: readonly Finding[];
    /** Of the checks whose facts are known yet. */
    readonly facts: readonly CheckFacts[];
    /** What becomes of checks without a fence, as far as that was tried. */
    readonly fences: readonly FenceTrial[];
}

/** A verdict is new as soon as its check has been asked again, whatever the others still have to say. */
export interface Outdated {
    /** By title; the facts of a check are as old as its verdict. */
    readonly checks: ReadonlySet<string>;
    readonly paths: boolean;
    readonly findings: boolean;
}

export const UP_TO_DATE: Outdated = { checks: new Set(), paths: false, findings: false };

export type CheckRun =
    | { readonly kind: 'reported'; readonly report: CheckReport; readonly elapsedMs: number }
    /** The script does not compile for this check. */
    | { readonly kind: 'refused'; readonly title: string; readonly diagnostics: readonly Diagnostic[] }
    /** Our own bug. */
    | { readonly kind: 'broken'; readonly title: string; readonly message: string };

export function titleOf(check: CheckRun): string {
    return check.kind === 'reported' ? check.report.title : check.title;
}

/** The counterexample that hovers and hints follow. */
export interface Shown {
    readonly title: string;
    readonly found: Found;
}

/** The first that was not expected, else the first; `title` prefers a check. */
export function shownPath(run: FileRun | undefined, title?: string): Shown | undefined {
    const all = (run?.checks ?? []).flatMap(check =>
        check.kind === 'reported'
            ? (check.report.answer?.found ?? []).map(found => ({ title: check.report.title, found }))
            : [],
    );
    const preferred = all.filter(one => one.title === title);
    const [first] = preferred.length > 0 ? preferred : [];
    return first ?? all.find(({ found }) => !found.isExpected) ?? all[0];
}
