// The sequence counter: readers that never wait for each other, and find out afterwards whether a writer came between.
//
// It counts, it does not exclude: another lock keeps writers apart. So an increment is one step, though the kernel's is a load and a store.
import {
    add,
    bits,
    cell,
    equal,
    IT,
    local,
    misuse,
    not,
    own,
    parameter,
    remainder,
    result,
    SELF,
    step,
    unequal,
    write,
} from './expression.ts';
import type { LockExpr, LockKind, LockOperation } from './lock-kind.ts';

const WRAP = 256;
const isEven = equal(bits(own('sequence'), 1), 0);
const next = remainder(add(own('sequence'), 1), WRAP);

const isWriting = (actor: LockExpr): LockExpr => equal(cell('writing', actor), 1);

export const seqcount: LockKind = {
    name: 'seqcount',
    documentation: `A sequence counter, odd while it is written (the kernel's \`seqcount_t\`).

A reader notes the number, reads, and starts again if the number has changed. It does not exclude: writers must be kept apart by another
lock, or a reader may find the number even while both write. Both increments of a writer are stores, which wait in the store buffer under \`tso\`. The number has 8 bits.`,
    hasModes: false,
    cells: [
        { name: 'sequence', domain: { low: 0, high: WRAP - 1 }, length: 'one', class: 'memory', role: 'main' },
        { name: 'writing', domain: { low: 0, high: 1 }, length: 'actors', class: 'machine', role: 'hidden' },
    ],
    operations: [
        {
            ...operation(
                'write_seqcount_begin',
                'void',
                `Begins to write: the number becomes odd (\`write_seqcount_begin()\`).

A store, followed by the order that \`smp_wmb\` gives. Preemption stays as it is: a writer that may be preempted makes readers spin.`,
            ),
            effect: 'acquire',
            section: 'write',
            mode: 'write',
            steps: [
                step([{ kind: 'store', cell: 'sequence', value: next }, write('writing', 1, SELF)], {
                    misuse: [misuse(isWriting(SELF))],
                }),
            ],
        },
        {
            ...operation(
                'write_seqcount_end',
                'void',
                `Ends to write: the number becomes even again (\`write_seqcount_end()\`). A store, like \`write_seqcount_begin\`.`,
            ),
            effect: 'release',
            mode: 'write',
            steps: [
                step([{ kind: 'store', cell: 'sequence', value: next }, write('writing', 0, SELF)], {
                    misuse: [misuse(not(isWriting(SELF)))],
                }),
            ],
        },
        {
            ...operation(
                'read_seqcount_begin',
                'unsigned',
                `Spins until nobody writes, and returns the number (\`read_seqcount_begin()\`).

One step, which waits while the number is odd. It does not wait for the own store buffer: a store before it may take effect after it.`,
            ),
            section: 'read',
            steps: [
                step([{ kind: 'load', cell: 'sequence', local: 'sequence' }, result(local('sequence'))], {
                    guard: isEven,
                    waits: { mode: 'read', holders: isWriting(IT) },
                }),
            ],
        },
        {
            ...operation(
                'raw_read_seqcount',
                'unsigned',
                `Returns the number as it is, odd or even (\`raw_read_seqcount()\`). One load.`,
            ),
            section: 'read',
            steps: [step([{ kind: 'load', cell: 'sequence', local: 'sequence' }, result(local('sequence'))])],
        },
        {
            ...operation(
                'read_seqcount_retry',
                'bool',
                `Whether the number is another one than at the beginning: then what was read is to be read again (\`read_seqcount_retry()\`). One load.`,
            ),
            section: 'check',
            parameters: [{ name: 'start', type: 'unsigned' }],
            steps: [
                step([
                    { kind: 'load', cell: 'sequence', local: 'sequence' },
                    result(unequal(local('sequence'), parameter('start'))),
                ]),
            ],
        },
    ],
    heldBy: isWriting(IT),
    mayOutliveThread: false,
    atomic: false,
    assumption: 'A sequence counter wraps after 256 increments.',
};

function operation(name: string, result: LockOperation['result'], documentation: string): LockOperation {
    return {
        name,
        documentation,
        parameters: [],
        result,
        sleeps: false,
        effect: 'none',
        mode: '',
        context: [],
        steps: [],
    };
}
