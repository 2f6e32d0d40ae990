// One step of one actor as JavaScript: from the packed state `s` to the packed state `t`.
//
// Its local steps are written out behind it, each as often as it is reached, so that a transition is one function
// without a loop; where that would be long, those that are reached from several places are written once, as the cases of a loop.
// What it may write is kept in variables and put into `t` where the actor comes to rest: a value on the
// way there may lie outside its range, as with the closures.

import { isUnsigned } from '../domain.ts';
import { REPEATED } from '../executable.ts';
import { ACCESS } from '../expression.ts';
import type { BufferLayout, Layout, Slot } from '../layout.ts';
import { ENTRY } from '../layout.ts';
import { STATUS } from '../memory/memory.ts';
import type { Fields } from '../packing.ts';
import type { Action, ActorId, CellId, Mark, Program, Step, StepId } from '../program.ts';
import type { ElementText, Text, TextScope } from './text.ts';
import {
    elementOf,
    fieldsOf,
    fitted,
    forwarded,
    NotGenerated,
    print,
    readSlot,
    slotsOf,
    textOf,
    truthOf,
} from './text.ts';

/** What a generated step answers besides a status: done, and the actor got on. */
export const DONE_ADVANCING = -1;

export interface StepText {
    /** The body of a function of `choice`: the transition. */
    readonly fire: string;
    /** An expression: how many choices there are. Absent for a step that does not choose. */
    readonly choices: string | undefined;
    /** The words of the packed state that it may change. */
    readonly changes: ReadonlySet<number>;
}

export interface StepSource {
    readonly program: Program;
    readonly layout: Layout;
    readonly fields: Fields;
    readonly words: number;
    /** Up to so many local steps are written out as often as they are reached. */
    readonly fewSteps: number;
    /** The number of a fail site: of an action of a step. */
    readonly siteOf: (site: {
        readonly outcome: Extract<Action, { kind: 'fail' }>['outcome'];
        readonly step: StepId;
    }) => number;
}

/** How many steps are written out before it is too long a function to be worth it. */
const MOST_STEPS = 600;
/** How many may be written out as often as they are reached. */
export const FEW_STEPS = 32;
/** How many words a state may have that is copied word by word. */
const FEW_WORDS = 12;

/** Throws {@link NotGenerated}. */
export function printStep(source: StepSource, actor: ActorId, id: StepId): StepText {
    const { program, layout, fields } = source;
    const step = program.steps[id]!;
    const { cpu, mayRun } = program.actors[actor]!;
    const buffer = layout.buffers[cpu];
    const temporaries: string[] = [];
    const scope: TextScope = {
        program,
        layout,
        fields,
        state: 's',
        self: actor,
        buffer,
        written: new Set(),
        bound: [],
        temporary: () => {
            const name = `x${temporaries.length}`;
            temporaries.push(name);
            return name;
        },
    };
    const before = mayRun === undefined ? [] : [`if (!(${truthOf(print(mayRun, scope))})) return ${STATUS.disabled};`];
    const written = new Set(writtenBy(source, scope, id));
    const { registers } = layout.actors[actor]!;
    const inside: TextScope = { ...scope, written };
    const body: string[] = [];
    let choices: string | undefined;
    if (step.choose !== undefined) {
        const [low, high] = [print(step.choose.low, scope), print(step.choose.high, scope)];
        const slot = registers + step.choose.register;
        const mayRunHere = mayRun === undefined ? '' : `!(${truthOf(print(mayRun, scope))}) ? 0 : `;
        choices = `${mayRunHere}Math.max(0, ${textOf(high)} - ${textOf(low)} + 1)`;
        body.push(`v${slot} = ${fitted(scope, slot, { value: `(${textOf(low)} + choice)` })};`);
    }
    if (step.guard !== undefined) {
        body.push(`if (!(${truthOf(print(step.guard, inside))})) return ${STATUS.disabled};`);
    }
    if (step.drains !== undefined && buffer !== undefined) {
        const drains = truthOf(print(step.drains, inside));
        body.push(`if ((${drains}) && ${readSlot(inside, buffer.length)} !== 0) return ${STATUS.disabled};`);
    }
    const printer = createPrinter(source, actor, id, inside);
    const rest = printer.transition();
    const variables = [...written].sort((a, b) => a - b).map(slot => `v${slot} = ${readSlot(scope, slot)}`);
    const declared = [...variables, ...temporaries, ...printer.flags()];
    return {
        fire: [...(declared.length === 0 ? [] : [`let ${declared.join(', ')};`]), ...before, ...body, rest].join('\n'),
        choices,
        changes: printer.changes,
    };
}

