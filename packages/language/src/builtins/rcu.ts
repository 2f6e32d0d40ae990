// Read-copy-update: read sections, and what waits for them.
import type { Builtin } from '../builtin.ts';

export const rcu: readonly Builtin[] = [
    {
        name: 'rcu_read_lock',
        documentation: `Begins a read section (\`rcu_read_lock()\`). Nests, never waits, and keeps nobody out.

A grace period that begins from now on waits for the section. Sleeping in it is \`bug sleep-in-atomic\`.`,
        parameters: [],
        result: 'void',
        semantics: { kind: 'rcu', operation: 'read_lock' },
        sleeps: false,
    },
    {
        name: 'rcu_read_unlock',
        documentation: `Ends a read section (\`rcu_read_unlock()\`). One too many is \`bug unbalanced\`.

Grace periods stop waiting for it when all that was in the store buffer at this moment has left it.`,
        parameters: [],
        result: 'void',
        semantics: { kind: 'rcu', operation: 'read_unlock' },
        sleeps: false,
    },
    {
        name: 'synchronize_rcu',
        documentation: `Waits for a grace period: until every read section that had begun has ended (\`synchronize_rcu()\`).

It empties the own store buffer, looks who is in a section, all in one step, and sleeps until each of those has left. Sections that begin later
do not matter. With \`machine { rcu sched }\`, the default, a region with preemption or interrupts off is a read section too. Inside a read
section it is \`bug sleep-in-atomic\`.`,
        parameters: [],
        result: 'void',
        semantics: { kind: 'rcu', operation: 'synchronize' },
        sleeps: true,
    },
    {
        name: 'call_rcu',
        documentation: `Has a function called with the object after a grace period (\`call_rcu()\`): \`call_rcu(p, free_node)\`.

It does not wait. It empties the own store buffer and looks who is in a read section; when each of those has left, the function runs, as a
callback, which must not sleep and must come to its end. A second call from the same place before the first callback has ended is
\`bug range\`.`,
        parameters: [
            { name: 'object', type: 'ref' },
            { name: 'callback', type: 'function' },
        ],
        result: 'void',
        semantics: { kind: 'rcu', operation: 'call' },
        sleeps: false,
    },
];
