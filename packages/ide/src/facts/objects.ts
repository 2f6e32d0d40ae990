// What people speak of when they speak of the state: a lock, a page-table entry, a frame with its counts and flags, a variable. Each is a
// few elements of cells, or a register.
import type { ActorId, Cell, Part, Program } from '@faultline/checker';
import type { Lock } from '../trace/locks.ts';
import { locksOf } from '../trace/locks.ts';
import { elementName, fieldsInWords, valueInWords } from '../trace/value.ts';

export interface Subject {
    readonly name: string;
    readonly kind: 'lock' | 'word' | 'record' | 'variable' | 'register';
    /** Of a register. */
    readonly actor: ActorId | undefined;
    readonly lock: Lock | undefined;
    readonly parts: readonly Part[];
    /** Names of the fields of a word or a record. */
    readonly fields: readonly string[];
    /** The whole value. */
    readonly words: (values: readonly number[]) => string;
    /** By field. */
    readonly fieldWords: (values: readonly number[]) => readonly string[];
}

/** Objects of the machine that are told whole. */
const WHOLE: ReadonlySet<string> = new Set(['frame', 'vma']);

export function subjectsOf(program: Program): readonly Subject[] {
    const locks = locksOf(program);
    const taken = new Set(locks.all.flatMap(({ parts }) => parts.map(({ cell, index }) => `${cell} ${index}`)));
    const elements = program.cells.flatMap((cell, id) =>
        cell.hidden === true
            ? []
            : Array.from({ length: cell.length }, (_, index) => ({ id, cell, index, name: elementName(cell, index) })),
    );
    const free = elements.filter(({ id, index }) => !taken.has(`${id} ${index}`));
    const owners = new Set(program.classes.filter(({ name }) => WHOLE.has(name)).flatMap(({ objects }) => objects));
    const groups = Map.groupBy(free, ({ name }) => ownerOf(name, owners));
    return [
        ...locks.all.map(lock => lockSubject(lock)),
        ...[...groups].flatMap(([owner, members]) =>
            owner === undefined
                ? members.map(member => elementSubject(program, member))
                : [record(program, owner, members)],
        ),
        ...program.actors.flatMap((actor, id) =>
            actor.registers.flatMap((shown, register): readonly Subject[] => {
                if (shown.hidden === true) return [];
                return [
                    {
                        name: shown.name,
                        kind: 'register',
                        actor: id,
                        lock: undefined,
                        parts: [{ kind: 'register', actor: id, register }],
                        fields: [],
                        words: ([value = 0]) => valueInWords(program, shown, value),
                        fieldWords: () => [],
                    },
                ];
            }),
        ),
    ];
}

interface Element {
    readonly id: number;
    readonly cell: Cell;
    readonly index: number;
    readonly name: string;
}

const partOf = ({ id, index }: Element): Part => ({ kind: 'element', cell: id, index });

/** `frame#1` for `frame#1.ref`. */
function ownerOf(name: string, owners: ReadonlySet<string>): string | undefined {
    for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
        if (owners.has(name.slice(0, end))) return name.slice(0, end);
    }
    return undefined;
}

function lockSubject(lock: Lock): Subject {
    return {
        name: lock.name,
        kind: 'lock',
        actor: undefined,
        lock,
        parts: lock.parts.map(part => ({ kind: 'element', ...part })),
        fields: [],
        words: values => {
            const memory = memoryOf(lock, values);
            const queue = lock.queue(memory);
            return `${lock.holders(memory)}${queue === 'empty' ? '' : `; waiting: ${queue}`}`;
        },
        fieldWords: () => [],
    };
}

/** The memory in which the lock's parts hold these values. */
export function memoryOf({ parts }: Lock, values: readonly number[]): { readonly cells: number[][] } {
    const cells: number[][] = [];
    parts.forEach(({ cell, index }, place) => {
        cells[cell] ??= [];
        cells[cell][index] = values[place] ?? 0;
    });
    return { cells };
}

function elementSubject(program: Program, element: Element): Subject {
    const { cell, name } = element;
    const { domain } = cell;
    return {
        name,
        kind: domain.kind === 'bits' ? 'word' : 'variable',
        actor: undefined,
        lock: undefined,
        parts: [partOf(element)],
        fields: domain.kind === 'bits' ? domain.fields.map(field => field.name) : [],
        words: ([value = 0]) => valueInWords(program, cell, value),
        fieldWords: ([value = 0]) => (domain.kind === 'bits' ? fieldsInWords(program, domain, value) : []),
    };
}

function record(program: Program, owner: string, members: readonly Element[]): Subject {
    const fields = members.map(({ name, cell }) =>
        name === owner ? cell.name.slice(cell.name.lastIndexOf('.') + 1) : name.slice(owner.length + 1),
    );
    const fieldWords = (values: readonly number[]): readonly string[] =>
        members.map(({ cell }, place) => valueInWords(program, cell, values[place] ?? 0));
    return {
        name: owner,
        kind: 'record',
        actor: undefined,
        lock: undefined,
        parts: members.map(partOf),
        fields,
        words: values => {
            const told = fieldWords(values).flatMap((word, place) => {
                if (values[place] === 0) return [];
                return [word === 'true' || word === fields[place] ? fields[place]! : `${fields[place]}: ${word}`];
            });
            return `{${told.join(', ')}}`;
        },
        fieldWords,
    };
}
