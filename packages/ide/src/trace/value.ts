// The values of cells and registers in words: names of an enum, objects, fields of a word.
import type { BitsDomain, Cell, Domain, IntDomain, Program, RefDomain } from '@faultline/checker';

/** Says a value as people write it: `true`, `dirty`, `inode1`, `inode1 (freed)`, `{present, pfn: frame#1}`, `7`. */
export function valueInWords(program: Program, shown: Shown, value: number): string {
    return shown.valueNames?.[value] ?? inDomain(program, shown.domain, value);
}

/** What a cell and a register have in common. */
export interface Shown {
    readonly domain: Domain;
    readonly valueNames?: readonly string[];
}

/** The name of an element of a cell: `x`, `a[1]`, `x.refs`. */
export function elementName(cell: Cell, index: number): string {
    return cell.elements?.[index] ?? (cell.length === 1 ? cell.name : `${cell.name}[${index}]`);
}

/** The fields of a word, each said alone. */
export function fieldsInWords(program: Program, { fields }: BitsDomain, value: number): readonly string[] {
    return fields.map(({ shift, width, domain, valueNames }) => {
        const field = (value >>> shift) & (2 ** width - 1);
        return valueNames?.[field] ?? inDomain(program, domain, field);
    });
}

function inDomain(program: Program, domain: Domain, value: number): string {
    switch (domain.kind) {
        case 'int':
            return String(value);
        case 'ref':
            return reference(program, domain, value);
        case 'bits':
            return word(program, domain, value);
    }
}

function reference(program: Program, domain: RefDomain, value: number): string {
    if (value === 0) return 'null';
    const object = (value - 1) >> 1;
    const { name, objects } = program.classes[domain.class]!;
    const isStale = value % 2 === 0;
    return `${objects[object] ?? `${name}${object}`}${isStale ? ' (freed)' : ''}`;
}

/** Set flags and the values of enums by name, other fields with their value; nothing of what is zero. */
function word(program: Program, { fields }: BitsDomain, value: number): string {
    const parts = fields.flatMap(({ name, shift, width, domain, valueNames }) => {
        const field = (value >>> shift) & (2 ** width - 1);
        if (field === 0) return [];
        if (valueNames !== undefined) return [valueNames[field] ?? `${name}: ${field}`];
        return isFlag(domain) ? [name] : [`${name}: ${inDomain(program, domain, field)}`];
    });
    return `{${parts.join(', ')}}`;
}

function isFlag(domain: IntDomain | RefDomain): boolean {
    return domain.kind === 'int' && domain.low === 0 && domain.high === 1;
}
