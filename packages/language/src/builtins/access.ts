// Loads and stores by the kernel's names. What stands bare in a script (`x`, `x = 1`) is a plain access.
import type { Builtin, BuiltinParameter } from '../builtin.ts';

const CELL: BuiltinParameter = { name: 'x', type: 'cell' };
const VALUE: BuiltinParameter = { name: 'value', type: 'value' };

export const accesses: readonly Builtin[] = [
    load(
        'READ_ONCE',
        `Reads a shared cell, marked (\`READ_ONCE()\`): one load, and no data race with other marked accesses.`,
    ),
    store(
        'WRITE_ONCE',
        `Writes a shared cell, marked (\`WRITE_ONCE()\`): one store, and no data race with other marked accesses.

Under \`tso\` it waits in the store buffer.`,
    ),
    load(
        'smp_load_acquire',
        `Reads a shared cell; no later access takes effect before it (\`smp_load_acquire()\`).

Under \`tso\` every load is one.`,
    ),
    store(
        'smp_store_release',
        `Writes a shared cell; every earlier access has taken effect before it (\`smp_store_release()\`).

Under \`tso\` it waits in the store buffer like any store: a later load may overtake it.`,
    ),
    load(
        'rcu_dereference',
        `Reads an RCU-protected pointer (\`rcu_dereference()\`).

What it points to stays there until the read section that you are in ends; outside of one nothing keeps it.`,
    ),
    store(
        'rcu_assign_pointer',
        `Publishes an RCU-protected pointer (\`rcu_assign_pointer()\`): what was written to the object before is seen by whoever follows it.

A store with release order; it waits in the store buffer under \`tso\`.`,
    ),
    load('atomic_read', `Reads an atomic counter (\`atomic_read()\`): a marked load, which orders nothing.`),
    load(
        'atomic_read_acquire',
        `Reads an atomic counter; no later access takes effect before it (\`atomic_read_acquire()\`).`,
    ),
    store('atomic_set', `Sets an atomic counter (\`atomic_set()\`): a marked store, not a read-modify-write.`),
    store(
        'atomic_set_release',
        `Sets an atomic counter; every earlier access has taken effect before it (\`atomic_set_release()\`).`,
    ),
    {
        name: 'test_bit',
        documentation: `Reads one bit of a \`bits\` word (\`test_bit()\`): \`test_bit(pte.dirty)\`. A marked load of the word.`,
        parameters: [{ name: 'bit', type: 'field' }],
        result: 'bool',
        semantics: { kind: 'load' },
        sleeps: false,
    },
    {
        name: 'data_race',
        documentation: `Reads a shared cell plainly, without being told about races (\`data_race()\`): for a value that may be anything.`,
        parameters: [CELL],
        result: 'cell',
        semantics: { kind: 'data-race' },
        sleeps: false,
    },
];

function load(name: string, documentation: string): Builtin {
    return { name, documentation, parameters: [CELL], result: 'cell', semantics: { kind: 'load' }, sleeps: false };
}

function store(name: string, documentation: string): Builtin {
    return {
        name,
        documentation,
        parameters: [CELL, VALUE],
        result: 'void',
        semantics: { kind: 'store' },
        sleeps: false,
    };
}
