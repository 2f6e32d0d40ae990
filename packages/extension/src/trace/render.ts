// The trace view's page, as plain data: a head, the lanes, what stands at their foot.
//
// The lanes are a tree grid: arrows move from row to row, each row says all of itself to who cannot see it.
import type { ProtocolLocation, TraceAnswer, TraceChange, TraceStep } from '@faultline/language-server/protocol';
import type { Child, Element } from './element.ts';
import { element } from './element.ts';
import type { Bar, Layout, Row } from './layout.ts';
import type { Subject } from './messages.ts';

export interface Page {
    readonly subject: Subject;
    readonly trace: TraceAnswer;
    readonly titles: readonly string[];
    readonly layout: Layout;
    /** How many calls are folded. */
    readonly folded: number;
}

/** Attributes that `view.ts` acts on: `data-action`, `data-row`, `data-call`. */
export function pageOf(page: Page): readonly Element[] {
    return [head(page), element('div', { class: 'body' }, grid(page), foot(page))];
}

/** In place of the lanes. */
export function emptyPageOf(subject: Subject, said: string): readonly Element[] {
    return [
        element(
            'div',
            { class: 'empty' },
            element('h1', {}, subject.title),
            element('p', {}, said),
            element('button', { 'data-action': 'check' }, 'Check again'),
        ),
    ];
}

/** Where a row leads. */
export function locationOf(row: Row): ProtocolLocation | undefined {
    switch (row.kind) {
        case 'step':
            return row.step.location;
        case 'call':
        case 'folded':
            return row.call.location;
        case 'ending':
            return row.endings[0]?.location;
        case 'cycle':
            return undefined;
    }
}

// -------------------------------------------------------------------------------------------------------------- head

function head({ trace, titles, layout, folded }: Page): Element {
    const { outcome, isExpected, isStale, sentence, counterexamples, index, title, steps } = trace;
    return element(
        'header',
        {},
        element(
            'div',
            { class: 'headline' },
            element('span', { class: isExpected ? 'badge' : 'badge bad' }, outcome),
            element('h1', {}, title),
            element(
                'span',
                { class: 'aside' },
                `${isExpected ? 'expected' : 'not expected'} · ${counted(steps.length, 'step')}`,
            ),
        ),
        element('p', { class: 'sentence' }, `${sentence}.`),
        element(
            'div',
            { role: 'toolbar', 'aria-label': 'Trace', class: 'tools' },
            titles.length > 1
                ? select(
                      'title',
                      'Check',
                      titles.map(one => ({ value: one, label: one, isChosen: one === title })),
                  )
                : undefined,
            counterexamples.length > 1
                ? select(
                      'index',
                      'Counterexample',
                      counterexamples.map((one, at) => ({
                          value: String(at),
                          label: `${at + 1} of ${counterexamples.length}: ${one.outcome}`,
                          isChosen: at === index,
                      })),
                  )
                : undefined,
            button('copy', 'Copy as text', 'The picture as text, for a mail or a commit message'),
            layout.calls.length > 0
                ? folded < layout.calls.length
                    ? button('fold-all', 'Fold calls', 'One line for each call')
                    : button('unfold-all', 'Unfold calls', 'Every step of every call')
                : undefined,
        ),
        element(
            'p',
            { role: 'status', class: isStale ? 'stale' : 'hidden' },
            isStale ? 'The text has been edited since: this is from before.' : '',
        ),
    );
}

function button(action: string, label: string, title: string): Element {
    return element('button', { 'data-action': action, title }, label);
}

function select(
    action: string,
    label: string,
    options: readonly { readonly value: string; readonly label: string; readonly isChosen: boolean }[],
): Element {
    return element(
        'select',
        { 'data-action': action, 'aria-label': label },
        options.map(option =>
            element('option', { value: option.value, selected: option.isChosen ? '' : undefined }, option.label),
        ),
    );
}

// -------------------------------------------------------------------------------------------------------------- rows

