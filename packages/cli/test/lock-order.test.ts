// The order of locks in the examples that are about it, and what the command prints of it.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkQuestion } from '@faultline/ide';
import { describe, expect, test } from 'vitest';
import { BUDGET, load } from './scripts.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** By check, the classes of each chain that closes; `+`: in a fault of user memory, `~`: by interrupts off. */
function chainsOf(path: string, text: string): Readonly<Record<string, readonly string[]>> {
    const script = load(pathToFileURL(path).href, text);
    const told = script.checks.map(question => {
        const checked = checkQuestion(script, question, { model: undefined, params: [] }, BUDGET, 'lock-order');
        if (checked.kind === 'errors' || checked.lockOrder === undefined)
            throw new Error(`${question.title} is not searched`);
        const { gap, inversions } = checked.lockOrder(() => false);
        expect(gap).toBeUndefined();
        const marks = { fault: '+', ipi: '~', lock: '', event: '' } as const;
        const chains = inversions.map(({ chain }) => chain.map(({ to, via }) => `${to.name}${marks[via]}`).join(' '));
        return [question.title, chains] as const;
    });
    return Object.fromEntries(told.filter(([, chains]) => chains.length > 0));
}

const ofExample = (name: string) => {
    const path = resolve(ROOT, 'examples', name);
    return chainsOf(path, readFileSync(path, 'utf8'));
};

describe('examples', () => {
    test('A1: the glock and itself, and mmap_lock between', () =>
        expect(ofExample('a-gfs2/a1-self-deadlock.race')).toEqual({
            'page faults under the glock': ['mm.mmap_lock+ gfs2.glock', 'x.glock+'],
        }));
    test('A3: also without the writer that a deadlock needs, and not where readers pass', () =>
        expect(ofExample('a-gfs2/a3-mmap-writer.race')).toEqual({
            'fair rwsem': ['mm.mmap_lock+ locked.io'],
            'no writer': ['mm.mmap_lock+ locked.io'],
            // The second attempt of the fault holds mmap_lock while it waits; the script does not get that far.
            'the fault lets go of mmap_lock': ['mm.mmap_lock+ locked.io'],
        }));
    test('G13: read twice, also without a writer', () =>
        expect(ofExample('g-classic/g13-nested-fault.race')).toEqual({
            'faults under mmap_lock': ['P.mmap_lock+'],
            'no writer': ['P.mmap_lock+'],
        }));
    test('G14: the folio lock', () => {
        const both = ['mm.mmap_lock+ frame.lock', 'inode.invalidate_lock frame.lock mm.mmap_lock+'];
        expect(ofExample('g-classic/g14-folio-lock.race')).toEqual({
            'both wrong': both,
            'no writer': both,
            'the fault lets go of mmap_lock': both,
        });
    });
    test('D11: two locks of one class, in both orders', () =>
        expect(ofExample('d-userfaultfd/d11-cross-mm-read-recursion.race')).toEqual({
            'fault under the own lock': ['B.mmap_lock A.mmap_lock'],
            'one writer': ['B.mmap_lock A.mmap_lock'],
            'no writer': ['B.mmap_lock A.mmap_lock'],
        }));
    test('D10: a lock of the thread whose fault the monitor is to serve', () =>
        expect(ofExample('d-userfaultfd/d10-monitor-waits-for-itself.race')).toEqual({
            'takes a lock of the faulting thread': ['schedule() arena'],
        }));
    test('E2: the holder of a pin faults', () =>
        expect(ofExample('e-dax/e2-break-layouts.race')).toEqual({
            'b: sleeps with the lock held': [
                'schedule() inode.invalidate_lock',
                'inode.invalidate_lock+ schedule() mm.mmap_lock',
            ],
        }));
    test('F8: the holder of a lease needs the inode', () =>
        expect(ofExample('f-writeback/f8-layout-lease.race')).toEqual({
            'd: waits with the inode locked, no bound': ['layout_lease_break() inode.i_rwsem'],
        }));
    test('F2: pages that somebody has to unpin', () =>
        expect(ofExample('f-writeback/f2-stable-pages.race')).toEqual({
            'with the folio locked': ['wait until folio.pins == 0 frame.lock'],
        }));
});

test('a flush waits for a CPU on which somebody spins with interrupts off', () =>
    expect(
        chainsOf(
            resolve(ROOT, 'ipi.race'),
            `machine { tlb on }
mm P { vma buf = anon[1] rw populated }
lock l: spinlock
param masked = true
thread flushes in P on cpu0 { spin_lock(l); flush_tlb_mm(P); spin_unlock(l) }
thread spins in P on cpu1 {
    if masked { local_irq_disable() }
    spin_lock(l)
    spin_unlock(l)
    if masked { local_irq_enable() }
}
check "masked" expects deadlock
check "not masked" with masked = false expects pass
`,
        ),
    ).toEqual({ masked: ['flush_tlb_range() l~'] }));

