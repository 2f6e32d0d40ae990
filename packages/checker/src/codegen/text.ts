// JavaScript as text, for the steps of a program that are taken often: expressions over the packed state.
//
// The text means what the closures of `expression.ts` mean, term by term; the differential tests run both. What it does
// not know how to say is `undefined`, and then the whole step stays with its closures.
import { isUnsigned } from '../domain.ts';
import type { BufferLayout, Layout, Slot, SlotField } from '../layout.ts';
import { ENTRY } from '../layout.ts';
import type { Fields } from '../packing.ts';
import type { ActorId, BinaryOperator, CellExpr, CellId, ClassId, Expr, Program, QuantifierExpr } from '../program.ts';

/** A number where it does not depend on the state; `truth` is text of a JavaScript boolean, where that is simpler. */
export type Text = number | { readonly value: string; readonly truth?: string };

/** Thrown by the printers, caught in `generate.ts`: the step stays with its closures. */
export class NotGenerated extends Error {}

export interface TextScope {
    readonly program: Program;
    readonly layout: Layout;
    readonly fields: Fields;
    /** The name of the array that holds the packed state. */
    readonly state: string;
    readonly self: ActorId | undefined;
    /** The store buffer of the actor's CPU. */
    readonly buffer: BufferLayout | undefined;
    /** The slots that the step may write: they are in variables `v0`, `v1`, …, by slot. */
    readonly written: ReadonlySet<Slot>;
    readonly bound: readonly Text[];
    readonly old?: string;
    readonly operand?: Text;
    readonly slot?: Text;
    /** The name of a new variable. */
    readonly temporary: () => string;
}

/** Where an array element is: at a fixed slot, or at `base + index`, `index` being a variable that is in range. */
export type ElementText =
    | { readonly kind: 'fixed'; readonly slot: Slot }
    | { readonly kind: 'indexed'; readonly base: Slot; readonly length: number; readonly index: string };

/** What an array may have elements that are written at a computed index; longer ones stay with the closures. */
const MOST_ELEMENTS = 64;
const UNROLLED = 64;
/** How many fields that hold references of a class are looked at one after another. */
const MOST_FIELDS = 64;

export function textOf(text: Text): string {
    if (typeof text === 'number') return text < 0 || Object.is(text, -0) ? `(${text})` : String(text);
    return text.value;
}

export function truthOf(text: Text): string {
    if (typeof text === 'number') return String(text !== 0);
    return text.truth ?? `${text.value} !== 0`;
}

/** The value in a slot. */
export function readSlot({ fields, state, written, layout }: TextScope, slot: Slot): string {
    if (written.has(slot)) return `v${slot}`;
    const low = fields.low[slot]!;
    const mask = fields.mask[slot]!;
    if (mask === 0) return low < 0 ? `(${low})` : String(low);
    const shift = fields.shift[slot]!;
    const word = `${state}[${fields.word[slot]}]`;
    const shifted = shift === 0 ? word : `${word} >>> ${shift}`;
    const bits = mask === -1 ? word : shift + 32 - Math.clz32(mask) === 32 ? `(${shifted})` : `(${shifted} & ${mask})`;
    const unsigned = isUnsigned(layout.ranges[slot]!);
    if (low === 0) return unsigned ? `(${bits} >>> 0)` : bits;
    return unsigned ? `((${bits} + ${low}) >>> 0)` : `((${bits} + ${low}) | 0)`;
}

/** The element of a cell; an index that is out of range throws as the closures do. */
export function elementOf(scope: TextScope, cell: CellId, index: Expr | undefined): ElementText {
    const base = scope.layout.cells[cell]!;
    const { length } = scope.program.cells[cell]!;
    const text = index === undefined ? 0 : print(index, scope);
    if (typeof text === 'number') {
        if (text >= 0 && text < length) return { kind: 'fixed', slot: base + text };
    }
    return { kind: 'indexed', base, length, index: `inRange(${textOf(text)}, ${length}, ${cell})` };
}

