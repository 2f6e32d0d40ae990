// Amounts on the command line and in what it prints: `30s`, `2G`, `1,204 states`, `1.3 s`.

const SECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
const BYTES: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const COUNT: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** Milliseconds of `30s`, `500ms`, `2m`, `1h`; a bare number is in seconds. */
export function parseDuration(text: string): number | undefined {
    const { number, unit } = parts(text);
    return positive(number * (SECONDS[unit === '' ? 's' : unit] ?? Number.NaN));
}

/** Bytes of `2G`, `512M`, `1.5GiB`; a bare number is in bytes. */
export function parseBytes(text: string): number | undefined {
    const { number, unit } = parts(text);
    return positive(number * (BYTES[unit.replace(/i?b$/, '')] ?? Number.NaN));
}

/** The number of `1000000`, `1_000_000`, `10M`. */
export function parseCount(text: string): number | undefined {
    const { number, unit } = parts(text.replaceAll('_', ''));
    return positive(number * (COUNT[unit] ?? Number.NaN));
}

/** `4 ms`, `1.3 s`, `2 min 5 s`. */
export function durationInWords(ms: number): string {
    if (ms < 1000) return `${Math.round(ms)} ms`;
    const seconds = ms / 1000;
    if (seconds < 60) return `${seconds.toFixed(1)} s`;
    return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function parts(text: string): { readonly number: number; readonly unit: string } {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
    return { number: Number(match?.[1] ?? Number.NaN), unit: (match?.[2] ?? '').toLowerCase() };
}

function positive(amount: number): number | undefined {
    return Number.isFinite(amount) && amount > 0 ? Math.ceil(amount) : undefined;
}
