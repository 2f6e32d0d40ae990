// Models that grow: scripts with one number in them, for the benchmark.

export interface Model {
    /** `philosophers 8`. */
    readonly name: string;
    readonly text: string;
}

export interface Family {
    readonly name: string;
    readonly model: (size: number) => Model;
    /** The first that is worth a measurement; then the larger ones. */
    readonly sizes: readonly number[];
}

export const FAMILIES: readonly Family[] = [
    family('philosophers', [9, 11, 12], size => {
        const thread = (at: number): string =>
            `thread p${at} { loop { mutex_lock(fork[${at}]); mutex_lock(fork[${(at + 1) % size}]); ` +
            `mutex_unlock(fork[${(at + 1) % size}]); mutex_unlock(fork[${at}]); progress } }`;
        return `lock fork[${size}]: mutex\n${each(size, thread)}\ncheck "all" expects deadlock\n`;
    }),
    family('lock-increment', [6, 7, 8], size => {
        const thread = (at: number): string =>
            `thread t${at} { let n = READ_ONCE(hits); own[${at}] = n; mutex_lock(l); count += 1; mutex_unlock(l); atomic_inc(hits) }`;
        return [
            'lock l: mutex',
            'var count = 0',
            'var hits = 0',
            `var own[${size}]: int 0..${size} = 0`,
            each(size, thread),
            `final all_counted: count == ${size}`,
            'check "all" expects pass',
            '',
        ].join('\n');
    }),
    family('peterson-filter', [4, 5], size => {
        // The filter lock: Peterson's lock for n threads, one level for each thread that is kept out.
        const waiting = (at: number): string =>
            Array.from({ length: size }, (_, other) => other)
                .filter(other => other !== at)
                .map(other => `READ_ONCE(level[${other}]) >= at`)
                .join(' || ');
        const thread = (at: number): string =>
            [
                `thread t${at} {`,
                `    let at = 1`,
                `    while at < ${size} {`,
                `        WRITE_ONCE(level[${at}], at)`,
                `        WRITE_ONCE(last[at], ${at})`,
                `        while READ_ONCE(last[at]) == ${at} && (${waiting(at)}) { cpu_relax() }`,
                '        at += 1',
                '    }',
                '    counter += 1',
                `    WRITE_ONCE(level[${at}], 0)`,
                '}',
            ].join('\n');
        return [
            `var level[${size}]: int 0..${size - 1} = 0`,
            `var last[${size}]: int 0..${size - 1} = 0`,
            'var counter = 0',
            each(size, thread),
            `final all_counted: counter == ${size}`,
            'check "all" expects pass',
            '',
        ].join('\n');
    }),
    family('peterson-tso', [10, 40, 100], size =>
        // Two threads that take the lock again and again under store buffers: `spin` cannot be asked, the export is of sc.
        [
            'var wants[2]: bool',
            'var turn: int 0..1 = 0',
            'var counter = 0',
            'fn pass_through(me: int 0..1) {',
            '    WRITE_ONCE(wants[me], true)',
            '    WRITE_ONCE(turn, 1 - me)',
            '    smp_mb()',
            '    while READ_ONCE(wants[1 - me]) && READ_ONCE(turn) == 1 - me { cpu_relax() }',
            '    counter += 1',
            '    smp_store_release(wants[me], false)',
            '}',
            `thread p { let i = 0; while i < ${size} { pass_through(0); i += 1 } }`,
            `thread q { let i = 0; while i < ${size} { pass_through(1); i += 1 } }`,
            `final all_counted: counter == ${2 * size}`,
            'check "all" under tso expects pass',
            '',
        ].join('\n'),
    ),
];

function family(name: string, sizes: readonly number[], text: (size: number) => string): Family {
    return { name, sizes, model: size => ({ name: `${name} ${size}`, text: text(size) }) };
}

function each(count: number, line: (at: number) => string): string {
    return Array.from({ length: count }, (_, at) => line(at)).join('\n');
}
