// What a verdict means for a test: passed, failed and why, or neither.
import type { ProtocolRange, Verdict } from '@faultline/language-server/protocol';

export type TestOutcome =
    | { readonly kind: 'passed'; readonly milliseconds: number | undefined }
    | {
          readonly kind: 'failed';
          readonly message: string;
          readonly expected: string;
          readonly actual: string;
          readonly at: ProtocolRange;
          readonly milliseconds: number | undefined;
      }
    /** Nothing can be said: it did not compile, it hit a limit, it broke. */
    | { readonly kind: 'errored'; readonly message: string; readonly at: ProtocolRange }
    /** No search decides it, or it did not run. */
    | { readonly kind: 'skipped' };

export function outcomeOf({ status, title, summary, expected, found, at, range, elapsedMs }: Verdict): TestOutcome {
    switch (status) {
        case 'met':
            return { kind: 'passed', milliseconds: elapsedMs };
        case 'unexpected':
            return {
                kind: 'failed',
                message: `${title}: ${summary}`,
                expected,
                actual: found ?? summary,
                at: at[0] ?? range,
                milliseconds: elapsedMs,
            };
        case 'inconclusive':
        case 'refused':
        case 'broken':
            return { kind: 'errored', message: `${title}: ${summary}`, at: range };
        case 'undecidable':
        case 'not-run':
        case 'running':
            return { kind: 'skipped' };
    }
}
