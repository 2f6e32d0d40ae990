// The exported text, as people read it.

import { eq, mem, num, op, reg, self, set, store, write } from '@faultline/checker/reference';
import { expect, test } from 'vitest';
import { toPromela } from '../src/index.ts';
import { build, cell, R, register } from './build.ts';

const PROGRAM = build({
    cells: [cell('x'), cell('x.lock', { class: 'machine', valueNames: ['free', 'writer', 'reader'] })],
    actors: [
        {
            name: 'writer',
            code: [
                { guard: eq(mem(1), num(0)), actions: [write(1, op(self, '+', num(1)))], live: [] },
                { choose: { register: R, low: num(1), high: num(2) }, actions: [store(0, reg(R))], live: [] },
                { local: true, actions: [set(R, num(0))] },
                { actions: [write(1, num(0))], live: [] },
            ],
            registers: [register('r')],
        },
    ],
    properties: [{ kind: 'invariant', outcome: { kind: 'violation', name: 'small' }, holds: op(mem(0), '<=', num(2)) }],
    assumptions: ['One writer is enough.'],
});

const STATEMENTS = ['spin_lock(x.lock)', 'x = choose 1..2', '/* why */ r = 0', 'spin_unlock(x.lock)'];
const LABELS: Readonly<Record<number, string>> = { 3: 'unlock' };

function exported() {
    const result = toPromela(PROGRAM, {
        title: 'a writer */ alone',
        describeStep: step => STATEMENTS[step],
        labelOf: step => LABELS[step],
    });
    if (result.kind !== 'promela') throw new Error(result.reasons.join());
    return result;
}

test('the head says how to run it and what it covers', () => {
    const [head] = exported().text.split('\n\n/* Where');
    expect(head).toMatchInlineSnapshot(`
      "/*
       * a writer * / alone: a model for spin.
       *
       * To check it (spin 6; -o2 keeps variables that are only written, which are part of a state):
       *     spin -a -o2 FILE
       *     gcc -O2 -w -fwrapv -DNOREDUCE -DSAFETY -o pan pan.c
       *     ./pan -m1000000              stops at the first error and writes FILE.trail
       *     ./pan -m1000000 -c0          goes on to the end: names every outcome, counts the states
       *     spin -t -p -g FILE           tells the execution in FILE.trail
       *     spin -t -p FILE >FILE.steps; faultline import-trail SCRIPT FILE.steps      tells it in terms of the script
       * With more cores, or more states than memory:
       *     gcc -O2 -w -fwrapv -DNOREDUCE -DSAFETY -DNCORE=4 -DFULL_TRAIL -DMEMLIM=16000 -o pan pan.c   multi-core, 16 GB
       *     gcc -O2 -w -fwrapv -DNOREDUCE -DSAFETY -DCOLLAPSE -o pan pan.c                      compressed states
       *     spin -o2 -run -noreduce -safety -swarm8,2 -m1000000 FILE   many bitstate searches at once: not exhaustive
       *
       * An error reads \`assertion violated !(NAME)\`, and NAME is what came out. Covered are assertions and other bugs,
       * invariants, and, where nobody can move, deadlock and finals. Not covered: deadlock of some actors while others
       * can still move, livelock, data races, and finals of ends that something optional can still follow.
       *
       * With \`spin -a -o2 -DREPORT_ALL\`, \`./pan -c0\` also reports executions that an assumption discards and ends
       * that satisfy an \`exists\`. Then the states of the program are the states stored less the errors: each error is one
       * state more, in which nothing moves.
       *
       * A pass rests on this:
       *     One writer is enough.
       */"
    `);
});

test('one d_step for each step, with the names people know', () => {
    const { text } = exported();
    expect(text.slice(text.indexOf('/* Where'))).toMatchInlineSnapshot(`
      "/* Where an actor rests: before which step. */
      #define ENDED 0
      #define writer_1 1  /* spin_lock(x.lock) */
      #define writer_2 2  /* x = choose 1..2 */
      #define writer_unlock 4  /* spin_unlock(x.lock) */

      /* Memory. */
      byte x = 0;
      byte x_lock = 0;  /* x.lock, 0: free, 1: writer, 2: reader */

      /* The actors: where each rests, and its registers. */
      byte writer_pc = writer_1;
      byte writer_r = 0;

      /* What an execution came out with; whatever it is, nothing moves behind it. */
      bool stopped, discarded, deadlock, violation_small;
      inline cut(what) {
          what = true;
          stopped = true;
      }

      /* Properties. */
      #define invariant_small (x <= 2)

      /* Nobody is obliged to go on. */
      #define ALL_AT_REST (writer_pc == ENDED)

      inline writer_at_writer_2(picked) {
          writer_r = picked;
          x = writer_r;
          /* /* why * / r = 0 */
          writer_r = 0;
          writer_pc = writer_unlock;
          writer_r = 0;
      }

      active proctype writer() provided (!stopped && invariant_small) {
      end:
          do
          /* spin_lock(x.lock) */
          :: d_step {
              writer_pc == writer_1 && x_lock == 0 ->
                  x_lock = 1;
                  writer_pc = writer_2;
          }
          /* x = choose 1..2 */
          :: d_step {
              writer_pc == writer_2 ->
                  writer_at_writer_2(1);
          }
          :: d_step {
              writer_pc == writer_2 ->
                  writer_at_writer_2(2);
          }
          /* spin_unlock(x.lock) */
          :: d_step {
              writer_pc == writer_unlock ->
                  x_lock = 0;
                  writer_pc = ENDED;
          }
          od
      }

      /* Judges states. Its only transitions that stay are those that report what came out, once for each state. */
      active proctype judge() {
      end:
          do
          :: d_step { deadlock -> assert(!deadlock) }
          :: d_step { violation_small -> assert(!violation_small) }
          :: d_step { !stopped && !invariant_small -> cut(violation_small) }
          /* nobody can move */
          :: atomic { timeout && !stopped && !ALL_AT_REST -> cut(deadlock) }
      #ifdef REPORT_ALL
          :: d_step { discarded -> assert(!discarded) }
      #endif
          od
      }
      "
    `);
});

test('the constant of each step is told, but for local ones', () =>
    expect(exported().stepLabels).toEqual(['writer_1', 'writer_2', undefined, 'writer_unlock']));

test('store buffers are not expressible', () =>
    expect(toPromela({ ...PROGRAM, memory: { kind: 'tso', entries: 2 } })).toEqual({
        kind: 'not-expressible',
        reasons: ['store buffers (tso) are not exported; check under sc'],
    }));

test('what needs more than 32 bits is not expressible', () => {
    const word = cell('w', { domain: { kind: 'int', low: 0, high: 2 ** 32 - 1 } });
    const signed = cell('n', { domain: { kind: 'int', low: -1, high: 1 } });
    const guard = op(mem(0), '<', mem(1));
    expect(toPromela(build({ cells: [word, signed], actors: [{ code: [{ guard }] }] }))).toEqual({
        kind: 'not-expressible',
        reasons: ['w < n compares values that do not fit into 32 bits together'],
    });
});