/** What generated code answers where it does not know more: ask the closures. */
export const NOT_HERE = -2;

/** Whether a step is enabled, of which there is too much to be printed: most looks at it are in vain. The body of a function. */
export function printGuard(source: StepSource, actor: ActorId, id: StepId): string {
    const { program, layout, fields } = source;
    const { guard, choose } = program.steps[id]!;
    const { mayRun } = program.actors[actor]!;
    const conditions = [mayRun, guard].filter(condition => condition !== undefined);
    if (conditions.length === 0 || choose !== undefined) throw new NotGenerated();
    const temporaries: string[] = [];
    const scope: TextScope = {
        program,
        layout,
        fields,
        state: 's',
        self: actor,
        buffer: layout.buffers[program.actors[actor]!.cpu],
        written: new Set(),
        bound: [],
        temporary: () => `x${temporaries.push('') - 1}`,
    };
    const lines = conditions.map(condition => `if (!(${truthOf(print(condition, scope))})) return ${STATUS.disabled};`);
    const declared = temporaries.map((_, number) => `let x${number};`);
    return [...declared, ...lines, `return ${NOT_HERE};`].join('\n');
}

/** The oldest entry of a store buffer reaches memory: the body of a function. */
export function printFlush(source: StepSource, buffer: BufferLayout): string {
    const { program, layout, fields } = source;
    const { first, length, capacity } = buffer;
    const scope: TextScope = {
        program,
        layout,
        fields,
        state: 's',
        self: undefined,
        buffer: undefined,
        written: new Set(),
        bound: [],
        temporary: () => 'unused',
    };
    const written = new Set(slotsOfBuffer(buffer));
    const shifted = [...written].map(slot => {
        const isLast = slot >= first + ENTRY.slots * (capacity - 1);
        const value = slot === length ? 'count - 1' : isLast ? '0' : readSlot(scope, slot + ENTRY.slots);
        return `v${slot} = ${value}`;
    });
    const word = (what: number): string => readSlot(scope, first + what);
    return [
        `const count = ${readSlot(scope, length)};`,
        `if (count === 0) return ${STATUS.disabled};`,
        `const what = ${word(ENTRY.what)};`,
        `if (what > ${layout.elements}) return ${NOT_HERE};`,
        `const ${shifted.join(', ')};`,
        ...packedLines(source, new Map(), written, new Set()),
        `write(t, what - 1, ${word(ENTRY.value)});`,
        `return ${STATUS.done};`,
    ].join('\n');
}

interface Printer {
    readonly transition: () => string;
    /** Variables that the text uses, with their first values. */
    readonly flags: () => readonly string[];
    /** The words that it may change. */
    readonly changes: ReadonlySet<number>;
}

