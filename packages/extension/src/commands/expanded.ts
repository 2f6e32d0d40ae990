// What a snippet becomes when one accepts all that it suggests.

/** Of a snippet's body the text, with defaults for the tab stops, and nothing for the last one. */
export function expanded(body: readonly string[]): string {
    const text = body.join('\n');
    const stops = /\$\{(\d+):([^}]*)\}/g;
    const defaults = new Map([...text.matchAll(stops)].map(([, stop, value]) => [stop, value]));
    return text
        .replace(stops, (_, _stop, value: string) => value)
        .replace(/\$(\d+)/g, (_, stop: string) => defaults.get(stop) ?? '');
}
