// # read-recursion
//
// What it does: warns where a thread takes an `rwsem` for reading that it reads already, in a file in which nobody takes
// it for writing.
//
// Why: alone that goes well. With a writer queued in between it is a deadlock: the second read waits for the writer, and the writer
// for the first. Where the file has a writer, its checks say so; where it has none, they cannot.
//
// Example:
//
//     lock l: rwsem
//     fn size(): int { down_read(l); let s = READ_ONCE(n); up_read(l); return s }
//     thread t { down_read(l); let s = size(); up_read(l) }
//
// Use instead: a function that expects the lock to be held; or add a writer, and see. `rwsem(reader_pref)` has no such deadlock.
import type { Lock } from '../generated/ast.ts';
import { isCall } from '../generated/ast.ts';
import { isWritten, secondReadsIn } from '../held-reads.ts';
import { placeOf } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';
import type { Code } from '../threads.ts';
import { nodesIn } from '../walk.ts';

export const readRecursion: Rule = {
    code: 'read-recursion',
    severity: 'warning',
    needsWholeSyntax: true,
    visit: { Fn: judge, Thread: judge, Event: judge },
};

function* judge(code: Code, context: Context): Iterable<Finding> {
    const calls = nodesIn(context.module).filter(isCall);
    for (const { call, lock, first, again } of secondReadsIn(code)) {
        if (!isFair(lock, context) || isWritten(lock, calls)) continue;
        const place = placeOf(call);
        const inside = again.uri === place.uri && again.start === place.start ? [] : [again];
        yield {
            place,
            message: `\`${lock.name}\` is read here already: with a writer queued in between, this would be a deadlock.`,
            related: [
                { place: first, message: 'It is read from here on.' },
                ...inside.map(where => ({ place: where, message: 'It is read again here.' })),
            ],
        };
    }
}

function isFair({ policy }: Lock, { machine }: Context): boolean {
    const name = policy?.ref?.name;
    return name === undefined ? machine('rwsem') !== 1 : name === 'fair';
}
