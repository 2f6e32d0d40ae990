// Small things that sentences are made of.

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
    return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** `1 state`, `12,345 states`. */
export function counted(count: number, noun: string): string {
    return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `12,345`. */
function grouped(count: number): string {
    return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
