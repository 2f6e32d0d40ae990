// The lock-order report, for people who know lockdep's: what is wanted, what is held, the chain in reverse order with the calls of each
// acquisition, and a scenario.
import type { Inversion, LockOrder, OrderEdge, OrderUse, Spot } from '@faultline/ide';
import { counted } from '@faultline/ide';
import type { Paint } from '../terminal.ts';

export interface LockOrderView {
    readonly paint: Paint;
    /** `:12`, `gfs2.race:54` */
    readonly where: (place: Spot['place']) => string;
}

const RULE = '='.repeat(54);
const THIN = '-'.repeat(54);

export function lockOrderLines(view: LockOrderView, { gap, edges, inversions }: LockOrder): readonly string[] {
    const { paint } = view;
    const classes = new Set(
        edges.flatMap(({ from, to }) => [from, to].filter(({ kind }) => kind === 'lock').map(({ name }) => name)),
    );
    const classesInWords = classes.size === 1 ? '1 class' : `${classes.size} classes`;
    const told = `lock order: ${counted(edges.length, 'edge')} between ${classesInWords}, ${inversions.length === 0 ? 'no inversion' : counted(inversions.length, 'inversion')}`;
    return [
        paint(inversions.length === 0 ? 'faint' : 'doubtful', told),
        ...(gap === undefined ? [] : [paint('doubtful', gap)]),
        ...inversions.flatMap(inversion => ['', ...inversionLines(view, inversion)]),
    ];
}

function inversionLines(view: LockOrderView, inversion: Inversion): readonly string[] {
    switch (inversion.kind) {
        case 'circular':
            return circularLines(view, inversion);
        case 'interrupts':
            return interruptLines(view, inversion);
    }
}

function circularLines(view: LockOrderView, { chain, gates }: Inversion & { kind: 'circular' }): readonly string[] {
    const { paint } = view;
    const last = chain.at(-1)!;
    const title = chain.length === 1 ? 'possible recursive locking' : 'possible circular locking dependency';
    const before =
        chain.length === 1
            ? []
            : [
                  `which ${last.from.kind === 'event' ? '' : 'lock '}already depends on the new lock.`,
                  '',
                  'the existing dependency chain (in reverse order) is:',
                  ...chain.toReversed().flatMap((_, at) => {
                      const place = chain.length - 1 - at;
                      // The lock at a place of the chain is acquired by the edge that leads to it.
                      const edge = chain[(place + chain.length - 1) % chain.length]!;
                      return [
                          '',
                          `-> #${place} (${edge.to.name}${braced(edge.to)}):`,
                          ...calls(view, edge.to.at, viaInWords(edge)),
                      ];
                  }),
              ];
    return [
        RULE,
        paint('strong', title),
        THIN,
        `${last.thread} ${last.to.kind === 'event' ? 'waits for' : 'is trying to acquire lock'}:`,
        `  ${useLine(view, last.to)}`,
        last.from.kind === 'event' ? 'while somebody waits for:' : 'but it is already holding lock:',
        `  ${useLine(view, last.from)}`,
        ...before,
        '',
        'Possible unsafe locking scenario:',
        '',
        ...scenario(chain),
        '',
        paint('bad', ' *** DEADLOCK ***'),
        ...(gates.length === 0
            ? []
            : ['', `It cannot come to that as long as all of them hold ${gates.join(', ')} around it.`]),
    ];
}

function interruptLines(view: LockOrderView, inversion: Inversion & { kind: 'interrupts' }): readonly string[] {
    const { handler, holder, chain, sentence } = inversion;
    return [
        RULE,
        view.paint(
            'strong',
            chain.length === 0 ? 'inconsistent lock state' : 'possible interrupt lock inversion dependency',
        ),
        THIN,
        sentence,
        '',
        `${handler.lock} in the handler ${handler.thread}:`,
        ...calls(view, handler.at, ''),
        `${holder.lock} in ${holder.thread}, with interrupts on:`,
        ...calls(view, holder.at, ''),
        ...chain.flatMap(edge => [
            '',
            `-> (${edge.to.name}${braced(edge.to)}):`,
            ...calls(view, edge.to.at, viaInWords(edge)),
        ]),
        '',
        'Possible unsafe locking scenario:',
        '',
        ...interruptScenario(inversion),
        '',
        view.paint('bad', ' *** DEADLOCK ***'),
    ];
}

