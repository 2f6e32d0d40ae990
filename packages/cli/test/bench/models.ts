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
    family('lock-increment', [5, 6], size => {
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
    family('gfs2-write', [2, 3], size => {
        // Writers to one file of gfs2, each from a buffer that maps it.
        const writer = (at: number): string =>
            [
                `mm P${at} { vma buf = x[0] shared rw }`,
                `thread w${at} in P${at} {`,
                `    let written = gfs2_file_write_iter(x, 0, P${at}.buf, 1)`,
                '    assert all_of_it: written == 1',
                '}',
            ].join('\n');
        return [
            'import kernel.gfs2',
            'machine { granules 1; frames 1 }',
            'file x: gfs2 { pages 1 }',
            each(size, writer),
            'check "all" expects pass',
            '',
        ].join('\n');
    }),
    family('gup-truncate', [2, 3], size => {
        // gup_fast pins the pages of a DAX file, one after another, while truncation takes them out, the last one first.
        return [
            'import kernel.gup',
            'import kernel.dax',
            `machine { tlb_flush broadcast; granules 1; frames ${size} }`,
            `file x: xfs_dax { pages ${size} }`,
            `mm P { vma map = x[0..${size - 1}] shared rw dax populated }`,
            each(size, at =>
                [
                    `thread pins${at} in P {`,
                    `    let page = gup_fast(P.map + ${at} * PAGE_SIZE, FOLL_WRITE)`,
                    '    if page != null { dax_put_page(page) }',
                    '}',
                ].join('\n'),
            ),
            'thread truncate {',
            '    down_write(x.invalidate_lock)',
            '    let busy = dax_layout_busy_page(x)',
            `    let page = ${size}`,
            '    while busy == null && page > 0 {',
            '        page -= 1',
            '        dax_free_block(x, page)',
            '    }',
            '    up_write(x.invalidate_lock)',
            '}',
            'check "all" expects pass',
            '',
        ].join('\n');
    }),
    family('userfaultfd', [3, 4], size =>
        // Threads whose faults sleep on userfaultfd's queue until the monitor has filled the page (handle_userfault() in short).
        [
            'import kernel.wait',
            'lock ptl: spinlock',
            'var pte_present = false',
            'var pending: wait_queue_head',
            each(size, at =>
                [
                    `thread fault${at} {`,
                    '    stack entry: wait_queue_entry',
                    '    init_wait(entry)',
                    '    add_wait_queue(pending, entry)',
                    '    set_current_state(TASK_UNINTERRUPTIBLE)',
                    '    if !READ_ONCE(pte_present) { schedule() }',
                    '    finish_wait(pending, entry)',
                    '}',
                ].join('\n'),
            ),
            'thread monitor {',
            '    spin_lock(ptl)',
            '    WRITE_ONCE(pte_present, true)',
            '    spin_unlock(ptl)',
            '    smp_mb()',
            '    if waitqueue_active(pending) { wake_up(pending) }',
            '}',
            'check "all" expects pass',
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
