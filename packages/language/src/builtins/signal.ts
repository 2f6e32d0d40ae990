// Signals: one word of pending ones for each thread.
import type { Builtin } from '../builtin.ts';

/** The signals that a script may name; `fatal` ones end killable waits. Bit i of a thread's word is the i-th. */
export const signals: readonly { readonly name: string; readonly number: number; readonly fatal: boolean }[] = [
    { name: 'SIGINT', number: 2, fatal: false },
    { name: 'SIGBUS', number: 7, fatal: false },
    { name: 'SIGKILL', number: 9, fatal: true },
    { name: 'SIGUSR1', number: 10, fatal: false },
    { name: 'SIGSEGV', number: 11, fatal: false },
    { name: 'SIGTERM', number: 15, fatal: false },
];

/** What `send_signal` says about a fault; kept for the story, not in the state. */
export const signalCodes: readonly { readonly name: string; readonly number: number }[] = [
    { name: 'SI_USER', number: 0 },
    { name: 'SEGV_MAPERR', number: 1 },
    { name: 'SEGV_ACCERR', number: 2 },
    { name: 'SEGV_MTEAERR', number: 8 },
    { name: 'SEGV_MTESERR', number: 9 },
    { name: 'BUS_ADRERR', number: 2 },
];

export const signalBuiltins: readonly Builtin[] = [
    {
        name: 'send_signal',
        documentation: `Makes a signal pending for a thread (\`send_sig_info()\`, \`force_sig_fault()\`): \`send_signal(writer, SIGKILL, SI_USER)\`.

It stays pending; nobody is interrupted but waits that a signal ends (\`_killable\`: SIGKILL; \`_interruptible\`: any). It takes the signal lock, so it empties the
own store buffer.`,
        parameters: [
            { name: 'thread', type: 'thread' },
            { name: 'signal', type: 'int' },
            { name: 'code', type: 'int' },
        ],
        result: 'void',
        semantics: { kind: 'signal', operation: 'send' },
        sleeps: false,
    },
    {
        name: 'signal_pending',
        documentation: `Whether any signal is pending for the thread (\`signal_pending()\`). One load; inside \`wait until\` a part of its condition.`,
        parameters: [{ name: 'thread', type: 'thread' }],
        result: 'bool',
        semantics: { kind: 'signal', operation: 'pending' },
        sleeps: false,
    },
    {
        name: 'fatal_signal_pending',
        documentation: `Whether SIGKILL is pending for the thread (\`fatal_signal_pending()\`). One load; inside \`wait until\` a part of its condition.`,
        parameters: [{ name: 'thread', type: 'thread' }],
        result: 'bool',
        semantics: { kind: 'signal', operation: 'fatal_pending' },
        sleeps: false,
    },
];
