// What the checks of a file leave untouched (language reference, verdicts): statements that no check reaches, guards that never hold,
// covers that nothing hits.
//
// Invariant: silence unless it is sure. A check that was not exhausted, or not run, could have reached anything.
import type { CheckResult, Program } from '@faultline/checker';
import type { Place, SourceMap } from '@faultline/compiler';
import { stepsFrom } from './steps-from.ts';

/** What one check reached, as plain data. */
export interface Coverage {
    readonly statements: readonly Covered[];
    readonly covers: readonly { readonly name: string; readonly place: Place | undefined; readonly isHit: boolean }[];
}

interface Covered {
    readonly place: Place;
    readonly text: string;
    /** The function or the actors that it stands in, to tell runs of statements apart. */
    readonly fn: string | undefined;
    readonly reached: Reached;
}

type Reached = 'never' | 'waited-at' | 'executed';

/** A finding about a file, in the shape of a diagnostic. */
export interface Finding {
    readonly code: 'unreached' | 'never-enabled' | 'cover-not-hit';
    readonly place: Place;
    readonly message: string;
}

export function coverageOf(program: Program, sourceMap: SourceMap, result: CheckResult): Coverage {
    const statements = new Map<string, Covered>();
    // What stands before the first step of an actor is no part of any transition, and params prune branches.
    const entries = program.actors.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
    const failing = result.witnesses.filter(({ outcome: { kind } }) => kind === 'bug' || kind === 'violation');
    const failed = new Set(failing.flatMap(({ at }) => at.map(({ step }) => step)));
    for (const step of stepsFrom(program, entries)) {
        const { place, text, fn, statement } = sourceMap.steps[step]!;
        if (!statement && !failed.has(step)) continue;
        const isWaiting = result.rested[step] && program.steps[step]!.waits !== undefined;
        const reached = result.executed[step] || failed.has(step) ? 'executed' : isWaiting ? 'waited-at' : 'never';
        const key = keyOf(place);
        const known = statements.get(key)?.reached ?? 'never';
        statements.set(key, { place, text, fn, reached: further(known, reached) });
    }
    return {
        statements: [...statements.values()],
        covers: program.covers.map((name, cover) => ({
            name,
            place: placeOfCover(program, sourceMap, cover),
            isHit: result.covered[cover] === true,
        })),
    };
}

/** Findings in the file `uri` itself, given what every one of its checks reached. */
export function untouched(uri: string, coverages: readonly Coverage[]): readonly Finding[] {
    const statements = new Map<string, Covered>();
    for (const covered of coverages.flatMap(one => one.statements)) {
        const known = statements.get(keyOf(covered.place))?.reached ?? 'never';
        statements.set(keyOf(covered.place), { ...covered, reached: further(known, covered.reached) });
    }
    const own = [...statements.values()]
        .filter(({ place }) => place.uri === uri)
        .map(covered =>
            covered.reached === 'never' && isBegun(covered, statements.values()) ? begun(covered) : covered,
        )
        .toSorted((a, b) => a.place.start - b.place.start || b.place.end - a.place.end);
    const covers = coverFindings(uri, coverages);
    const isToldAsCover = ({ place }: Finding) => covers.some(cover => keyOf(cover.place) === keyOf(place));
    return [...statementFindings(own).filter(finding => !isToldAsCover(finding)), ...covers];
}

/** Whether a part of the statement is reached, although its last step is not: it fails, or waits for ever. */
function isBegun({ place }: Covered, all: Iterable<Covered>): boolean {
    return [...all].some(part => part.reached !== 'never' && isWithin(part.place, place));
}

function isWithin(inner: Place, outer: Place): boolean {
    return inner.uri === outer.uri && outer.start <= inner.start && inner.end <= outer.end;
}

function inWords({ text }: Covered): string {
    return text.replace(/\s*;$/, '');
}

function begun(covered: Covered): Covered {
    return { ...covered, reached: 'executed' };
}

function statementFindings(own: readonly Covered[]): readonly Finding[] {
    const findings: Finding[] = [];
    let run: Covered[] = [];
    const close = () => {
        const [first] = run;
        if (first === undefined) return;
        const place = { ...first.place, end: Math.max(...run.map(one => one.place.end)) };
        const more =
            run.filter(one => !run.some(other => other !== one && isWithin(one.place, other.place))).length - 1;
        const rest = more === 0 ? '' : ` (and the ${more === 1 ? 'statement' : `${more} statements`} after it)`;
        findings.push({ code: 'unreached', place, message: `No check reaches \`${inWords(first)}\`${rest}.` });
        run = [];
    };
    for (const covered of own) {
        if (covered.reached !== 'never' || (run[0] !== undefined && run[0].fn !== covered.fn)) close();
        if (covered.reached === 'never') run.push(covered);
        if (covered.reached === 'waited-at') {
            const message = `No check gets past \`${inWords(covered)}\`: what it waits for never holds.`;
            findings.push({ code: 'never-enabled', place: covered.place, message });
        }
    }
    close();
    return findings;
}

function coverFindings(uri: string, coverages: readonly Coverage[]): readonly Finding[] {
    const covers = coverages.flatMap(one => one.covers);
    const names = [...new Set(covers.map(({ name }) => name))];
    return names.flatMap((name): Finding[] => {
        const same = covers.filter(cover => cover.name === name);
        const place = same.find(cover => cover.place?.uri === uri)?.place;
        if (place === undefined || same.some(({ isHit }) => isHit)) return [];
        return [{ code: 'cover-not-hit', place, message: `No check hits cover ${name}.` }];
    });
}

function placeOfCover(program: Program, sourceMap: SourceMap, cover: number): Place | undefined {
    const step = program.steps.findIndex(({ actions }) =>
        actions.some(action => action.kind === 'cover' && action.cover === cover),
    );
    return sourceMap.steps[step]?.place;
}

function further(one: Reached, other: Reached): Reached {
    const order: readonly Reached[] = ['never', 'waited-at', 'executed'];
    return order[Math.max(order.indexOf(one), order.indexOf(other))]!;
}

function keyOf({ uri, start, end }: Place): string {
    return `${uri} ${start} ${end}`;
}