/** Of the transitions of an actor that rests at a step. */
function createPrinter(source: StepSource, actor: ActorId, start: StepId, scope: TextScope): Printer {
    const { program, layout, siteOf } = source;
    const { registers, counter, counters } = layout.actors[actor]!;
    const self = program.actors[actor]!;
    const covered = new Set<number>();
    const changes = new Set<number>();
    let isAdvancing = false;
    const { buffer } = scope;
    let printed = 0;
    let current: StepId = 0;
    const joins = joinsOf(program, start, source.fewSteps);
    /** Those that have been gone to, in the order in which they are printed. */
    const cases = new Set<StepId | typeof ENDED>();
    const mayBeSet = registersThatMayBeSet(source, actor, start, scope.written);

    const assign = (slot: Slot, value: Text): string => `v${slot} = ${fitted(scope, slot, value)};`;
    const assignElement = (element: ElementText, at: string | undefined, value: Text): string => {
        if (element.kind === 'fixed') return assign(element.slot, value);
        const fit = scope.temporary();
        const cases = slotsOf(element).map((slot, i) => `case ${i}: v${slot} = ${fit}; break;`);
        return `${fit} = ${fitted(scope, element.base, value)}; switch (${at}) { ${cases.join(' ')} }`;
    };
    /** An element whose index is evaluated once, in front of everything else. */
    const settled = (
        element: ElementText,
    ): { readonly before: string; readonly element: ElementText; readonly at: string } => {
        if (element.kind === 'fixed') return { before: '', element, at: String(element.slot) };
        const index = scope.temporary();
        return {
            before: `${index} = ${element.index};`,
            element: { ...element, index },
            at: `${element.base} + ${index}`,
        };
    };
    const note = (at: string, access: number | string): string =>
        program.detectRaces ? `r[0] = ${at}; r[1] = ${access};` : '';

    // Store buffers. The slots behind the last entry hold 0.
    const entriesOf = ({ first, capacity }: BufferLayout): readonly Slot[] =>
        Array.from({ length: capacity }, (_, entry) => first + ENTRY.slots * entry);
    const unlessFull = ({ length, capacity }: BufferLayout): string =>
        `if (v${length} === ${capacity}) return ${STATUS.disabled};`;
    /** `value` is the name of a variable: what it was made of may have read the buffer, which changes here. */
    const pushed = (into: BufferLayout, what: string, index: number | string, value: string): string => {
        const cases = entriesOf(into).map((at, entry) => {
            const assignments = [
                [at + ENTRY.what, what],
                [at + ENTRY.index, String(index)],
                [at + ENTRY.value, value],
            ] as const;
            const lines = assignments.map(([slot, text]) => `v${slot} = ${fitted(scope, slot, { value: text })};`);
            return `case ${entry}: ${lines.join(' ')} break;`;
        });
        return `switch (v${into.length}++) { ${cases.join('\n')} }`;
    };
    /** An own operation on the element keeps an access waiting. */
    const unlessDeferred = (within: TextScope, cell: CellId, at: string): string => {
        if (buffer === undefined) return '';
        const operations = program.deferred.flatMap((deferred, id) => (deferred.cell === cell ? [id] : []));
        if (operations.length === 0) return '';
        const claims = entriesOf(buffer).flatMap(entry =>
            operations.map(id => {
                const what = `${readSlot(within, entry + ENTRY.what)} === ${1 + layout.elements + id}`;
                return `${what} && ${layout.cells[cell]} + ${readSlot(within, entry + ENTRY.index)} === ${at}`;
            }),
        );
        return `if (${claims.join(' || ')}) return ${STATUS.disabled};`;
    };

    const act = (action: Action, within: TextScope, step: StepId): string => {
        switch (action.kind) {
            case 'set':
                return assign(registers + action.register, print(action.value, within));
            case 'write': {
                const { before, element } = settled(elementOf(within, action.cell, action.index));
                const index = element.kind === 'fixed' ? undefined : element.index;
                return `${before} ${assignElement(element, index, print(action.value, within))}`;
            }
            case 'load': {
                const { before, element, at } = settled(elementOf(within, action.cell, action.index));
                const slot = registers + action.register;
                const access = note(at, ACCESS.read | bitsOf(action.mark));
                const waits = unlessDeferred(within, action.cell, at);
                return `${before} ${waits} ${access} ${assign(slot, { value: forwarded(within, element, at) })}`;
            }
            case 'store': {
                const { before, element, at } = settled(elementOf(within, action.cell, action.index));
                if (buffer !== undefined) {
                    const access = note(at, ACCESS.write | bitsOf(action.mark));
                    const value = within.temporary();
                    const evaluated = `${value} = ${textOf(print(action.value, within))};`;
                    return `${unlessFull(buffer)} ${before} ${access} ${evaluated} ${pushed(buffer, `${at} + 1`, 0, value)}`;
                }
                const index = element.kind === 'fixed' ? undefined : element.index;
                const access = note(at, ACCESS.write | bitsOf(action.mark));
                return `${before} ${access} ${assignElement(element, index, print(action.value, within))}`;
            }
            case 'rmw': {
                const { before, element, at } = settled(elementOf(within, action.cell, action.index));
                const index = element.kind === 'fixed' ? undefined : element.index;
                const old = within.temporary();
                const inside = { ...within, old };
                const mark = bitsOf(action.mark);
                const both = ACCESS.read | ACCESS.write | mark;
                const unsigned = isUnsigned(layout.ranges[layout.cells[action.cell]!]!);
                const value = forwarded(within, element, at);
                const lines = [
                    before,
                    unlessDeferred(within, action.cell, at),
                    `${old} = ${buffer === undefined ? value : `${value} ${unsigned ? '>>>' : '|'} 0`};`,
                ];
                const change = assignElement(element, index, print(action.value, inside));
                let succeeded: Text = 1;
                const drained = buffer === undefined ? '' : `if (v${buffer.length} !== 0) return ${STATUS.disabled};`;
                if (action.condition === undefined) {
                    lines.push(drained, note(at, both), change);
                } else {
                    const is = within.temporary();
                    succeeded = { value: is };
                    lines.push(
                        `${is} = ${truthOf(print(action.condition, inside))} ? 1 : 0;`,
                        drained === '' ? '' : `if (${is} !== 0) { ${drained} }`,
                        note(at, `${is} !== 0 ? ${both} : ${ACCESS.read | mark}`),
                        `if (${is} !== 0) { ${change} }`,
                    );
                }
                if (action.result !== undefined) lines.push(assign(registers + action.result, { value: old }));
                if (action.succeeded !== undefined) lines.push(assign(registers + action.succeeded, succeeded));
                return lines.join(' ');
            }
            case 'defer': {
                const { cell, actions, step: of } = program.deferred[action.deferred]!;
                const [index, operand] = [within.temporary(), within.temporary()];
                const lines = [
                    `${index} = ${action.index === undefined ? 0 : textOf(print(action.index, within))};`,
                    `${operand} = ${action.operand === undefined ? 0 : textOf(print(action.operand, within))};`,
                ];
                if (cell !== undefined)
                    lines.push(note(`${layout.cells[cell]} + ${index}`, ACCESS.read | ACCESS.write));
                if (buffer !== undefined) {
                    const what = 1 + layout.elements + action.deferred;
                    return [unlessFull(buffer), ...lines, pushed(buffer, String(what), index, operand)].join('\n');
                }
                const inside = { ...within, self: undefined, slot: { value: index }, operand: { value: operand } };
                return [...lines, ...actions.map(each => act(each, inside, of))].join('\n');
            }
            case 'if': {
                const condition = print(action.condition, within);
                const [whenTrue, whenFalse] = [action.then, action.else].map(actions =>
                    actions.map(each => act(each, within, step)).join('\n'),
                );
                if (typeof condition === 'number') return condition !== 0 ? whenTrue! : whenFalse!;
                const otherwise = whenFalse === '' ? '' : ` else {\n${whenFalse}\n}`;
                return `if (${truthOf(condition)}) {\n${whenTrue}\n}${otherwise}`;
            }
            case 'fail':
                return `executed[${current}] = 1; return ${STATUS.failed + siteOf({ outcome: action.outcome, step })};`;
            case 'discard':
                return `executed[${current}] = 1; return ${STATUS.discarded};`;
            case 'progress':
                isAdvancing = true;
                return 'advances = 1;';
            case 'cover':
                covered.add(action.cover);
                return `c${action.cover} = 1;`;
            case 'retire': {
                const fresh = within.temporary();
                const lines = fieldsOf(layout, action.class).map(({ slot, shift, mask }) => {
                    const stale = fitted(scope, slot, { value: `(v${slot} + ${1 << shift})` });
                    return `if (((v${slot} >>> ${shift}) & ${mask}) === ${fresh}) v${slot} = ${stale};`;
                });
                return [`${fresh} = 2 * ${textOf(print(action.index, within))} + 1;`, ...lines].join('\n');
            }
        }
    };

    const printOne = (id: StepId, step: Step): string => {
        if (++printed > MOST_STEPS) throw new NotGenerated();
        current = id;
        const actions = step.actions.map(action => act(action, scope, id)).join('\n');
        // Behind the actions: only then it is known that the step is not disabled.
        return `${actions}\nexecuted[${id}] = 1;\n${printNext(step)}`;
    };
    const printAt = (id: StepId | typeof ENDED): string => {
        if (id === ENDED) return printRest(undefined);
        const step = program.steps[id]!;
        return step.local ? printOne(id, step) : printRest(id);
    };
    const goTo = (id: StepId | typeof ENDED): string => {
        if (!joins.has(id)) return printAt(id);
        cases.add(id);
        return `place = ${[...cases].indexOf(id)}; continue;`;
    };
    const printNext = ({ next }: Step): string => {
        switch (next.kind) {
            case 'goto':
                return goTo(next.step);
            case 'branch': {
                const condition = print(next.condition, scope);
                if (typeof condition === 'number') return goTo(condition !== 0 ? next.then : next.else);
                return `if (${truthOf(condition)}) {\n${goTo(next.then)}\n}\n${goTo(next.else)}`;
            }
            case 'switch': {
                const on = print(next.on, scope);
                if (typeof on === 'number') return goTo(next.steps[on] ?? unknown());
                const cases = next.steps.map((target, value) => `case ${value}: {\n${goTo(target)}\n}`);
                return `switch (${on.value}) {\n${cases.join('\n')}\n}\nnoTarget();`;
            }
            case 'end':
                return goTo(ENDED);
        }
    };

    /** Puts the state together in which the actor has come to the step; `undefined`: to its end. */
    const printRest = (at: StepId | undefined): string => {
        const live = at === undefined ? self.liveAtEnd : program.steps[at]!.live;
        const constants = new Map<Slot, number>([[counter, at === undefined ? 0 : counters[at]!]]);
        if (live !== undefined) {
            const alive = new Set(live);
            for (const register of mayBeSet) {
                if (!alive.has(register)) constants.set(registers + register, self.registers[register]!.initial);
            }
        }
        const lines = packedLines(source, constants, scope.written, changes);
        // what is passed on the way here may be printed after this
        lines.push(COVERED);
        if (at !== undefined) lines.push(`rested[${at}] = 1;`);
        const comesToRest = at !== undefined && program.steps[at]!.rest !== undefined;
        lines.push(`return ${comesToRest ? DONE_ADVANCING : ADVANCED};`);
        return lines.join('\n');
    };

    const transition = (): string => {
        const first = printOne(start, program.steps[start]!);
        if (cases.size === 0) return completed(first);
        const texts: string[] = [];
        let place = 0;
        for (const id of cases) texts.push(`case ${place++}: {\n${printAt(id)}\n}`);
        const lines = [
            `for (let place = -1, turns = 0; ; turns++) {`,
            `if (turns > ${program.steps.length + REPEATED}) endless();`,
            `switch (place) {\ncase -1: {\n${first}\n}\n${texts.join('\n')}\n}`,
            '}',
        ];
        return completed(lines.join('\n'));
    };
    const completed = (text: string): string => {
        const covers = [...covered].map(cover => `if (c${cover} !== 0) covered[${cover}] = 1;`);
        const status = isAdvancing ? `advances === 0 ? ${STATUS.done} : ${DONE_ADVANCING}` : String(STATUS.done);
        return text.replaceAll(COVERED, covers.join('\n')).replaceAll(ADVANCED, status);
    };
    const flags = (): readonly string[] => [
        ...(isAdvancing ? ['advances = 0'] : []),
        ...[...covered].map(cover => `c${cover} = 0`),
    ];
    return { transition, flags, changes };
}

