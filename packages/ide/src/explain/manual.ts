// What a diagnostic, a verdict or a kind of bug means: the pages behind `faultline explain` and behind a code in the editor.
import { DIAGNOSTIC_PAGES } from '../generated/manual.ts';
import { BUG_PAGES } from './bugs.ts';
import { FINDING_PAGES } from './findings.ts';
import { REFUSAL_PAGES } from './refusals.ts';
import { VERDICT_PAGES } from './verdicts.ts';

export interface Page {
    /** As printed in brackets behind a message, or as written after `expects`. */
    readonly code: string;
    /** One sentence, without a full stop. */
    readonly title: string;
    /** Plain text of short lines; examples are indented by four. */
    readonly text: string;
}

export function manualPages(): readonly Page[] {
    return [...VERDICT_PAGES, ...BUG_PAGES, ...FINDING_PAGES, ...REFUSAL_PAGES, ...DIAGNOSTIC_PAGES];
}

/** The page of a code; `bug range` and `error[range]` mean `range`. */
export function manualPage(code: string): Page | undefined {
    const bare = /\[(.+)\]/.exec(code)?.[1] ?? code.replace(/^(bug|verdict) /, '');
    return manualPages().find(page => page.code === bare.toLowerCase());
}