/** The handler waits for what its CPU holds, or for somebody on another one who waits for that. */
function interruptScenario({ handler, holder, chain }: Inversion & { kind: 'interrupts' }): readonly string[] {
    const other = chain.length === 0 ? [] : [`        ${chain[0]!.thread}: lock(${chain[0]!.from.name});`];
    const waits = chain.length === 0 ? [] : [`        ${chain[0]!.thread}: lock(${holder.lock});`];
    return [
        `    lock(${holder.lock});`,
        ...other,
        ...waits,
        `    <${handler.thread} interrupts>`,
        `      lock(${handler.lock});`,
    ];
}

function useLine({ where }: LockOrderView, use: OrderUse): string {
    const at = use.at === undefined ? '' : `, at: ${use.at.text}  ${where(use.at.place)}`;
    const name = use.lock === '' || use.lock === use.name ? use.name : `${use.lock} (${use.name})`;
    return `${name}${braced(use)}${at}`;
}

const braced = ({ mode }: OrderUse): string => (mode === '' ? '' : ` {${mode}}`);

/** Innermost first, as in a stack trace. */
function calls({ where, paint }: LockOrderView, spot: Spot | undefined, note: string): readonly string[] {
    if (spot === undefined) return ['       held from the start'];
    const { text, place, stack, fn, thread } = spot;
    const functions = [
        fn ?? thread,
        ...stack
            .toReversed()
            .slice(1)
            .map(one => one.fn),
        ...(stack.length > 0 ? [thread] : []),
    ];
    const places = [place, ...stack.toReversed().map(one => one.place)];
    const width = Math.max(...functions.map(name => name.length));
    return [
        `       ${text}${note === '' ? '' : `  ${paint('faint', note)}`}`,
        ...functions.map((name, at) => `       ${name.padEnd(width)}  ${paint('faint', where(places[at] ?? place))}`),
    ];
}

function viaInWords({ via, thread }: OrderEdge): string {
    switch (via) {
        case 'lock':
            return `by ${thread}`;
        case 'fault':
            return `by ${thread}, in a fault of user memory`;
        case 'event':
            return `by ${thread}`;
        case 'ipi':
            return `by ${thread}, with interrupts off where one is to be acknowledged`;
    }
}

/** Each takes what it holds, and then wants the next one's. */
function scenario(chain: readonly OrderEdge[]): readonly string[] {
    const width = Math.max(
        20,
        ...chain.flatMap(({ from, to, thread }) => [wordsOf(from), wordsOf(to), thread].map(text => text.length + 4)),
    );
    const column = (at: number, text: string): string => `${' '.repeat(4 + at * width)}${text}`;
    const row = (texts: readonly string[]): string => `    ${texts.map(text => text.padEnd(width)).join('')}`.trimEnd();
    return [
        row(chain.map(({ thread }) => thread)),
        row(chain.map(({ thread }) => '-'.repeat(thread.length))),
        ...chain.flatMap(({ from }, at) => (from.kind === 'event' ? [] : [column(at, wordsOf(from))])),
        ...chain.map(({ to }, at) => column(at, wordsOf(to))),
    ];
}

function wordsOf({ kind, name, mode }: OrderUse): string {
    if (kind === 'event') return name;
    return `${mode === 'read' ? 'rlock' : 'lock'}(${name}${mode === '' || mode === 'read' || mode === 'write' ? '' : `, ${mode}`});`;
}