/** Stands for the end of an actor, where a step is asked for. */
const ENDED = -1;
/** Stand for text that is known only when all is printed. */
const COVERED = '/* covered */';
const ADVANCED = '/* advanced */';

/**
 * Where the local steps behind a step meet, or come to rest together, if there is too much behind it to be written out as often as
 * it is reached.
 */
function joinsOf(program: Program, start: StepId, fewSteps: number): ReadonlySet<StepId | typeof ENDED> {
    const arrivals = new Map<StepId | typeof ENDED, number>();
    const sources = [start];
    for (let source = sources.pop(); source !== undefined; source = sources.pop()) {
        for (const target of targetsOf(program.steps[source]!)) {
            const before = arrivals.get(target) ?? 0;
            arrivals.set(target, before + 1);
            if (before === 0 && target !== ENDED && program.steps[target]!.local) sources.push(target);
        }
        if (arrivals.size > 4 * MOST_STEPS) throw new NotGenerated();
    }
    const joins = new Set([...arrivals].flatMap(([target, count]) => (count > 1 ? [target] : [])));
    let left = fewSteps;
    const isShort = (id: StepId): boolean =>
        left-- > 0 &&
        targetsOf(program.steps[id]!).every(
            target => target === ENDED || !program.steps[target]!.local || isShort(target),
        );
    return isShort(start) ? new Set() : joins;
}

