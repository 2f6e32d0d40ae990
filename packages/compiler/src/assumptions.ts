// What a `pass` rests on, one sentence each: it is printed with every verdict, so that a bound never reads as a proof.
import { isEvent, isInterrupt } from '@faultline/language';
import type { Unit } from './scope.ts';

export function assumptionsOf(unit: Unit): readonly string[] {
    const { cast, program, reach } = unit;
    const threads = cast.actors.filter(actor => actor.kind === 'thread' || actor.kind === 'daemon');
    const sentences = [
        `Exhaustive for ${count(threads.length, 'thread')} and the declared objects and ranges.`,
        program.memory.kind === 'sc'
            ? 'Sequential consistency: every access takes effect at once.'
            : `Total store order: store buffering only, no load reordering; ${count(program.memory.entries, 'entry', 'entries')} per buffer.`,
    ];
    if (program.memory.kind === 'sc' && hasLocklessAccesses(reach.names)) {
        sentences.push('There are lockless accesses, and the order of memory was not exercised: ask again under tso.');
    }
    if (threads.length > 1)
        sentences.push(
            'A data race is two accesses possible at once, as KCSAN sees it; a missing order alone is none.',
        );
    for (const { node } of cast.groups) {
        if (isEvent(node))
            sentences.push(
                `Event ${node.name} happens at most ${count(unit.typing.constant(node.times) ?? 0, 'time')}.`,
            );
        if (isInterrupt(node) && node.times !== undefined) {
            sentences.push(
                `Interrupt ${node.name} is taken at most ${count(unit.typing.constant(node.times) ?? 0, 'time')}.`,
            );
        }
    }
    for (const lock of program.locks) {
        if (lock.policy !== undefined) sentences.push(`${lock.name} is ${lock.policy}.`);
    }
    return [...new Set([...sentences, ...unit.assumed])];
}

/** Marked accesses are there for a reason: their order matters. */
function hasLocklessAccesses(names: ReadonlySet<string>): boolean {
    return [...names].some(name =>
        /^(READ_ONCE|WRITE_ONCE|smp_|rcu_|atomic_|cmpxchg|xchg|set_bit|clear_bit|test_and_|data_race|raw_read)/.test(
            name,
        ),
    );
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;
