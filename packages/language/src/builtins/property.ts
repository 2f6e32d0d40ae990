// What only properties may ask: they look at a state from outside and disturb nothing.
import type { Builtin } from '../builtin.ts';

export const properties: readonly Builtin[] = [
    {
        name: 'ended',
        documentation: `Whether a thread has come to its end. For properties.`,
        parameters: [{ name: 'thread', type: 'thread' }],
        result: 'bool',
        semantics: { kind: 'property', operation: 'ended' },
        sleeps: false,
    },
    {
        name: 'held',
        documentation: `Whether anybody holds a lock, in whatever mode. For properties: \`l.held\`.`,
        parameters: [{ name: 'lock', type: 'lock' }],
        result: 'bool',
        semantics: { kind: 'property', operation: 'held' },
        sleeps: false,
    },
    {
        name: 'held_by',
        documentation: `Whether a thread holds a lock, in whatever mode. For properties: \`l.held_by(writer)\`.`,
        parameters: [
            { name: 'lock', type: 'lock' },
            { name: 'thread', type: 'thread' },
        ],
        result: 'bool',
        semantics: { kind: 'property', operation: 'held_by' },
        sleeps: false,
    },
];