function grid({ trace, layout }: Page): Element {
    const { lanes, rows } = layout;
    return element(
        'div',
        {
            role: 'treegrid',
            class: 'lanes',
            'aria-label': `Steps of ${trace.title}`,
            'aria-rowcount': String(rows.length + 1),
            'aria-colcount': String(lanes.length + 2),
            'data-lanes': String(lanes.length),
        },
        element(
            'div',
            { role: 'row', class: 'row columns', 'aria-rowindex': '1' },
            element('div', { role: 'columnheader', class: 'number' }, element('span', { class: 'unseen' }, 'Step')),
            lanes.map(({ thread }, lane) =>
                element('div', { role: 'columnheader', class: 'lane', 'data-lane': String(lane) }, thread),
            ),
            element('div', { role: 'columnheader', class: 'changes' }, 'State'),
        ),
        rows.map((row, index) => gridRow(row, layout, trace, index)),
    );
}

function gridRow(row: Row, layout: Layout, trace: TraceAnswer, index: number): Element {
    const cells = layout.lanes.map(({ tracks }, lane) =>
        element(
            'div',
            { role: 'gridcell', class: 'lane', 'data-tracks': String(tracks) },
            bars(row.bars[lane] ?? [], tracks),
            inLane(row, lane, trace),
        ),
    );
    const isLong = row.kind === 'cycle';
    return element(
        'div',
        {
            role: 'row',
            id: `row-${index}`,
            class: ['row', row.kind, isFault(row) ? 'fault' : '', row.isInCycle ? 'in-cycle' : '']
                .filter(name => name !== '')
                .join(' '),
            tabindex: '-1',
            'data-row': row.id,
            'data-call': row.kind === 'call' || row.kind === 'folded' ? row.call.id : undefined,
            'aria-rowindex': String(index + 2),
            'aria-level': String('depth' in row ? row.depth + 1 : 1),
            'aria-expanded': row.kind === 'call' ? 'true' : row.kind === 'folded' ? 'false' : undefined,
            'aria-label': inWords(row),
        },
        element('div', { role: 'rowheader', class: 'number' }, numbers(row)),
        isLong ? element('div', { role: 'gridcell', class: 'wide' }, inWords(row)) : cells,
        isLong ? undefined : element('div', { role: 'gridcell', class: 'changes' }, changes(row, trace)),
    );
}

function isFault(row: Row): boolean {
    return (row.kind === 'step' && row.step.isFault) || row.kind === 'ending';
}

function numbers(row: Row): string {
    switch (row.kind) {
        case 'step':
            return String(row.step.step);
        case 'folded': {
            const [first, last] = [row.steps[0]!.step, row.steps.at(-1)!.step];
            return first === last ? String(first) : `${first}–${last}`;
        }
        case 'cycle':
            return '↻';
        case 'ending':
            return '✗';
        case 'call':
            return '';
    }
}

/** A bar for each track, empty where nothing is held. */
function bars(held: readonly Bar[], tracks: number): Child {
    if (tracks === 0) return undefined;
    return element(
        'span',
        { class: 'bars', 'aria-hidden': 'true' },
        Array.from({ length: tracks }, (_, track) => {
            // Where one ends and the next begins in the same step, the one that begins counts.
            const bar = held.findLast(one => one.track === track);
            const goesOn = held.filter(one => one.track === track).length > 1;
            return bar === undefined
                ? element('i', {})
                : element('i', {
                      class: `bar colour-${bar.colour} ${goesOn ? 'goes-on' : bar.part}`,
                      title: heldInWords(bar),
                  });
        }),
    );
}

function heldInWords({ object, mode }: { readonly object: string; readonly mode: string }): string {
    return mode === '' ? object : `${object} (${mode})`;
}