function readElement(scope: TextScope, element: ElementText): string {
    if (element.kind === 'fixed') return readSlot(scope, element.slot);
    const { base, length, index } = element;
    let isWritten = false;
    for (let i = 0; i < length; i++) isWritten ||= scope.written.has(base + i);
    if (!isWritten) {
        const read = isUnsigned(scope.layout.ranges[base]!) ? 'readUnsigned' : 'read';
        return `${read}(${scope.state}, ${base} + ${index})`;
    }
    if (length > MOST_ELEMENTS) throw new NotGenerated();
    const at = scope.temporary();
    let text = readSlot(scope, base + length - 1);
    for (let i = length - 2; i >= 0; i--) text = `${at} === ${i} ? ${readSlot(scope, base + i)} : ${text}`;
    return `(${at} = ${index}, ${text})`;
}

/** The slots that a write to the element may change. */
export function slotsOf(element: ElementText): readonly Slot[] {
    if (element.kind === 'fixed') return [element.slot];
    if (element.length > MOST_ELEMENTS) throw new NotGenerated();
    return Array.from({ length: element.length }, (_, i) => element.base + i);
}

/** As it is kept in a variable of the slot: within 32 bits, as the closures' vector keeps it. */
export function fitted({ layout }: TextScope, slot: Slot, text: Text): string {
    if (typeof text === 'number') return textOf(isUnsigned(layout.ranges[slot]!) ? text >>> 0 : text | 0);
    return isUnsigned(layout.ranges[slot]!) ? `${text.value} >>> 0` : `${text.value} | 0`;
}

export function print(expression: Expr, scope: TextScope): Text {
    switch (expression.kind) {
        case 'const':
            return expression.value;
        case 'self':
            return selfOf(scope);
        case 'register':
            return { value: readSlot(scope, scope.layout.actors[selfOf(scope)]!.registers + expression.register) };
        case 'actor-register':
            return { value: readSlot(scope, scope.layout.actors[expression.actor]!.registers + expression.register) };
        case 'cell':
            return printCell(expression, scope);
        case 'bound':
            return known(scope.bound[scope.bound.length - 1 - expression.depth]);
        case 'old':
            return { value: known(scope.old) };
        case 'operand':
            return known(scope.operand);
        case 'slot':
            return known(scope.slot);
        case 'unary':
            return printUnary(expression.operator, print(expression.operand, scope));
        case 'binary':
            return printBinary(expression.operator, expression.left, expression.right, scope);
        case 'conditional': {
            const condition = print(expression.condition, scope);
            if (typeof condition === 'number') {
                return print(condition !== 0 ? expression.then : expression.else, scope);
            }
            const [a, b] = [print(expression.then, scope), print(expression.else, scope)];
            return { value: `(${truthOf(condition)} ? ${textOf(a)} : ${textOf(b)})` };
        }
        case 'quantifier':
            return printQuantifier(expression, scope);
        case 'at': {
            const { steps } = expression;
            return printOfActor(expression.actor, scope, actor => {
                const { counter, counters } = scope.layout.actors[actor]!;
                const wanted = [...new Set(steps.map(step => counters[step]!).filter(one => one > 0))];
                if (wanted.length > 16) throw new NotGenerated();
                if (wanted.length === 0) return 'false';
                return wanted.map(one => `${readSlot(scope, counter)} === ${one}`).join(' || ');
            });
        }
        case 'ended':
            return printOfActor(expression.actor, scope, actor => {
                const buffer = scope.layout.buffers[scope.program.actors[actor]!.cpu];
                const ended = `${readSlot(scope, scope.layout.actors[actor]!.counter)} === 0`;
                return buffer === undefined ? ended : `${ended} && ${readSlot(scope, buffer.length)} === 0`;
            });
        case 'is-referenced':
            return printIsReferenced(expression.class, expression.index, scope);
    }
}

