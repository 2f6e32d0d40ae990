// Sequence counters: which writers nothing keeps apart, and which readers may spin while a writer cannot go on.
//
// One actor alone shows neither: the walks of all of them, with one choice of params, come together here.
import type { Event, Interrupt, Lock, Thread } from '../generated/ast.ts';
import { isInterrupt, isThread } from '../generated/ast.ts';
import { isSameLock, sharing } from './holds.ts';
import type { LockValue } from './value.ts';
import type { Found, Violation, WriteSection } from './violation.ts';

type Walked = Thread | Interrupt | Event;

/** What a walk has found, by whom. */
export interface Section {
    readonly found: Found;
    readonly actor: Walked;
    /** How many of the actor there are. */
    readonly copies: number;
}

interface Writer extends Section {
    readonly section: WriteSection;
}
interface Reader extends Section {
    readonly sequence: LockValue;
}

/** What `write-section` and `read-spin` come to together. */
export function judgeSections(sections: readonly Section[]): readonly Found[] {
    const writers = sections.flatMap((each): readonly Writer[] => {
        const { violation } = each.found;
        return violation.kind === 'write-section' ? [{ ...each, section: violation }] : [];
    });
    const readers = sections.flatMap((each): readonly Reader[] => {
        const { violation } = each.found;
        return violation.kind === 'read-spin' ? [{ ...each, sequence: violation.sequence }] : [];
    });
    const bySequence = Map.groupBy(writers, ({ section }) => section.sequence.declaration);
    return [...bySequence].flatMap(([sequence, group]) => [
        ...unordered(sequence, group),
        ...stopped(sequence, group, readers),
    ]);
}

/** Where somebody holds nothing at all, those who hold the wrong lock are not told. */
function unordered(sequence: Lock, writers: readonly Writer[]): readonly Found[] {
    const pairs = writers.flatMap(writer => {
        const other = writers.find(each => mayOverlap(writer, each));
        return other === undefined ? [] : [{ writer, other }];
    });
    const bare = pairs.filter(({ writer }) => writer.section.guards.length === 0);
    return (bare.length > 0 ? bare : pairs).map(({ writer, other }) =>
        foundAs(writer, { kind: 'unordered', sequence, other: other.found.site }),
    );
}

function mayOverlap(one: Writer, other: Writer): boolean {
    if (one.actor === other.actor && one.copies < 2) return false;
    if (!maySame(one, one.section.sequence, other, other.section.sequence)) return false;
    // On one CPU, nobody comes in between.
    if (interrupts(other, one) && one.section.mayStop === 'no') return false;
    if (interrupts(one, other) && other.section.mayStop === 'no') return false;
    return !one.section.guards.some(guard =>
        other.section.guards.some(
            each =>
                isSameLock(guard.lock, each.lock) !== 'no' &&
                guard.lock.declaration === each.lock.declaration &&
                !sharing(guard.kind, guard.lock.declaration, guard.mode, each.mode),
        ),
    );
}

function stopped(sequence: Lock, writers: readonly Writer[], readers: readonly Reader[]): readonly Found[] {
    // An interrupt that spins does so for ever: it is told first.
    const byGravity = [...readers.filter(isOfInterrupt), ...readers.filter(each => !isOfInterrupt(each))];
    return writers.flatMap(writer => {
        const { mayStop } = writer.section;
        const reader = byGravity.find(
            each =>
                each.sequence.declaration === sequence &&
                maySame(writer, writer.section.sequence, each, each.sequence) &&
                (isOfInterrupt(each)
                    ? mayStop !== 'no' && interrupts(each, writer)
                    : mayStop === 'anybody' && (each.actor !== writer.actor || each.copies > 1)),
        );
        if (reader === undefined) return [];
        const by = isOfInterrupt(reader) ? 'interrupt' : 'preemption';
        return [foundAs(writer, { kind: 'stopped', sequence, reader: reader.found.site, by })];
    });
}

function isOfInterrupt({ actor }: Section): boolean {
    return isInterrupt(actor);
}

/** Whether an interrupt runs on the CPU of the other. */
function interrupts({ actor }: Section, other: Section): boolean {
    if (!isInterrupt(actor) || !isThread(other.actor)) return false;
    if (actor.thread !== undefined) return actor.thread.ref === other.actor;
    return other.actor.cpu === undefined || other.actor.cpu === actor.cpu;
}

/** What belongs to the thread itself is another one in each copy of it. */
function maySame(one: Section, left: LockValue, other: Section, right: LockValue): boolean {
    const isOwn = left.owner?.kind === 'object' && isThread(left.owner.node);
    if (isOwn && one.actor === other.actor) return false;
    return isSameLock(left, right) !== 'no';
}

function foundAs({ found }: Section, violation: Violation): Found {
    return { ...found, violation };
}