function inLane(row: Row, lane: number, trace: TraceAnswer): Child {
    switch (row.kind) {
        case 'step': {
            if (row.lane !== lane) return undefined;
            const { step } = row;
            const own = row.bars[lane] ?? [];
            // `down_read(mmap_lock)` says it by itself, `down_read(vmf.inode.glock)` does not.
            const isNamed = (object: string) => step.text.includes(`(${object})`);
            return statement(
                row.depth,
                element('code', {}, step.kind === 'flush' ? `~\u00a0${reached(step)}` : step.text),
                step.kind === 'flush' ? element('span', { class: 'aside' }, 'reaches memory') : undefined,
                own.filter(({ part, object }) => part === 'begins' && !isNamed(object)).map(bar => tag(bar, 'takes')),
                own
                    .filter(
                        ({ part, object }) =>
                            part === 'ends' &&
                            !isNamed(object) &&
                            !own.some(one => one.part === 'begins' && one.object === object),
                    )
                    .map(bar => tag(bar, 'releases')),
                step.isFault ? element('span', { class: 'told' }, `✗ ${trace.outcome}`) : undefined,
                effects(row, trace),
            );
        }
        case 'call':
            return row.lane === lane
                ? statement(row.depth, fold('▾', 'Fold'), element('code', { class: 'fn' }, `${row.call.fn}()`))
                : undefined;
        case 'folded':
            return row.lane === lane
                ? statement(
                      row.depth,
                      fold('▸', 'Unfold'),
                      element('code', { class: 'fn' }, `${row.call.fn}()`),
                      element('span', { class: 'aside' }, counted(row.steps.length, 'step')),
                      effects(row, trace),
                  )
                : undefined;
        case 'ending': {
            const thread = trace.threads[lane];
            return element(
                'div',
                { class: 'endings' },
                row.endings
                    .filter(ending => ending.thread === thread)
                    .map(({ text, told, stack, ...ending }) =>
                        element(
                            'div',
                            {
                                class: 'stand',
                                'data-ending': String(trace.endings.findIndex(one => one.location === ending.location)),
                            },
                            stack.length === 0
                                ? undefined
                                : element(
                                      'span',
                                      { class: 'aside' },
                                      `in ${stack.map(({ fn }) => `${fn}()`).join(' ')}`,
                                  ),
                            told.some(said => said.includes(text)) ? undefined : element('code', {}, text),
                            told.map(said => element('span', { class: 'told' }, said)),
                        ),
                    ),
            );
        }
        case 'cycle':
            return undefined;
    }
}

/** What a store buffer lets go: `x = 1`. */
function reached({ text, changes: effects }: TraceStep): string {
    const cells = effects.flatMap(({ kind, cell, after }) => (kind === 'cell' ? [`${cell} = ${after}`] : []));
    return cells.length === 0 ? text : cells.join(', ');
}

/** `depth`: of how many calls it is inside. */
function statement(depth: number, ...parts: readonly (Child | readonly Child[])[]): Element {
    return element('div', { class: 'statement', 'data-depth': String(Math.min(depth, 6)) }, ...parts);
}

function fold(sign: string, title: string): Element {
    return element('span', { class: 'twist', 'data-action': 'toggle', 'aria-hidden': 'true', title }, sign);
}

function tag(bar: Bar, verb: 'takes' | 'releases'): Element {
    return element(
        'span',
        { class: `tag ${verb} colour-${bar.colour}`, title: `${verb} ${heldInWords(bar)}` },
        heldInWords(bar),
    );
}

/** The changes once more, for a page that has no room for a column of them. */
function effects(row: Row, trace: TraceAnswer): Element {
    return element('div', { class: 'effects', 'aria-hidden': 'true' }, changes(row, trace));
}

function changes(row: Row, trace: TraceAnswer): readonly Child[] {
    switch (row.kind) {
        case 'step':
            return row.step.changes.map(change);
        case 'folded':
            return row.changes.map(change);
        case 'ending':
            return trace.values.map(({ cell, value }) => change({ kind: 'read', cell, before: value, after: value }));
        case 'call':
        case 'cycle':
            return [];
    }
}