function printIsReferenced(id: ClassId, index: Expr, scope: TextScope): Text {
    const fields = fieldsOf(scope.layout, id);
    if (fields.length === 0) return 0;
    const fresh = scope.temporary();
    const claims = fields.map(
        ({ slot, shift, mask }) => `((${readSlot(scope, slot)} >>> ${shift}) & ${mask}) === ${fresh}`,
    );
    return fromTruth(`(${fresh} = 2 * ${textOf(print(index, scope))} + 1, ${claims.join(' || ')})`);
}

/** Where references of a class are; throws {@link NotGenerated} where they are in too many places to be looked at one by one. */
export function fieldsOf(layout: Layout, id: ClassId): readonly SlotField[] {
    const fields = layout.references[id]!;
    // an entry of a store buffer says itself what it holds
    if (fields.length > MOST_FIELDS || layout.buffers.some(buffer => buffer !== undefined)) throw new NotGenerated();
    return fields;
}

function printQuantifier({ quantifier, low: from, high: to, body }: QuantifierExpr, scope: TextScope): Text {
    const [low, high] = [print(from, scope), print(to, scope)];
    if (typeof low !== 'number' || typeof high !== 'number' || high - low >= UNROLLED) throw new NotGenerated();
    const bodies = Array.from({ length: Math.max(0, high - low + 1) }, (_, i) =>
        truthOf(print(body, { ...scope, bound: [...scope.bound, low + i] })),
    );
    switch (quantifier) {
        case 'all':
            return bodies.length === 0 ? 1 : fromTruth(bodies.map(one => `(${one})`).join(' && '));
        case 'any':
            return bodies.length === 0 ? 0 : fromTruth(bodies.map(one => `(${one})`).join(' || '));
        case 'count':
            return bodies.length === 0 ? 0 : { value: `(${bodies.map(one => `(${one} ? 1 : 0)`).join(' + ')})` };
    }
}

function printCell({ cell, index, view }: CellExpr, scope: TextScope): Text {
    const element = elementOf(scope, cell, index);
    if (view === 'memory' || scope.buffer === undefined) return { value: readElement(scope, element) };
    if (scope.program.deferred.some(deferred => deferred.cell === cell)) throw new NotGenerated();
    const sign = isUnsigned(scope.layout.ranges[scope.layout.cells[cell]!]!) ? '>>> 0' : '| 0';
    if (element.kind === 'fixed') return { value: `(${forwarded(scope, element, String(element.slot))} ${sign})` };
    const at = scope.temporary();
    const text = forwarded(scope, { ...element, index: at }, `${element.base} + ${at}`);
    return { value: `(${at} = ${element.index}, ${text} ${sign})` };
}

/** The newest own entry of the element in slot `at`, else memory; modulo 2^32. */
export function forwarded(scope: TextScope, element: ElementText, at: string): string {
    const memory = readElement(scope, element);
    if (scope.buffer === undefined) return memory;
    const { first, capacity } = scope.buffer;
    let text = memory;
    for (let entry = 0; entry < capacity; entry++) {
        const place = first + ENTRY.slots * entry;
        text = `${readSlot(scope, place + ENTRY.what)} === ${at} + 1 ? ${readSlot(scope, place + ENTRY.value)} : ${text}`;
    }
    return `(${text})`;
}

function printOfActor(actor: Expr, scope: TextScope, claim: (actor: ActorId) => string): Text {
    const which = print(actor, scope);
    if (typeof which === 'number') return fromTruth(claim(which));
    const { actors } = scope.program;
    if (actors.length > 16) throw new NotGenerated();
    const at = scope.temporary();
    const cases = actors.map((_, id) => `${at} === ${id} && (${claim(id)})`);
    return fromTruth(`(${at} = ${which.value}, ${cases.join(' || ')})`);
}

function fromTruth(truth: string): Text {
    return { value: `(${truth} ? 1 : 0)`, truth: `(${truth})` };
}

