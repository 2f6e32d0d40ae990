// The head of an exported file: what it is, how to run it, and what its answer covers.

import { rangeOfDomain, typeOf } from '../range.ts';
import type { Model } from './model.ts';
import { commentText } from './text.ts';

export function headerLines(model: Model): readonly string[] {
    const { options, program, words } = model;
    const compile = `gcc ${compilerFlags(model)}`;
    const found = program.properties.flatMap(({ kind, outcome }, i) =>
        kind === 'exists' ? [{ name: commentText(outcome.name), flag: model.properties[i]!.found }] : [],
    );
    const lines = [
        options.title === undefined
            ? 'A Faultline program, as a model for spin.'
            : `${commentText(options.title)}: a model for spin.`,
        '',
        'To check it (spin 6; -o2 keeps variables that are only written, which are part of a state):',
        '    spin -a -o2 FILE',
        `    ${compile} -o pan pan.c`,
        '    ./pan -m1000000              stops at the first error and writes FILE.trail',
        '    ./pan -m1000000 -c0          goes on to the end: names every outcome, counts the states',
        '    spin -t -p -g FILE           tells the execution in FILE.trail',
        '    spin -t -p FILE >FILE.steps; faultline import-trail SCRIPT FILE.steps      tells it in terms of the script',
        'With more cores, or more states than memory:',
        `    ${compile} -DNCORE=4 -DFULL_TRAIL -DMEMLIM=16000 -o pan pan.c   multi-core, 16 GB`,
        `    ${compile} -DCOLLAPSE -o pan pan.c                      compressed states`,
        `    spin -o2 -run -noreduce -safety -swarm8,2 -m1000000 FILE   many bitstate searches at once: not exhaustive`,
        '',
        'An error reads `assertion violated !(NAME)`, and NAME is what came out. Covered are assertions and other bugs,',
        'invariants, and, where nobody can move, deadlock and finals. Not covered: deadlock of some actors while others',
        'can still move, livelock, data races, and finals of ends that something optional can still follow.',
        '',
        `With \`spin -a -o2 -D${words.reportAll}\`, \`./pan -c0\` also reports executions that an assumption discards and ends`,
        'that satisfy an `exists`. Then the states of the program are the states stored less the errors: each error is one',
        'state more, in which nothing moves.',
        ...found.map(({ name, flag }) => `\`exists ${name}\` is met iff ${flag} is among them.`),
        ...(program.assumptions.length === 0 ? [] : ['', 'A pass rests on this:']),
        ...program.assumptions.map(assumption => `    ${commentText(assumption)}`),
    ];
    return ['/*', ...lines.map(line => ` * ${line}`.trimEnd()), ' */', ''];
}

/** What the compiler of `pan.c` has to be told. */
export function compilerFlags(model: Model): string {
    const bytes = stateBytes(model);
    // pan's limit is 1024; a little more than needed costs nothing
    const vector = bytes < 900 ? '' : ` -DVECTORSZ=${2 ** Math.ceil(Math.log2(bytes + 200))}`;
    return `-O2 -w -fwrapv -DNOREDUCE -DSAFETY${vector}`;
}

/** About how long spin's state vector gets. */
function stateBytes({ program }: Model): number {
    const size = { bit: 1, byte: 1, short: 2, int: 4 };
    const sizeOf = (domain: Parameters<typeof rangeOfDomain>[1]): number =>
        size[typeOf(rangeOfDomain(program, domain))];
    const cells = program.cells.reduce((sum, cell) => sum + cell.length * sizeOf(cell.domain), 0);
    const registers = program.actors.flatMap(actor => actor.registers);
    return registers.reduce((sum, register) => sum + sizeOf(register.domain), cells) + program.actors.length * 16 + 64;
}