function change({ kind, cell, before, after }: TraceChange): Element {
    const now = element('span', { class: 'after' }, after);
    switch (kind) {
        case 'cell':
            return line(kind, `${cell}:`, element('span', { class: 'before' }, `${before} →`), now);
        case 'register':
            return line(kind, `${cell} =`, now);
        case 'read':
            return line(kind, `${cell} is`, now);
        case 'buffered':
            return line(kind, `${cell}:`, now, element('span', { class: 'aside' }, 'in the store buffer'));
        case 'deferred':
            return line(kind, now);
    }
}

/** Blanks between the parts, so that long ones break there. */
function line(kind: TraceChange['kind'], ...parts: readonly (Element | string)[]): Element {
    return element(
        'div',
        { class: `change ${kind}` },
        parts.flatMap((part, at) => (at === 0 ? [part] : [' ', part])),
    );
}

/** All that a row shows, as one sentence for a screen reader. */
function inWords(row: Row): string {
    switch (row.kind) {
        case 'step': {
            const { step, thread, text, stack, changes: effects, isFault: isLast } = row.step;
            const inside = stack.length === 0 ? '' : ` in ${stack.at(-1)!.fn}`;
            const effect = effects.length === 0 ? '' : `; ${effects.map(changeInWords).join(', ')}`;
            return `Step ${step}, ${thread}${inside}: ${text}${effect}${isLast ? '; here it shows' : ''}`;
        }
        case 'call':
            return `Call of ${row.call.fn}, ${counted(row.call.steps.length, 'step')}`;
        case 'folded':
            return `Call of ${row.call.fn}, folded, ${counted(row.steps.length, 'step')}${row.changes.map(one => `; ${changeInWords(one)}`).join('')}`;
        case 'cycle':
            return `From step ${row.from} on, this repeats for ever`;
        case 'ending':
            return row.endings.map(({ thread, text, told }) => `${thread} at ${text}: ${told.join(', ')}`).join('; ');
    }
}

/** `x: 0 → 1`, `r = 2`, `x is 3`. */
function changeInWords({ kind, cell, before, after }: TraceChange): string {
    switch (kind) {
        case 'cell':
            return `${cell}: ${before} → ${after}`;
        case 'register':
            return `${cell} = ${after}`;
        case 'read':
            return `${cell} is ${after}`;
        case 'buffered':
            return `${cell}: ${after} waits in the store buffer`;
        case 'deferred':
            return after;
    }
}

// -------------------------------------------------------------------------------------------------------------- foot

function foot({ trace }: Page): Element {
    const { cycle, cycleStart, steps, property, values, endings, assumptions, outcome } = trace;
    return element(
        'footer',
        {},
        cycle.length > 0
            ? element(
                  'p',
                  { class: 'cycle' },
                  cycle.flatMap((name, at) => [
                      at === 0 ? undefined : element('span', { class: 'sign' }, '→'),
                      element('span', { class: at % 2 === 0 ? 'node' : 'node object' }, name),
                  ]),
              )
            : undefined,
        cycleStart !== undefined && steps.length > 0
            ? element(
                  'p',
                  { class: 'repeats' },
                  `↻ Back to where it was before step ${steps[cycleStart]?.step ?? 1}, and so on for ever.`,
              )
            : undefined,
        property === undefined
            ? undefined
            : element(
                  'p',
                  {},
                  element('button', { class: 'link', 'data-action': 'property' }, outcome.replace(/^violation /, '')),
                  endings.length === 0 && values.length > 0
                      ? `: ${values.map(({ cell, value }) => `${cell} is ${value}`).join(', ')}`
                      : undefined,
              ),
        assumptions.length === 0
            ? undefined
            : element(
                  'details',
                  {},
                  element('summary', {}, 'Assuming'),
                  element(
                      'ul',
                      {},
                      assumptions.map(one => element('li', {}, one)),
                  ),
              ),
    );
}

function counted(count: number, thing: string): string {
    return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