function targetsOf({ next }: Step): readonly (StepId | typeof ENDED)[] {
    switch (next.kind) {
        case 'goto':
            return [next.step];
        case 'branch':
            return [next.then, next.else];
        case 'switch':
            return next.steps.filter(step => step !== undefined);
        case 'end':
            return [ENDED];
    }
}

/**
 * The registers that may hold another value than their first one on the way from a step, where the actor rests: a register that is
 * not live there was reset. Unless it held a fresh reference: that may have become stale since.
 */
function registersThatMayBeSet(
    { program, layout }: StepSource,
    actor: ActorId,
    start: StepId,
    written: ReadonlySet<Slot>,
): readonly number[] {
    const { registers } = layout.actors[actor]!;
    const fresh = new Set(
        layout.references.flatMap(fields =>
            fields
                .filter(({ slot, shift, mask }) => ((layout.initial[slot]! >>> shift) & mask & 1) === 1)
                .map(({ slot }) => slot),
        ),
    );
    const { live } = program.steps[start]!;
    const alive = live && new Set(live);
    return program.actors[actor]!.registers.flatMap((_, register) => {
        const slot = registers + register;
        return alive?.has(register) !== false || written.has(slot) || fresh.has(slot) ? [register] : [];
    });
}

/** Puts the packed state `t` together: `s`, but for the constants, and for the slots that are kept in variables; their words are added. */
function packedLines(
    { fields, words }: StepSource,
    constants: ReadonlyMap<Slot, number>,
    written: ReadonlySet<Slot>,
    changes: Set<number>,
): string[] {
    const kept: { mask: number; constant: number; parts: string[] }[] = [];
    const checks: string[] = [];
    const place = (slot: Slot): (typeof kept)[number] => {
        const word = fields.word[slot]!;
        kept[word] ??= { mask: 0, constant: 0, parts: [] };
        kept[word].mask |= fields.mask[slot]! << fields.shift[slot]!;
        return kept[word];
    };
    for (const [slot, value] of constants) {
        if (fields.mask[slot] === 0) continue;
        place(slot).constant |= (value - fields.low[slot]!) << fields.shift[slot]!;
    }
    for (const slot of written) {
        if (constants.has(slot)) continue;
        const low = fields.low[slot]!;
        const value = low === 0 ? `v${slot}` : `(v${slot} - ${low < 0 ? `(${low})` : low})`;
        if (fields.span[slot] !== -1) {
            checks.push(`if (${value} >>> 0 > ${fields.span[slot]! >>> 0}) outOfRange(${slot}, v${slot});`);
        }
        if (fields.mask[slot] === 0) continue;
        place(slot).parts.push(fields.shift[slot] === 0 ? value : `${value} << ${fields.shift[slot]}`);
    }
    const lines: string[] = [...checks];
    if (words > FEW_WORDS) lines.push('t.set(s);');
    for (let word = 0; word < words; word++) {
        const change = kept[word];
        if (change === undefined) {
            if (words <= FEW_WORDS) lines.push(`t[${word}] = s[${word}];`);
            continue;
        }
        changes.add(word);
        const terms = [
            ...(change.mask === -1 ? [] : [`s[${word}] & ${~change.mask}`]),
            ...(change.constant === 0 ? [] : [String(change.constant)]),
            ...change.parts,
        ];
        lines.push(`t[${word}] = ${terms.length === 0 ? 0 : terms.join(' | ')};`);
    }
    return lines;
}