const run = (args: readonly string[]) =>
    new Promise<string>(done => {
        const command = resolve(ROOT, 'packages/cli/bin/faultline.js');
        execFile(process.execPath, [command, 'check', ...args], { cwd: ROOT }, (_error, stdout) => done(stdout));
    });

test('as text, in the layout that users of lockdep know', async () => {
    const printed = await run([
        'examples/g-classic/g14-folio-lock-mmap-lock.race',
        '--lock-order',
        '--only',
        'no writer',
    ]);
    expect(printed.replace(/\b\d+(\.\d+)? (ms|s)\b/g, 'TIME')).toMatchInlineSnapshot(`
      "examples/g-classic/g14-folio-lock-mmap-lock.race
        ✓ no writer  pass, as expected · 22 states · TIME
          lock order: 2 edges between 2 classes, 1 inversion

          ======================================================
          possible circular locking dependency
          ------------------------------------------------------
          fault is trying to acquire lock:
            folio, at: folio_lock(folio)  :28
          but it is already holding lock:
            mmap_lock {read}, at: down_read(mmap_lock)  :26
          which lock already depends on the new lock.

          the existing dependency chain (in reverse order) is:

          -> #1 (mmap_lock {read}):
                 down_read(mmap_lock)  by write
                 write  :19

          -> #0 (folio):
                 folio_lock(folio)  by fault
                 fault  :28

          Possible unsafe locking scenario:

              write                fault
              -----                -----
              lock(folio);
                                   rlock(mmap_lock);
              rlock(mmap_lock);
                                   lock(folio);

           *** DEADLOCK ***


      1 check: 1 met, 0 unexpected (TIME)
      "
    `);
});

test('an event, as text', async () => {
    const printed = await run([
        'examples/f-writeback/f2-stable-pages.race',
        '--lock-order',
        '--only',
        'with the folio locked',
    ]);
    expect(printed.slice(printed.indexOf('==='), printed.indexOf(' *** DEADLOCK'))).toMatchInlineSnapshot(`
      "======================================================
          possible circular locking dependency
          ------------------------------------------------------
          application is trying to acquire lock:
            frame#1.lock (frame.lock), at: folio_lock(folio.lock)  writeback.race:301
          while somebody waits for:
            wait until folio.pins == 0
          which already depends on the new lock.

          the existing dependency chain (in reverse order) is:

          -> #1 (wait until folio.pins == 0):
                 wait until folio.pins == 0  by sync
                 write_locked_folio  writeback.race:231
                 writeback_page      writeback.race:204
                 fsync_page          writeback.race:215
                 sync                :51

          -> #0 (frame.lock):
                 folio_lock(folio.lock)  by application
                 unpin_dirty  writeback.race:301
                 application  :33

          Possible unsafe locking scenario:

              sync                          application
              ----                          -----------
              lock(frame.lock);
              wait until folio.pins == 0
                                            lock(frame.lock);

          "
    `);
});

test('an interrupt, as text', async () => {
    const printed = await run(['examples/sync/irq-spinlock.race', '--lock-order', '--only', 'interrupts on']);
    expect(printed.slice(printed.indexOf('==='), printed.indexOf(' *** DEADLOCK'))).toMatchInlineSnapshot(`
      "======================================================
          inconsistent lock state
          ------------------------------------------------------
          here is a handler and takes l; submit, which it may interrupt, holds it with interrupts on.

          l in the handler here:
                 spin_lock(l)
                 here  :32
          l in submit, with interrupts on:
                 spin_lock(l)
                 take    :16
                 submit  :26

          Possible unsafe locking scenario:

              lock(l);
              <here interrupts>
                lock(l);

          "
    `);
});

test('as JSON', async () => {
    const printed = await run([
        'examples/sync/irq-spinlock.race',
        '--lock-order',
        '--format',
        'json',
        '--only',
        'interrupts on',
    ]);
    const { lockOrder } = JSON.parse(printed).files[0].checks[0];
    expect(lockOrder).toMatchObject({
        complete: true,
        gap: null,
        edges: [],
        inversions: [
            { kind: 'interrupts', chain: [], handler: { lock: 'l' }, holder: { lock: 'l', at: { thread: 'submit' } } },
        ],
    });
});