function selfOf({ self }: TextScope): ActorId {
    return known(self);
}

function known<Value>(value: Value | undefined): Value {
    if (value === undefined) throw new NotGenerated();
    return value;
}

function printUnary(operator: '!' | '-' | '~', operand: Text): Text {
    switch (operator) {
        case '!':
            return typeof operand === 'number' ? Number(operand === 0) : fromTruth(`!(${truthOf(operand)})`);
        case '-':
            return typeof operand === 'number' ? -operand : { value: `(-${operand.value})` };
        case '~':
            return typeof operand === 'number' ? ~operand >>> 0 : { value: `(~${operand.value} >>> 0)` };
    }
}

/** Of a bitwise operator, which counts modulo 2^32: of a product of two words the low bits. */
function printWord(expression: Expr, scope: TextScope): Text {
    if (expression.kind !== 'binary' || expression.operator !== '*') return print(expression, scope);
    const left = printWord(expression.left, scope);
    const right = printWord(expression.right, scope);
    if (typeof left === 'number' && typeof right === 'number') return Math.imul(left, right);
    return { value: `Math.imul(${textOf(left)}, ${textOf(right)})` };
}

function printBinary(operator: BinaryOperator, one: Expr, other: Expr, scope: TextScope): Text {
    switch (operator) {
        case '&&': {
            const left = print(one, scope);
            if (left === 0) return 0;
            const right = print(other, scope);
            if (typeof left === 'number') return fromTruth(truthOf(right));
            return fromTruth(`${truthOf(left)} && ${truthOf(right)}`);
        }
        case '||': {
            const left = print(one, scope);
            if (typeof left === 'number' && left !== 0) return 1;
            const right = print(other, scope);
            if (typeof left === 'number') return fromTruth(truthOf(right));
            return fromTruth(`(${truthOf(left)} || ${truthOf(right)})`);
        }
        case '==':
        case '!=':
        case '<':
        case '<=':
        case '>':
        case '>=': {
            const [a, b] = [print(one, scope), print(other, scope)];
            const sign = operator === '==' ? '===' : operator === '!=' ? '!==' : operator;
            if (typeof a === 'number' && typeof b === 'number') return Number(compared(operator, a, b));
            return fromTruth(`${textOf(a)} ${sign} ${textOf(b)}`);
        }
        case '+':
        case '-':
        case '*': {
            const [a, b] = [print(one, scope), print(other, scope)];
            if (typeof a === 'number' && typeof b === 'number') {
                return operator === '+' ? a + b : operator === '-' ? a - b : a * b;
            }
            return { value: `(${textOf(a)} ${operator} ${textOf(b)})` };
        }
        case '/':
            return { value: `Math.trunc(${textOf(print(one, scope))} / ${printDivisor(other, scope)})` };
        case '%':
            return { value: `(${textOf(print(one, scope))} % ${printDivisor(other, scope)})` };
        case '&':
        case '|':
        case '^':
            return {
                value: `((${textOf(printWord(one, scope))} ${operator} ${textOf(printWord(other, scope))}) >>> 0)`,
            };
        case '<<':
            return { value: `shiftLeft(${textOf(printWord(one, scope))}, ${textOf(printWord(other, scope))})` };
        case '>>':
            return { value: `shiftRight(${textOf(printWord(one, scope))}, ${textOf(printWord(other, scope))})` };
    }
}

function printDivisor(divisor: Expr, scope: TextScope): string {
    const by = print(divisor, scope);
    return typeof by === 'number' && by > 0 ? String(by) : `divisor(${textOf(by)})`;
}

function compared(operator: '==' | '!=' | '<' | '<=' | '>' | '>=', a: number, b: number): boolean {
    switch (operator) {
        case '==':
            return a === b;
        case '!=':
            return a !== b;
        case '<':
            return a < b;
        case '<=':
            return a <= b;
        case '>':
            return a > b;
        case '>=':
            return a >= b;
    }
}
