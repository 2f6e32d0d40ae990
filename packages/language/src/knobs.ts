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

const OFF_ON = { kind: 'words', words: ['off', 'on'] } as const;

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
    {
        name: 'granules',
        documentation:
            'How many granules a page has: the unit that is read and written at once, and that has a memory tag of its own. `PAGE_SIZE` is that many.',
        values: { kind: 'number', low: 1, high: 8 },
        default: 1,
    },
    {
        name: 'pmd_pages',
        documentation: 'How many pages a page table maps, and a huge mapping has. `PMD_SIZE` is that many pages.',
        values: { kind: 'number', low: 1, high: 8 },
        default: 2,
    },
    {
        name: 'frames',
        documentation:
            'How many frames of memory there are; 0: those that are populated or cached in the beginning, and two more. Where none is left, an allocation returns null.',
        values: { kind: 'number', low: 0, high: 32 },
        default: 0,
    },
    {
        name: 'tables',
        documentation: 'How many page tables there can be at a time; 0: as many as all address spaces have room for.',
        values: { kind: 'number', low: 0, high: 32 },
        default: 0,
    },
    {
        name: 'tlb',
        documentation: 'Whether each CPU keeps the translations that it has found, until they are flushed.',
        values: OFF_ON,
        default: 0,
    },
    {
        name: 'tlb_flush',
        documentation:
            'How one CPU makes others forget translations: by an interrupt that they must have on (`ipi`), or by a broadcast that needs nobody (`broadcast`).',
        values: { kind: 'words', words: ['ipi', 'broadcast'] },
        default: 0,
    },
    {
        name: 'speculative_fill',
        documentation: 'Whether a TLB may take in an entry at any time, without an access.',
        values: OFF_ON,
        default: 0,
    },
    {
        name: 'hw_af',
        documentation: 'Whether the hardware sets the access flag (`young`) of an entry itself, or faults.',
        values: OFF_ON,
        default: 1,
    },
    {
        name: 'hw_dirty',
        documentation: 'Whether the hardware sets `dirty` when an entry is written through, or faults.',
        values: OFF_ON,
        default: 1,
    },
    {
        name: 'mte',
        documentation:
            'What a tag that does not match does: nothing (`off`), a fault (`sync`), or an access that goes on and a signal later (`async`).',
        values: { kind: 'words', words: ['off', 'sync', 'async'] },
        default: 0,
    },
    {
        name: 'pin_bias',
        documentation:
            'How many references a pin is (`GUP_PIN_COUNTING_BIAS`); the more it is, the rarer an unpinned folio looks pinned.',
        values: { kind: 'number', low: 1, high: 16 },
        default: 4,
    },
];

/** What follows from the declarations of a script; read like a knob, and turned by nobody. */
export const derivedConstants: readonly { readonly name: string; readonly documentation: string }[] = [
    { name: 'mms', documentation: 'How many address spaces there are.' },
    { name: 'vmas', documentation: 'How many mappings and free slots for mappings there are in all address spaces.' },
    { name: 'mm_pages', documentation: 'How many pages an address space has.' },
    { name: 'pmds', documentation: 'How many page tables an address space has room for.' },
    { name: 'files', documentation: 'How many files there are.' },
    {
        name: 'actors',
        documentation:
            'How many threads, daemons, devices, interrupts, events and callbacks there are, and actors of the machine.',
    },
    { name: 'buffered', documentation: 'Whether CPUs buffer their stores: 1 under `tso`.' },
    { name: 'file_pages', documentation: 'How many pages the longest file has.' },
];
