// The knobs of `machine { … }`: what they are called, what they may be, what they are when nobody turns them.

export interface Knob {
    readonly name: string;
    /** Markdown, first sentence first. */
    readonly documentation: string;
    readonly values:
        | { readonly kind: 'words'; readonly words: readonly string[] }
        | { readonly kind: 'number'; readonly low: number; readonly high: number };
    /** A number, or the index of a word. */
    readonly default: number;
}

export const knobs: readonly Knob[] = [
    {
        name: 'cpus',
        documentation:
            'How many CPUs there are. A thread without `on` has a CPU of its own; 0 means as many as the threads need.',
        values: { kind: 'number', low: 0, high: 16 },
        default: 0,
    },
    {
        name: 'rwsem',
        documentation:
            'Whether a queued writer blocks new readers (`fair`), or readers ignore queued writers (`reader_pref`). A lock may say otherwise: `lock l: rwsem(reader_pref)`.',
        values: { kind: 'words', words: ['fair', 'reader_pref'] },
        default: 0,
    },
    {
        name: 'rcu',
        documentation:
            'Whether code with preemption or interrupts off is an RCU reader (`sched`), or only code between `rcu_read_lock` and `rcu_read_unlock` is (`preempt`).',
        values: { kind: 'words', words: ['sched', 'preempt'] },
        default: 0,
    },
    {
        name: 'store_buffer',
        documentation: 'How many stores the buffer of a CPU holds under `tso`; a store that finds it full has to wait.',
        values: { kind: 'number', low: 1, high: 16 },
        default: 4,
    },
];