function bitsOf(mark: Mark): number {
    switch (mark) {
        case 'plain':
            return ACCESS.plain;
        case 'marked':
            return 0;
        case 'unraced':
            return ACCESS.unraced;
    }
}

function unknown(): never {
    throw new NotGenerated();
}

function slotsOfBuffer({ length, first, capacity }: BufferLayout): readonly Slot[] {
    return [length, ...Array.from({ length: ENTRY.slots * capacity }, (_, i) => first + i)];
}

/** The slots that the step and the local steps behind it may write. */
function writtenBy({ program, layout }: StepSource, scope: TextScope, from: StepId): Iterable<Slot> {
    const { self } = scope;
    const { registers } = layout.actors[self!]!;
    const slots = new Set<Slot>();
    const write = (cell: number, index: Extract<Action, { kind: 'write' }>['index'], within: TextScope): void => {
        for (const slot of slotsOf(elementOf(within, cell, index))) slots.add(slot);
    };
    const visit = (action: Action, within: TextScope): void => {
        switch (action.kind) {
            case 'set':
            case 'load':
                slots.add(registers + action.register);
                return;
            case 'store':
                if (scope.buffer !== undefined) {
                    for (const slot of slotsOfBuffer(scope.buffer)) slots.add(slot);
                    return;
                }
                write(action.cell, action.index, within);
                return;
            case 'write':
                write(action.cell, action.index, within);
                return;
            case 'rmw':
                if (scope.buffer !== undefined) slots.add(scope.buffer.length);
                write(action.cell, action.index, within);
                for (const register of [action.result, action.succeeded]) {
                    if (register !== undefined) slots.add(registers + register);
                }
                return;
            case 'defer': {
                if (scope.buffer !== undefined) {
                    for (const slot of slotsOfBuffer(scope.buffer)) slots.add(slot);
                    return;
                }
                const inside = { ...within, self: undefined, slot: { value: '' }, operand: { value: '' } };
                for (const each of program.deferred[action.deferred]!.actions) visit(each, inside);
                return;
            }
            case 'if':
                for (const each of [...action.then, ...action.else]) visit(each, within);
                return;
            case 'fail':
            case 'discard':
            case 'progress':
            case 'cover':
                return;
            case 'retire':
                for (const { slot } of fieldsOf(layout, action.class)) slots.add(slot);
                return;
        }
    };
    const steps = new Set([from]);
    for (const id of steps) {
        const step = program.steps[id]!;
        if (id !== from && !step.local) continue;
        if (steps.size > 4 * MOST_STEPS) throw new NotGenerated();
        if (id === from && step.choose !== undefined) slots.add(registers + step.choose.register);
        for (const action of step.actions) visit(action, scope);
        const { next } = step;
        if (next.kind === 'goto') steps.add(next.step);
        else if (next.kind === 'branch') steps.add(next.then).add(next.else);
        else if (next.kind === 'switch') for (const target of next.steps) steps.add(target);
    }
    return slots;
}
