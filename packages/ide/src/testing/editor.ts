// Marked fixtures for the features of the editor: a script, a cursor, and what its checks found if somebody asks.
import type { Script } from '@faultline/language';
import { createLanguage, normalUri } from '@faultline/language';
import { checkQuestion } from '../check-question.ts';
import type { Coverage } from '../coverage.ts';
import { untouched } from '../coverage.ts';
import type { CheckFacts } from '../facts/facts.ts';
import { tryWithoutFences } from '../facts/fences.ts';
import type { FileRun } from '../run/file-run.ts';
import { UP_TO_DATE } from '../run/file-run.ts';
import type { Snapshot } from '../snapshot.ts';

export const URI = 'file:///test.race';
export const LIBRARY: ReadonlyMap<string, string> = new Map([
    [
        'machine.bus',
        `/// A bus.

enum bus_fault {
    fine,
    /// Outcome: bus error.
    broken
}
var device: bool = true
/// Reads from the device.
fn bus_load(a: addr): bus_fault {
    if READ_ONCE(device) { return fine }
    return broken
}
`,
    ],
    [
        'kernel.pins',
        `/// Pins of a page.

/// Whether pins are counted.
param counted = true
/// How many there are.
var pins = 0
/// Takes a pin (pin_page()).
fn pin_page(n: int) { atomic_inc(pins) }
/// Keeps something of the inode.
hook grab(inode: ref inode, n: int) { atomic_inc(pins) }
`,
    ],
]);

const language = createLanguage({ library: LIBRARY });

/** `others`: documents that it may import, by their names. */
export function load(text: string, others: Readonly<Record<string, string>> = {}, uri: string = URI): Script {
    const texts = new Map(Object.entries(others).map(([name, other]) => [normalUri(`file:///${name}`), other]));
    return language.load(uri, text, wanted => texts.get(wanted));
}

/** The script with what its checks found. */
export function checked(text: string, maxStates = Number.POSITIVE_INFINITY): Snapshot {
    const script = load(text);
    const coverages: Coverage[] = [];
    const facts: CheckFacts[] = [];
    const run: FileRun = {
        uri: URI,
        outdated: UP_TO_DATE,
        checks: script.checks.map(question => {
            const budget = { maxStates, maxBytes: Number.POSITIVE_INFINITY, shouldStop: () => undefined };
            const answer = checkQuestion(script, question, { model: undefined, params: [] }, budget, 'facts');
            if (answer.kind === 'errors') {
                return { kind: 'refused', title: question.title, diagnostics: answer.diagnostics };
            }
            if (answer.coverage !== undefined) coverages.push(answer.coverage);
            if (answer.facts !== undefined) facts.push(answer.facts(() => false));
            return { kind: 'reported', report: answer.report, elapsedMs: 1 };
        }),
        paths: [],
        findings: [],
        facts,
        fences: [],
    };
    const reports = run.checks.flatMap(one => (one.kind === 'reported' ? [one.report] : []));
    const fences = tryWithoutFences(script, reports, load, { shouldStop: () => undefined });
    const isComplete = coverages.length === script.checks.length;
    return { script, run: { ...run, fences, findings: isComplete ? untouched(URI, coverages) : [] } };
}
